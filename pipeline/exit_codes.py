"""What ``rature`` returns to the shell."""

DONE = 0

EDITS_FOUND = 1
"""``rature diff --exit-code``: there is something to mend."""

ERRORS_FOUND = 1
"""``rature run --strict``: an article has an error."""

FAILED = 2
"""Bad input or bad options, or an internal error."""

INTERRUPTED = 130
"""Ctrl-C: 128 and the number of the signal, as shells count."""

TERMINATED = 143
"""SIGTERM, counted likewise."""
