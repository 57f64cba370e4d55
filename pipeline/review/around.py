"""The text around an edit, as the database keeps it for lists of lines."""

CONTEXT_LENGTH = 80
"""Code points of the cleaned text, on each side of an edit, that the database keeps."""


def head(text: str, start: int) -> str:
    """Return the text before ``start``; a word that is cut is left out."""
    found = text[max(0, start - CONTEXT_LENGTH) : start]
    if start <= CONTEXT_LENGTH:
        return found
    return "…" + (found.partition(" ")[2] or found)


def tail(text: str, end: int) -> str:
    """Return the text after ``end``; a word that is cut is left out."""
    found = text[end : end + CONTEXT_LENGTH]
    if end + CONTEXT_LENGTH >= len(text):
        return found
    return (found.rpartition(" ")[0] or found) + "…"
