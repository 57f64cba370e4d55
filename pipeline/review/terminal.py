"""The review at a terminal, as in ``git add -p``: one question for each edit, one key to answer.

Start reading from :func:`ask`. Texts of articles pass through :func:`pipeline.report.diff.visible`,
so that none of their escape sequences reaches the terminal. If standard input is no terminal, an
answer is a line.
"""

import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from shutil import get_terminal_size
from textwrap import wrap

from pipeline.errors import InputError, PipelineError
from pipeline.glossary import GlossaryEntry
from pipeline.io.terminal import say
from pipeline.report.diff import BOLD, DIM, GREEN, PLAIN, RED, visible
from pipeline.review import entries, team
from pipeline.review.around import word_at
from pipeline.review.hand import OverlapError
from pipeline.review.importing import opened
from pipeline.review.messages import Say
from pipeline.review.model import ACCEPT, EDIT, OPEN, REJECT, Filter, ReviewedEdit
from pipeline.review.store import Store, now
from pipeline.review.terminal_keys import EndOfKeysError, has_colours, keys
from pipeline.settings.project_words import add_word, remove_word

MAX_SIDE_ON_TERMINAL = 200
"""Code points of one side of an edit; a longer one is cut."""

KEYS_HELP = """a  accept this edit, and those linked to it (y too)
r  reject it
1-9  choose that candidate
e  write what is to stand there
u  undo your last decision
w  reject it, and protect the word from now on
g  into the glossary: always or never
A  accept this edit and all that do the same
R  reject this edit and all that do the same
j  leave it undecided, go to the next (n too)
k  back to the one before
c  comment on it
f  flag it
d  call its article done
/  go to the next edit with a text in it or near it
?  these keys
q  quit; what was decided is kept"""

NARROWEST = 40
"""Columns that lines are cut to at least, however narrow the terminal."""


class _QuitError(Exception):
    """The reviewer quits."""


def ask(out: Path, name: str, config: Path) -> int:
    """Ask about each proposal, the most frequent series first; return the exit code.

    ``config`` takes words that are protected, and names the glossary.
    """
    if sys.stdin is None or sys.stdout is None:
        raise InputError("a review at the terminal needs standard input and output: open them")
    with opened(out) as store, keys() as read:
        session = _Session(store, name, read, config)
        try:
            session.run()
        except (_QuitError, EndOfKeysError):
            print()
        progress = store.progress()
        say(f"{progress.decided:,} of {progress.proposals:,} proposals decided")
        if progress.decided:
            say(f"next: rature apply {shlex.quote(str(out))}")
    return 0


class _Session:
    """A review in progress: which edits are asked about, and which were passed over."""

    def __init__(
        self, store: Store, name: str, read: Callable[[str, bool], str], config: Path
    ) -> None:
        self.store = store
        self.name = name
        self.read = read
        self.config = config
        self.where = Filter()
        self.passed: set[str] = set()
        self.trail: list[str] = []
        self.again: str | None = None
        self.colour = sys.stdout.isatty() and has_colours()

    def run(self) -> None:
        """Ask until nothing is left."""
        while (line := self._next()) is not None:
            if self.trail[-1:] != [line.key]:
                self.trail.append(line.key)
            self._show(line)
            self._answer(line)
        print("Nothing is left to decide.")

    def _next(self) -> ReviewedEdit | None:
        """Return the next edit: one to go back to, else one of the most frequent series."""
        if self.again is not None:
            line = self.store.line(self.again)
            self.again = None
            if line is not None:
                return line
        for line in self._lines():
            if line.key not in self.passed:
                return line
        if self.where.text:
            print(f"No more with {visible(self.where.text)!r}.")
            self.where = Filter()
            return self._next()
        return None

    def _lines(self) -> Iterator[ReviewedEdit]:
        """Yield the lines that pass the filter, series by series."""
        after: tuple[int, int] | None = None
        while found := self.store.series(self.where, after, 50):
            for one in found:
                behind: tuple[int, int] | None = None
                narrow = replace(self.where, series=one.series)
                while lines := self.store.sample(narrow, behind, 200):
                    yield from lines
                    behind = lines[-1].draw, lines[-1].edit
            after = found[-1].shown, found[-1].series

    def _show(self, line: ReviewedEdit) -> None:
        """Print an edit with its context, candidates and linked edits, no line wider than that."""
        bold, dim, red, green, plain = self._paint(BOLD, DIM, RED, GREEN, PLAIN)
        width = max(NARROWEST, get_terminal_size((80, 24)).columns) - 1
        alike = self.store.shown([line.series], Filter()).get(line.series, 0)
        progress = self.store.progress()
        count = f" ({progress.decided + 1:,}/{progress.proposals:,})"
        place = _cut(
            f"{visible(line.file)}:{line.row + 1} {visible(line.id)}".strip(), width - len(count)
        )
        print(f"\n{bold}{place}{plain}{count}")
        before, after = (
            visible(side[:MAX_SIDE_ON_TERMINAL], "↵") for side in (line.before, line.result)
        )
        head, tail = visible(line.head, "↵"), visible(line.tail, "↵")
        signs = (4 if before else 0) + 4
        left, right = _sides(head, tail, width - 2 - len(before) - len(after) - signs)
        change = (f"{red}[-{before}-]{plain}" if before else "") + f"{green}{{+{after}+}}{plain}"
        print(f"  {left}{change}{right}")
        reason = f": {visible(line.reason, ' ')}" if line.reason else ""
        state = "" if line.state == OPEN else f" {line.state} by {visible(line.who or '?')}"
        for row in wrap(f"{line.rule} {line.confidence:.2f}{state}{reason}", width - 2):
            print(f"  {dim}{row}{plain}")
        for number, (text, probability) in enumerate(line.candidates[:9], 1):
            print(f"  {number} {_cut(_short(text), width - 10)} {dim}{probability:.2f}{plain}")
        linked = self.store.linked(line)
        if linked:
            others = ", ".join(f"{_short(o.before)} → {_short(o.result)}" for o in linked)
            print(f"  {_cut(f'with it: {others}', width - 2)}")
        if alike > 1:
            print(f"  {dim}{alike:,} like this{plain}")

    def _paint(self, *codes: str) -> tuple[str, ...]:
        return codes if self.colour else ("",) * len(codes)

    def _answer(self, line: ReviewedEdit) -> None:
        """Ask for keys until one of them leads on, and do what it says."""
        choices = "1-9," if line.candidates else ""
        doing: dict[str, Callable[[ReviewedEdit], bool]] = {
            **{"a": self._accept, "y": self._accept, "r": self._reject, "e": self._edit},
            **{"u": lambda _: self._undo(), "w": self._protect, "g": self._order},
            **{"A": self._accept_all, "R": self._reject_all, "j": self._pass, "n": self._pass},
            **{"k": self._back, "c": self._comment, "f": self._flag, "d": self._finish},
            **{"/": lambda _: self._search(), "q": self._quit},
        }
        while True:
            key = self.read(f"Accept this edit [a,r,{choices}e,u,w,g,A,R,j,k,/,?,q]? ", True)
            if key.isascii() and key.isdecimal() and 1 <= int(key) <= len(line.candidates):
                self._decide(line, EDIT, line.candidates[int(key) - 1][0])
                return
            if key not in doing:
                print(KEYS_HELP)
                continue
            try:
                if doing[key](line):
                    return
            except OverlapError as error:
                print(f"Not done: {visible(str(error))}.")
                return
            except PipelineError as error:
                print(f"Not done: {visible(str(error))}.")

    def _accept(self, line: ReviewedEdit) -> bool:
        return self._decide(line, ACCEPT)

    def _reject(self, line: ReviewedEdit) -> bool:
        return self._decide(line, REJECT)

    def _edit(self, line: ReviewedEdit) -> bool:
        value = self.read(f"instead of {_short(line.before)!r}: ", False)
        return self._decide(line, EDIT, value)

    def _accept_all(self, line: ReviewedEdit) -> bool:
        return self._decide_all(line, ACCEPT, "accepted")

    def _reject_all(self, line: ReviewedEdit) -> bool:
        return self._decide_all(line, REJECT, "rejected")

    def _decide_all(self, line: ReviewedEdit, what: str, told: str) -> bool:
        done = self.store.decide_series(token_hex(16), self.name, what, line.series)
        print(f"{done.edits:,} {told}.")
        return True

    def _protect(self, line: ReviewedEdit) -> bool:
        """Reject the edit, and protect its word."""
        found = self.store.article(line.article)
        assert found is not None
        word = word_at(found[1], line.start, line.stop)
        path, is_new = add_word(self.config, word)
        action = token_hex(16)
        done = self.store.reject_word(action, self.name, line.key, word)
        if is_new:
            self.store.protected(action, word)
        print(f"{done.edits:,} rejected; {_short(word)!r} is protected in {path.name}.")
        return True

    def _order(self, line: ReviewedEdit) -> bool:
        """Ask for an entry of the glossary."""
        value = self.read(f"{_short(line.before)} becomes [{_short(line.result)}]: ", False)
        when = self.read("always or never [a,n]? ", True)
        if when not in ("a", "n"):
            return False
        one = GlossaryEntry(line.before, value.strip() or line.result, when == "a")
        wanted = entries.Order(one)
        done, path = entries.order(self.store, self.config, token_hex(16), self.name, line, wanted)
        print(f"Written into {path.name}; {done.edits:,} decided.")
        return done.edits > 0

    def _pass(self, line: ReviewedEdit) -> bool:
        self.passed.add(line.key)
        return True

    def _back(self, line: ReviewedEdit) -> bool:
        """Go back to the edit that was shown before this one, decided or not."""
        if len(self.trail) < 2:
            print("That is the first one.")
            return False
        self.trail.pop()
        self.again = self.trail.pop()
        return True

    def _comment(self, line: ReviewedEdit) -> bool:
        text = self.read("comment: ", False)
        self._note(line, text, None)
        print("The comment is written.")
        return False

    def _flag(self, line: ReviewedEdit) -> bool:
        is_flagged = team.is_flagged(team.comments(self.store, [line.key]).get(line.key, ()))
        self._note(line, "", not is_flagged)
        print("Not flagged any more." if is_flagged else "Flagged.")
        return False

    def _note(self, line: ReviewedEdit, text: str, flag: bool | None) -> None:
        new = team.Comment(line.key, self.name, now(), flag, text)
        team.comment(self.store, token_hex(16), new)

    def _finish(self, line: ReviewedEdit) -> bool:
        left = self.store.finish(self.name, line.article, done=True)
        print(f"The article is done; {left:,} left undecided in it.")
        return False

    def _search(self) -> bool:
        text = self.read("search: ", False).strip()
        if text and not self.store.count(Filter(text=text)):
            print(f"Nothing to decide has {visible(text)!r}.")
            return False
        self.where = Filter(text=text)
        return True

    def _quit(self, line: ReviewedEdit) -> bool:
        raise _QuitError

    def _decide(self, line: ReviewedEdit, what: str, value: str | None = None) -> bool:
        self.store.decide(token_hex(16), self.name, what, line.key, value)
        return True

    def _undo(self) -> bool:
        """Undo the last decision; say whether there was one."""
        done = self.store.undo(token_hex(16), self.name)
        if not done.edits:
            print("There is nothing to undo.")
            return False
        print(f"Undone: {done.edits:,}.")
        if word := self.store.protected_by(done.target):
            print(f"{_short(word)!r} is no longer in {remove_word(self.config, word).name}.")
        if found := entries.take_out(self.store, done.target):
            print(f"{_short(found[0].before)!r} is no longer in {found[1].name}.")
        self.again = done.changed[0][0] if done.changed else None
        return True


def _sides(head: str, tail: str, room: int) -> tuple[str, str]:
    """Return what fits of the text before and after a change into ``room`` columns."""
    half = max(8, room // 2)
    right = _cut(tail, max(half, room - len(head)))
    left = head
    room = max(8, room - len(right))
    if len(left) > room:
        left = "…" + left[len(left) - room + 1 :]
    return left, right


def _cut(text: str, width: int) -> str:
    """Return the beginning of a text that fits into ``width`` columns."""
    return text if len(text) <= width else text[: max(1, width - 1)] + "…"


def _short(text: str) -> str:
    """Return a text for one line of the terminal."""
    named = Say().invisible(text)
    if named:
        return f"({named})"
    text = text if len(text) <= MAX_SIDE_ON_TERMINAL else f"{text[: MAX_SIDE_ON_TERMINAL - 1]}…"
    return visible(text, "↵")
