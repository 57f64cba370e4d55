"""Settings and fixtures that every test shares."""

import signal

import pytest
from browser import browser, page  # noqa: F401 — fixtures
from hypothesis import settings
from review_runs import served

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# A shell has its background jobs ignore Ctrl-C, and so would the programs that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def review(out, page):  # noqa: F811 — a fixture
    """Give a function that opens a view of the review of the run in ``out``."""
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])

        def show(view):
            page.goto(f"http://{found.host}{view}")
            return page

        yield show
