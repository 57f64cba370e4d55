"""What is remembered of texts: many short ones, few long ones."""

from pipeline.text import caching


def test_few_long_texts_are_remembered():
    asked = []

    @caching.by_text(maxsize=4)
    def head(text):
        asked.append(text)
        return text[0]

    short = ["a", "b", "c", "d"]
    long = [letter * caching.LONG_TEXT for letter in "ABC"]
    assert [head(text) for text in (*short, *long)] == list("abcdABC")
    asked.clear()
    assert [head(text) for text in (*short, *long[1:])] == list("abcdBC")
    assert asked == []
    head("A" * (caching.LONG_TEXT - 1))  # a code point less is short: the oldest short one goes
    head("a")
    head(long[0])
    assert [len(text) for text in asked] == [caching.LONG_TEXT - 1, 1, caching.LONG_TEXT]
