"""What ``rature`` returns to the shell."""

DONE = 0

EDITS_FOUND = 1
"""``rature diff --exit-code``: there is something to mend."""

ERRORS_FOUND = 1
"""The work is done, but some articles, records or files failed (0 with ``--lenient``)."""

FAILED = 2
"""Nothing could be done: bad input or options, a broken installation or an internal error."""

INTERRUPTED = 130
"""Ctrl-C: 128 and the number of the signal, as shells count."""

TERMINATED = 143
"""SIGTERM, counted likewise."""
