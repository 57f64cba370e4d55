"""Settings and fixtures that every test shares."""

from browser import browser, page  # noqa: F401 — fixtures
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")
