"""Whole words for people: they cover every edit and do the same."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.edits import Edit, apply, choose
from pipeline.report.whole_words import MAX_WORD_REST, WordUnit, pieces, units


def seen(source: str, *made: tuple[int, str, str], asked: tuple[tuple[int, str, str], ...] = ()):
    def edits(rows):
        return [Edit(at, at + len(a), a, b, "SPL001", 0.9) for at, a, b in rows]

    return [(u.before, u.after, u.made) for u in units(source, edits(made), edits(asked))]


def test_words_are_whole():
    assert seen("Le proc&egrave;s", (7, "&egrave;", "è")) == [("proc&egrave;s", "procès", True)]
    assert seen("un lavion", (4, "", "'")) == [("lavion", "l'avion", True)]
    assert seen("au jour", (2, " ", "")) == [("au jour", "aujour", True)]
    assert seen("co\xaduper", (2, "\xad", "")) == [("co\xaduper", "couper", True)]
    assert seen("a rn0rnal b", (2, "rn", "m"), (4, "0", "o")) == [("rn0rnal", "mornal", True)]
    assert seen("e\u0301te", (2, "t", "d")) == [("e\u0301te", "e\u0301de", True)]


def test_words_that_stay_are_left_out():
    assert seen("a  b", (1, " ", "")) == [(" ", "", True)]
    assert seen("mot .", (3, " ", "")) == [(" ", "", True)]
    assert seen("a\nb", (1, "\n", " ")) == [("\n", " ", True)]
    assert seen("pro-russe", (0, "pro", "anti")) == [("pro", "anti", True)]


def test_what_was_made_and_what_is_proposed_stay_apart():
    assert seen("rn0rn", (0, "rn", "m"), asked=((2, "0", "o"),)) == [
        ("rn", "m", True),
        ("0rn", "orn", False),
    ]
    assert seen("axxb", (0, "a", "c"), asked=((3, "b", "d"),)) == [
        ("a", "c", True),
        ("b", "d", False),
    ]


def test_endless_words_are_not_taken_in():
    source = "x" * 100_000 + "jail" + "y" * 100_000
    assert seen(source, (100_000, "jail", "prison")) == [("jail", "prison", True)]
    edits = [(i, "b", "c") for i in range(0, 100_000, 2)]
    (whole,) = seen("ba" * 50_000, *edits)
    assert len(whole[0]) <= 100_000
    assert seen("a" * MAX_WORD_REST + "b", (MAX_WORD_REST, "b", "c")) == [("b", "c", True)]


@given(st.data())
def test_units_do_what_the_edits_do(data):
    source = data.draw(st.text(alphabet="ab -\n\u0301", max_size=40))
    drawn = []
    for _ in range(data.draw(st.integers(0, 8))):
        start = data.draw(st.integers(0, len(source)))
        end = data.draw(st.integers(start, min(len(source), start + 4)))
        after = data.draw(st.text(alphabet="xy ", max_size=3))
        drawn.append(Edit(start, end, source[start:end], after, "SPL001", 0.9))
    chosen = choose(drawn)
    flags = [data.draw(st.booleans()) for _ in chosen]
    made = [e for e, flag in zip(chosen, flags, strict=True) if flag]
    asked = [e for e, flag in zip(chosen, flags, strict=True) if not flag]
    found = list(pieces(source, units(source, made, asked)))
    old = "".join(p.before if isinstance(p, WordUnit) else p for p in found)
    new = "".join(
        (p.after if p.made else p.before) if isinstance(p, WordUnit) else p for p in found
    )
    all_made = "".join(p.after if isinstance(p, WordUnit) else p for p in found)
    assert (old, new) == (source, apply(source, made))
    assert all_made == apply(source, chosen)
    assert sorted(e for p in found if isinstance(p, WordUnit) for e in [p.start, p.end]) == [
        e for p in found if isinstance(p, WordUnit) for e in [p.start, p.end]
    ]
    assert [e for p in found if isinstance(p, WordUnit) for e in p.edits] == sorted(
        chosen, key=lambda e: (e.start, e.end)
    )
