"""The columns of texts that a user names, the same everywhere: one, or several."""

from collections.abc import Sequence


def named(text_column: str, names: Sequence[str] = ()) -> list[str]:
    """Return the columns that ``--text-column`` names: one, or several with commas between.

    ``names`` are the columns that are known; one of them may have a comma in its name.

    >>> named("title, body"), named("a,b", ["a,b"])
    (['title', 'body'], ['a,b'])
    """
    if text_column in names:
        return [text_column]
    found = [one.strip() for one in text_column.split(",")]
    return list(dict.fromkeys(one for one in found if one)) or [text_column]
