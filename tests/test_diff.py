"""Diffs: patches that git and patch apply, and words in context."""

import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from patience import grows_as_the_text

from pipeline.edits import Edit, apply, choose
from pipeline.report.diff import quoted, unified, visible, words

LINES = st.text(alphabet="ab \n\n\r’é\u2028", max_size=60)

NAMES = [
    "plain.txt",
    "with space.txt",
    "été.txt",
    'a"quote.txt',
    "back\\slash.txt",
    "tab\there.txt",
    " both ends ",
    "deep/er/naïve file.md",
    "octal\x01.txt",
    b"latin-\xe9.txt".decode("utf-8", "surrogateescape"),
]


def edit(source: str, before: str, after: str, nth: int = 0) -> Edit:
    start = -1
    for _ in range(nth + 1):
        start = source.index(before, start + 1)
    return Edit(start, start + len(before), before, after, "SPL001", 0.9, reason="because")


@st.composite
def edited(draw):
    source = draw(LINES)
    made = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(source)))
        end = draw(st.integers(start, min(len(source), start + 12)))
        after = draw(st.text(alphabet="xy\n", max_size=5))
        made.append(Edit(start, end, source[start:end], after, "A1", 0.9))
    return source, choose(made)


def apply_patch(source: str, patch: str) -> str:
    """Apply a patch by the rules of the format alone, checking all that it says."""
    old = source.split("\n")
    old = [line + "\n" for line in old[:-1]] + old[-1:] * bool(old[-1])
    new, position = [], 0
    rows = patch.split("\n")[2:-1]
    i = 0
    while i < len(rows):
        assert rows[i].startswith("@@ -"), rows[i]
        old_range, new_range = (
            [int(n) for n in ([*part[1:].split(","), "1"])[:2]] for part in rows[i].split()[1:3]
        )
        i += 1
        start = old_range[0] - bool(old_range[1])
        assert start >= position
        new += old[position:start]
        position = start
        assert len(new) == new_range[0] - bool(new_range[1])
        counts = {"-": 0, "+": 0}
        while i < len(rows) and not rows[i].startswith("@@"):
            sign, line = rows[i][0], rows[i][1:] + "\n"
            if i + 1 < len(rows) and rows[i + 1].startswith("\\"):
                line = line[:-1]
                i += 1
            i += 1
            if sign in " -":
                assert old[position] == line
                position += 1
                counts["-"] += 1
            if sign in " +":
                new.append(line)
                counts["+"] += 1
        assert counts == {"-": old_range[1], "+": new_range[1]}
    return "".join(new + old[position:])


@given(edited())
@example(("a", (Edit(0, 1, "a", "", "A1", 1.0),)))
@example(("", (Edit(0, 0, "", "a", "A1", 1.0),)))
@example(("a\nb", (Edit(1, 2, "\n", "", "A1", 1.0),)))
@example(("a\n", (Edit(2, 2, "", "b", "A1", 1.0),)))
def test_patch_gives_exactly_the_edited_text(case):
    source, edits = case
    patch = unified(source, edits, "x")
    assert bool(patch) == (apply(source, edits) != source)
    assert apply_patch(source, patch) == apply(source, edits)


@pytest.fixture(params=["git", "patch"])
def tool(request, tmp_path):
    """Return a function that applies a patch in ``tmp_path`` with a real tool."""
    commands = {
        "git": ["git", "apply", "--whitespace=nowarn", "-"],
        "patch": ["patch", "-p1", "-s", "--no-backup-if-mismatch"],
    }
    command = commands[request.param]

    def run(patch: str | bytes) -> None:
        raw = patch if isinstance(patch, bytes) else patch.encode()
        if raw:
            done = subprocess.run(command, input=raw, cwd=tmp_path, capture_output=True)
            assert done.returncode == 0, done.stderr

    try:
        subprocess.run([command[0], "--version"], capture_output=True, check=True)
    except OSError:
        pytest.skip(f"no {command[0]} here")
    return run


@pytest.mark.parametrize("name", NAMES)
def test_tools_take_every_name(name, tmp_path, tool):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    source = "un\ndeux jail\ntrois\n"
    path.write_bytes(source.encode())
    tool(unified(source, [edit(source, "jail", "prison")], name))
    assert path.read_bytes() == b"un\ndeux prison\ntrois\n"


def test_git_takes_a_name_with_a_line_break(tmp_path):
    # GNU patch refuses such names whatever the quoting.
    path = tmp_path / "a\nb.txt"
    path.write_bytes(b"jail")
    patch = unified("jail", [edit("jail", "jail", "prison")], path.name)
    done = subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=tmp_path)
    assert done.returncode == 0
    assert path.read_bytes() == b"prison"


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("sans fin de ligne: jail", "jail", "prison"),
        ("un\r\njail\r\ntrois\r\n", "jail", "prison"),
        ("un\rjail\rtrois", "jail", "prison"),
        ("jail\n\nreste\n", "jail\n\n", ""),
        ("un\n\njail", "\n\njail", ""),
        ("jail\n", "jail\n", ""),
        ("un\n", "un\n", "un"),
        ("un", "un", "un\n"),
        ("\ufeffjail\n", "jail", "prison"),
        ("-- jail\n++ b\n", "jail", "a"),
        ("a\u2028jail\u0085\x0c\nb\n", "jail", "prison"),
        ("{}\n" * 30 + "jail\n" + "{}\n" * 7 + "x\n" + "{}\n" * 6, "jail", "a\nb"),
    ],
)
def test_tools_give_exactly_the_edited_text(source, before, after, tmp_path, tool):
    path = tmp_path / "x.txt"
    path.write_bytes(source.encode())
    edits = [edit(source, before, after)]
    if "x\n" in source:
        edits.append(edit(source, "x\n", "y\n"))
    tool(unified(source, edits, "x.txt"))
    left = path.read_bytes() if path.exists() else b""
    assert left == apply(source, edits).encode()


def test_names_are_quoted_as_git_quotes_them(tmp_path):
    names = [name for name in NAMES if "/" not in name]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-o"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert sorted(listed.decode().splitlines()) == sorted(map(quoted, names))
    assert quoted("a\nb") == r'"a\nb"'


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["un mot jail de plus ", "un mot jail de plus\n"])
def test_time_is_linear(unit):
    step = len(unit)

    def compare(count):
        source, starts = unit * count, range(0, count * step, step)
        edits = [Edit(i + 7, i + 11, "jail", "prison", "A1", 0.9) for i in starts]
        return unified(source, edits, "x"), words(source, edits, [], "x")

    assert grows_as_the_text(compare, 5_000)
    patch, shown = compare(5_000)
    assert patch.count("\n+") == 1 + (5_000 if "\n" in unit else 1)
    assert shown.count("[-jail-]{+prison+}") == 5_000


def test_words_show_what_was_made_and_what_is_proposed():
    source = "Titre\n\nIl risque 15 ans de jail, sa famille craint un long cost.\nFin\n"
    shown = words(
        source, [edit(source, "jail", "prison")], [edit(source, "cost", "procès")], "a b.txt"
    )
    assert shown == (
        "a b.txt:3\n"
        "    Il risque 15 ans de [-jail-]{+prison+}, sa famille craint un long [?cost→procès?].\n"
        "    SPL001 0.90 jail → prison: because\n"
        "  ? SPL001 0.90 cost → procès: because\n"
        "\n"
    )


def test_words_in_colour_are_the_same_words():
    source = "Il risque 15 ans de jail.\n"
    edits = [edit(source, "jail", "prison")]
    shown = words(source, edits, [], "a", colour=True)
    assert "\x1b[9;31mjail\x1b[0m\x1b[32mprison\x1b[0m" in shown
    assert "[-" not in shown


def test_words_cut_long_lines_between_words():
    source = "mot " * 1000 + "jail" + " mot" * 1000
    (context,) = [
        line for line in words(source, [edit(source, "jail", "prison")], [], "a").splitlines()
        if "[-" in line
    ]  # fmt: skip
    assert context.strip().startswith("…mot ")
    assert context.endswith(" mot…")
    assert len(context) < 200


def test_nothing_in_a_text_reaches_the_terminal_as_a_control():
    source = "a\x1b[31m \x07jail\u202e\r\nb"
    shown = words(source, [edit(source, "jail", "\x9bprison\n")], [], "n\x1b.txt")
    assert not {c for c in shown if not c.isprintable() and c != "\n"}
    assert visible("a\r\nb\tc") == "a\\nb\tc"


def test_no_edit_no_diff():
    assert unified("a\n", [], "x") == words("a\n", [], [], "x") == ""
