"""What a decision costs does not grow with the decisions before it; counted in steps of SQLite."""

from contextlib import contextmanager
from secrets import token_hex

import pytest
from review_runs import edit, made_run

from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, REJECT, Filter

TEXT = "Le cost, le jail."
ARTICLES = 300


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    own = [edit(TEXT, "cost", "coût"), edit(TEXT, "jail", "prison")]
    articles = [(f"a{n}", TEXT, own) for n in range(ARTICLES)]
    with opened(made_run(tmp_path_factory.mktemp("run") / "out", articles)) as store:
        yield store


@contextmanager
def steps(store):
    """Count the steps of SQLite's machine, tens of them."""
    counted = [0]

    def step():
        counted[0] += 1

    store.connection.set_progress_handler(step, 10)
    try:
        yield counted
    finally:
        store.connection.set_progress_handler(None, 0)


def costs(store, line):
    """Return what deciding about an edit takes, deciding otherwise, and undoing that."""
    found = []
    for what in (ACCEPT, REJECT):
        with steps(store) as counted:
            store.decide(token_hex(16), "Anne", what, line.key)
        found.append(counted[0])
    with steps(store) as counted:
        store.undo(token_hex(16), "Anne")
    return [*found, *counted]


def test_the_last_of_many_decisions_costs_what_the_first_did(store):
    lines = store.doubtful(Filter(), limit=2 * ARTICLES)
    first = costs(store, lines[0])
    for number, line in enumerate(lines[1:-1]):
        store.decide(token_hex(16), "AB"[number % 2], ACCEPT, line.key)
    assert sum(costs(store, lines[-1])) < 1.2 * sum(first)


def test_a_series_costs_so_much_a_line(tmp_path):
    own = [edit(TEXT, "cost", "coût"), edit(TEXT, "jail", "prison")]
    found = []
    for number in (40, 320):
        articles = [(f"a{n}", TEXT, own) for n in range(number)]
        with opened(made_run(tmp_path / str(number), articles)) as store:
            series = store.doubtful(Filter())[0].series
            with steps(store) as counted:
                for _ in range(2):
                    assert store.decide_series(token_hex(16), "A", ACCEPT, series).edits == number
                    assert store.undo(token_hex(16), "A").edits == number
            found.append(counted[0] / number)
    assert found[1] < 1.3 * found[0]
