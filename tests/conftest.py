"""Settings and fixtures that every test shares."""

import signal

import pytest
from browser import browser, page  # noqa: F401 — fixtures
from hypothesis import settings
from review_runs import made_run, served

from pipeline.cli import main
from pipeline.review.importing import opened

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# A shell has its background jobs ignore Ctrl-C, and so would the programs that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def rature(capfdbinary, monkeypatch, tmp_path):
    """Return a function that runs the program in a new folder: (code, standard output, said)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main([*map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture
def out(request, tmp_path):
    """Give the folder of a run of the ``articles`` of the test's module."""
    return made_run(tmp_path / "out", request.module.articles())


@pytest.fixture
def store(out):
    """Give the store of that run."""
    with opened(out) as found:
        yield found


@pytest.fixture
def review(out, page):  # noqa: F811 — a fixture
    """Give a function that opens a view of the review of the run in ``out``."""
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])

        def show(view):
            page.goto(f"http://{found.host}{view}")
            return page

        yield show
