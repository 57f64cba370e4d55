"""Settings and fixtures that every test shares."""

import signal

from browser import browser, page  # noqa: F401 — fixtures
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# A shell has its background jobs ignore Ctrl-C, and so would the programs that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
