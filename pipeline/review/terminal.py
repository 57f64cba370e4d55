"""The review at a terminal, as in ``git add -p``: one question for each edit, one key to answer.

Start reading from :func:`ask`. Texts of articles pass through :func:`pipeline.report.diff.visible`,
so that none of their escape sequences reaches the terminal. If standard input is no terminal, an
answer is a line.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from pipeline.errors import InputError
from pipeline.io.terminal import say
from pipeline.report.diff import BOLD, DIM, GREEN, PLAIN, RED, visible
from pipeline.review.hand import OverlapError
from pipeline.review.importing import opened
from pipeline.review.messages import Say
from pipeline.review.model import ACCEPT, EDIT, OPEN, REJECT, Filter, ReviewedEdit
from pipeline.review.store import Store

MAX_SIDE_ON_TERMINAL = 200
"""Code points of one side of an edit; a longer one is cut."""

KEYS_HELP = """y  accept this edit, and those linked to it
n  reject it
1-9  choose that candidate
e  write what is to stand there
u  undo your last decision
a  accept this edit and all that do the same
d  reject this edit and all that do the same
j  leave it undecided, go to the next
/  go to the next edit with a text in it or near it
?  these keys
q  quit; what was decided is kept"""


class _QuitError(Exception):
    """The reviewer quits, or standard input has ended."""


def ask(out: Path, name: str) -> int:
    """Ask about each proposal, the most frequent series first; return the exit code."""
    if sys.stdin is None or sys.stdout is None:
        raise InputError("a review at the terminal needs standard input and output: open them")
    with opened(out) as store, _keys() as read:
        session = _Session(store, name, read)
        try:
            session.run()
        except _QuitError:
            print()
        progress = store.progress()
        say(f"{progress.decided:,} of {progress.proposals:,} proposals decided")
    return 0


class _Session:
    """A review in progress: which edits are asked about, and which were passed over."""

    def __init__(self, store: Store, name: str, read: Callable[[str, bool], str]) -> None:
        self.store = store
        self.name = name
        self.read = read
        self.where = Filter()
        self.passed: set[str] = set()
        self.again: str | None = None
        self.colour = sys.stdout.isatty()

    def run(self) -> None:
        """Ask until nothing is left."""
        while (line := self._next()) is not None:
            self._show(line)
            self._answer(line)
        print("Nothing is left to decide.")

    def _next(self) -> ReviewedEdit | None:
        """Return the next edit: one that was just undone, else one of the most frequent series."""
        if self.again is not None:
            line = self.store.line(self.again)
            self.again = None
            if line is not None and line.state == OPEN:
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
        """Print an edit with its context, candidates and linked edits."""
        bold, dim, red, green, plain = self._paint(BOLD, DIM, RED, GREEN, PLAIN)
        alike = self.store.shown([line.series], Filter()).get(line.series, 0)
        progress = self.store.progress()
        place = f"{visible(line.file)}:{line.row + 1} {visible(line.id)}".strip()
        print(f"\n{bold}{place}{plain} ({progress.decided + 1:,}/{progress.proposals:,})")
        before, after = (
            visible(side[:MAX_SIDE_ON_TERMINAL], "↵") for side in (line.before, line.after)
        )
        change = (f"{red}[-{before}-]{plain}" if before else "") + f"{green}{{+{after}+}}{plain}"
        print(f"  {visible(line.head, '↵')}{change}{visible(line.tail, '↵')}")
        reason = f": {visible(line.reason, ' ')}" if line.reason else ""
        print(f"  {dim}{line.rule} {line.confidence:.2f}{reason}{plain}")
        for number, (text, probability) in enumerate(line.candidates[:9], 1):
            print(f"  {number} {_short(text)} {dim}{probability:.2f}{plain}")
        linked = self.store.linked(line)
        if linked:
            others = ", ".join(f"{_short(o.before)} → {_short(o.result)}" for o in linked)
            print(f"  with it: {others}")
        if alike > 1:
            print(f"  {dim}{alike:,} like this{plain}")

    def _paint(self, *codes: str) -> tuple[str, ...]:
        return codes if self.colour else ("",) * len(codes)

    def _answer(self, line: ReviewedEdit) -> None:
        """Ask for keys until one of them decides, and do what it says."""
        choices = "1-9," if line.candidates else ""
        while True:
            key = self.read(f"Accept this edit [y,n,{choices}e,u,a,d,j,/,q,?]? ", True)
            if key in ("y", "n"):
                self._decide(line, ACCEPT if key == "y" else REJECT)
            elif key.isascii() and key.isdecimal() and 1 <= int(key) <= len(line.candidates):
                self._decide(line, EDIT, line.candidates[int(key) - 1][0])
            elif key == "e":
                value = self.read(f"instead of {_short(line.before)!r}: ", False)
                self._decide(line, EDIT, value)
            elif key == "u":
                if not self._undo():
                    continue
            elif key in ("a", "d"):
                what = ACCEPT if key == "a" else REJECT
                done = self.store.decide_series(token_hex(16), self.name, what, line.series)
                print(f"{done.edits:,} {'accepted' if key == 'a' else 'rejected'}.")
            elif key == "j":
                self.passed.add(line.key)
            elif key == "/":
                text = self.read("search: ", False).strip()
                if text and not self.store.count(Filter(text=text)):
                    print(f"Nothing to decide has {visible(text)!r}.")
                    continue
                self.where = Filter(text=text)
            elif key == "q":
                raise _QuitError
            else:
                print(KEYS_HELP)
                continue
            return

    def _decide(self, line: ReviewedEdit, what: str, value: str | None = None) -> None:
        try:
            self.store.decide(token_hex(16), self.name, what, line.key, value)
        except OverlapError as error:
            print(f"Not done: {visible(str(error))}.")

    def _undo(self) -> bool:
        """Undo the last decision; say whether there was one."""
        try:
            done = self.store.undo(token_hex(16), self.name)
        except OverlapError as error:
            print(f"Not done: {visible(str(error))}.")
            return False
        if not done.edits:
            print("There is nothing to undo.")
            return False
        print(f"Undone: {done.edits:,}.")
        self.again = done.changed[0][0] if done.changed else None
        return True


def _short(text: str) -> str:
    """Return a text for one line of the terminal."""
    named = Say().invisible(text)
    if named:
        return f"({named})"
    text = text if len(text) <= MAX_SIDE_ON_TERMINAL else f"{text[: MAX_SIDE_ON_TERMINAL - 1]}…"
    return visible(text, "↵")


@contextmanager
def _keys() -> Iterator[Callable[[str, bool], str]]:
    """Give a function that asks and returns the answer: a key at a terminal, else a line."""
    try:
        import termios

        state = termios.tcgetattr(sys.stdin.fileno())
    except (ImportError, OSError, ValueError, AttributeError):
        state = None
    except Exception as error:  # termios.error is no OSError
        if type(error).__module__ != "termios":
            raise
        state = None

    def read(question: str, single: bool) -> str:
        if single and state is not None:
            return _key(question, state)
        print(question, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise _QuitError
        return line.strip() if single else line.removesuffix("\n")

    yield read


def _key(question: str, state: list[Any]) -> str:
    """Ask for one key. The mode is set before the question, so that no key typed then is lost."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    tty.setcbreak(descriptor, termios.TCSANOW)
    try:
        print(question, end="", flush=True)
        key = sys.stdin.read(1)
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, state)
    print("" if key == "\n" else visible(key))
    if key in ("", "\x04"):
        raise _QuitError
    return key
