"""Errors of the machine and of the installation, which are no fault of an article or of a file.

Start reading from :func:`is_of_machine`: with such an error all further articles would fail, too.
"""

import errno
from collections.abc import Iterator

from pipeline.errors import ConfigError, DictionaryError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HANDLES = frozenset({errno.EMFILE, errno.ENFILE})


def is_of_machine(error: BaseException) -> bool:
    """Say whether the installation or the machine has to be mended before any work is done."""
    return any(
        isinstance(one, (DictionaryError, ConfigError, ImportError))
        or (isinstance(one, OSError) and one.errno in _HANDLES | _FULL)
        for one in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def cure(error: OSError) -> str:
    """Return what to do about an error of the system, "" when that is not known."""
    if error.errno in _FULL:
        return "make room"
    if error.errno in _HANDLES:
        return "allow more open files (ulimit -n 1024)"
    return ""
