"""Keys of a terminal, one by one: on Unix, on Windows, and lines where there is no terminal.

Start reading from :func:`keys`.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.report.diff import visible

ReadKey = Callable[[str, bool], str]
"""Ask a question; return the answer: one key if the second argument is true, else a line."""


class EndOfKeysError(Exception):
    """Standard input has ended."""


@contextmanager
def keys() -> Iterator[ReadKey]:
    """Give a function that asks and returns the answer: a key at a terminal, else a line."""
    single = _of_unix() or _of_windows()

    def read(question: str, is_key: bool) -> str:
        if is_key and single is not None:
            return _told(single(question))
        print(question, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EndOfKeysError
        return line.strip() if is_key else line.removesuffix("\n")

    yield read


def _told(key: str) -> str:
    print("" if key in ("\n", "\r") else visible(key))
    if key in ("", "\x04", "\x1a"):
        raise EndOfKeysError
    if key == "\x03":
        raise KeyboardInterrupt
    return key


def _of_unix() -> Callable[[str], str] | None:
    """Return what reads a key at a terminal of Unix, None where there is none."""
    try:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        state = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError, AttributeError):
        return None
    except Exception as error:  # termios.error is no OSError
        if type(error).__module__ != "termios":
            raise
        return None

    def read(question: str) -> str:
        """Set the mode before the question, so that no key typed then is lost."""
        tty.setcbreak(descriptor, termios.TCSANOW)
        try:
            print(question, end="", flush=True)
            return sys.stdin.read(1)
        finally:
            termios.tcsetattr(descriptor, termios.TCSANOW, state)

    return read


def _of_windows() -> Callable[[str], str] | None:
    """Return what reads a key at a console of Windows, None where there is none."""
    try:
        import msvcrt
    except ImportError:
        return None
    if not sys.stdin.isatty():
        return None
    console: Any = msvcrt

    def read(question: str) -> str:
        print(question, end="", flush=True)
        key: str = console.getwch()
        while key in ("\x00", "\xe0"):  # an arrow or a function key: two codes
            console.getwch()
            key = console.getwch()
        return key

    return read


def has_colours() -> bool:
    """Say whether the terminal understands colours; on Windows they are switched on first."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.windll.kernel32
    handle, mode = kernel.GetStdHandle(-11), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | 4))
