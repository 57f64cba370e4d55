"""Find what is code in running text: tags, identifiers, paths, file names, options, commands.

Start reading from :func:`technical`. The words of code are no words of the sentence: *fr* in
``<language>fr</language>``, *path* in ``url_path`` and *push* in ``git push`` are for a machine.
Each kind of code has a shape that prose does not have. Where prose comes near (*aller-retour*,
« fin.Le », « etc. », ``annoncéLe``), the lexicon decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise

import regex

from pipeline.edits import Mark
from pipeline.resources import data, lexicon
from pipeline.text import signs
from pipeline.text.blocks import blocks
from pipeline.text.spans import Spans
from pipeline.text.tokens import tokenize

COMMANDS_TABLE = "commands.tsv"

_EXTENSIONS = (
    "md|rst|txt|csv|tsv|jsonl?|xml|ya?ml|toml|ini|cfg|conf|env|lock|log|x?html?|s?css|[jt]sx?|mjs"
    "|php|py|ipynb|rb|rs|java|kt|swift|cpp|hpp|sh|bash|ps1|exe|dll|deb|rpm|apk|iso|sql|db|sqlite"
    "|pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|png|jpe?g|gif|svg|webp|bmp|tiff?|ico|mp[34]|avi|mkv"
    "|mov|wav|flac|ogg|zip|tar|[tb]?gz|bz2|xz|zst|rar|7z|bak|tmp|tex|bib|parquet"
)
"""Ends of file names. Those that are French words (*bat, vue*) are not here."""

_NODE = r"\.?+[\w@+-]++(?:\.[\w@+-]++)*+"
"""A folder or file in a path; a full stop at its end ends the sentence."""

_TAG = regex.compile(
    r"""</?[A-Za-z][\w:.-]*+
        (?: \s++ [A-Za-z_:][\w:.-]*+ \s*+ = \s*+ (?: "[^"<>\n]*+" | '[^'<>\n]*+' ) )*+ \s*+ /?+>""",
    regex.VERBOSE,
)
_CODE = regex.compile(
    rf"""
      (?P<file> (?<![\w@./\\-]) (?: \.{{0,2}}/ | ~/ )?+ (?: [\w-]++[./](?=[\w-]) )++
        (?<=[./]) (?: (?:{_EXTENSIONS}) | (?-i:{_EXTENSIONS.upper().replace("[JT]SX?", "JS")}) )
        (?![\w-]) (?!\.\w) )
    | (?P<path> (?<![\w/.:<~-]) (?: ~ | \.{{1,2}} )?+ (?: /{_NODE} ){{2,}}+ /?+ (?!>)
        | (?<![\w/.~-]) (?: ~ | \.{{1,2}} ) /{_NODE}
        | (?<!\w) [A-Za-z]:\\[^\s<>"«»|?*]*[\w\\] )
    | (?P<snake> (?<!\w) (?! (?: [ldjmtsnc] | qu | jusqu | lorsqu | puisqu )_ )
        [\p{{L}}\d]++ (?: _++ [\p{{L}}\d]++ )++ _*+ (?!\w) )
    | (?P<scoped> (?<!\w) [A-Za-z_]\w*+ (?: (?: :: | -> ) [A-Za-z_]\w*+ )++ (?: \(\) )?+ )
    | (?P<call> (?<![\w.$]) [A-Za-z_$][\w$]*+ (?: \.[\w$]++ )*+ \(\) )
    | (?P<assigned> (?<![\w=&?.-]) [A-Za-z_][\w.-]*+ = [^\s=«»<>]++ )
    | (?P<variable> (?!\$(?:US|CAN?|AU|NZ|HK)\b) \$\{{?+[A-Z_][A-Z\d_]++\}}?+ | %[A-Z_]{{3,}}+% )
    | (?P<option> (?<![^\s(«“"\[|]) --[a-z][a-z\d]*+ (?: -[a-z\d]++ )*+
        (?: =[^\s«»"]++ )?+ (?![\w-]) )
    | (?P<dotted> (?<![\w@./-]) [a-z_]\w++ (?: \. [a-z_]\w++ )++ (?![\w@'’-]) )
    | (?P<camel> (?<!\w) [a-z]{{2,}}+ (?: [A-Z][a-z\d]*+ )++ (?![\w'’]) )
    | (?P<serial> (?<![\w'’./-]) [a-z\d]++ (?: -[a-z\d]++ ){{2,}}+ (?![\w'’-]) )
    """,
    regex.VERBOSE,
)
_SIGN = regex.compile(
    r"[_\\$=]|%(?=[A-Z_])|/(?=[\w.@+-]+/)|~(?=/)|:(?=:)|\((?=\))|-(?=>|-[a-z]|\d)|-(?<=\d-)"
    r"|\.(?=/)|\.(?<=[\w-]\.)(?=[a-zA-Z\d_])|[A-Z](?<=[a-z][A-Z])"
)
"""What code has: only the stretches without white space around it are looked at. Each alternative
begins with its rarest sign, so that the search runs at the speed of a set."""

_has_sign = signs.sign(_SIGN.search)

_PROMPT = regex.compile(
    r"^[^\S\n]*+(?:\$|>>>|PS>)[^\S\n]++(?=[a-z]{2}|[./~])[\x20-\x7e]{2,100}+$", regex.MULTILINE
)
"""A line that shows what is typed at a terminal."""

_BLANK = regex.compile(r"\s")
_BLANK_BEFORE = regex.compile(r"(?r)(?<=\s)\S")
"""Searched backwards: the first code point after the white space before a place."""

_WORD = regex.compile(r"[^\s]++")
_OPENING, _CLOSING = "(«“\"'`[", ".,;:!?)»”\"'`]"
_IDENTIFIER = regex.compile(r"\b[a-z]{2,}(?:\(\)|[A-Z][a-z])")
_has_identifier = signs.sign(_IDENTIFIER.search)
_MACHINE = regex.compile(r"[-./_=:@~$<>{}\\\d]")
"""What arguments of commands have, and words of a sentence do not."""

_ARGUMENT = regex.compile(r"--?[A-Za-z]|(?:~|\.{1,2})?/\w|https?://|\w++@\w|\.\w")
"""How options, paths and addresses begin."""

_FUNCTION = 6.0
"""Zipf value of French words that are never an argument: *pour, dans, avant, les*."""

_BEGINNER = 5.0
"""Zipf value of words that begin a sentence, joined to the word before: ``annoncéLe``."""

_USUAL = 3.0
"""Zipf value of the words that identifiers are made of. In 13,895 lines of scans, full of signs
between letters, 1 in 1,000 has what passes for an identifier."""

_TOOLS_OF_SPEECH = frozenset("prep adv conj det pron".split())

_REMARK = 120
"""Code points of the longest remark between two double hyphens."""

_LONGEST_COMMAND = 8
"""Words of the longest command."""

_LONGEST_ELEMENT = 40
"""Code points between two tags that are technical when they have no space: a language, a date."""

_FEED = frozenset("title link source time object address label option main meta summary".split())
"""Elements of HTML that feeds and data in XML have under the same name."""

_LAYOUT = regex.compile(r"<(?:p|div|br|span|img|a|strong|em|ul|li|table|body)\b", regex.IGNORECASE)


def technical(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of code, in no order; they may overlap."""
    if "<" in text:
        tags = list(_TAG.finditer(text))
        for match in tags:
            yield match.span()
        yield from _elements(text, tags)
    end = 0
    for sign in _SIGN.finditer(text) if _has_sign(text) else ():
        if sign.start() < end:
            continue
        first = _BLANK_BEFORE.search(text, end, sign.start() + 1)
        start = first.start() if first else end
        end = found.start() if (found := _BLANK.search(text, sign.end())) else len(text)
        for match in _CODE.finditer(text, start, end):
            judge = _JUDGES.get(match.lastgroup or "")
            if judge is None or judge(text, match.start(), match.end()):
                yield match.span()
    if "$" in text or ">" in text:
        for match in _PROMPT.finditer(text):
            yield match.span()
    yield from _commands(text)
    yield from blocks(text)


def feeds(text: str) -> Iterator[tuple[int, int]]:
    """Yield tags that HTML has too (*title*, *link*) but that belong to a feed or other XML here.

    Such a document has elements that HTML lacks around them, and no element of layout.
    """
    if "</" not in text or _LAYOUT.search(text):
        return
    tags = list(_TAG.finditer(text))
    closed = {_name(match) for match in tags if match.group().startswith("</")}
    depth = 0
    for match in tags:
        tag, name = match.group(), _name(match)
        if name in _FEED:
            if depth:
                yield match.span()
        elif name in closed and not tag.endswith("/>"):
            depth = max(0, depth - 1) if tag.startswith("</") else depth + 1


def _name(tag: "regex.Match[str]") -> str:
    return str(tag.group()).strip("</>").split()[0].lower()


def about_programs(text: str, marks: Iterable[Mark]) -> bool:
    """Say whether a text has code or names of functions and variables: ``setup()``, *onClick*."""
    return any(mark.kind == "code" for mark in marks) or _has_identifier(text)


def in_code(marks: Iterable[Mark]) -> Callable[[int, int], bool]:
    """Return a function that says whether a half-open span touches a mark of the kind ``code``."""
    return Spans((mark.start, mark.end) for mark in marks if mark.kind == "code").meet


def _elements(text: str, tags: list["regex.Match[str]"]) -> Iterator[tuple[int, int]]:
    """Yield what stands between two tags of one name and has no space: ``<language>fr</…>``."""
    for here, there in pairwise(tags):
        inside = text[here.end() : there.start()]
        if (
            0 < len(inside) <= _LONGEST_ELEMENT
            and not here.group().startswith("</")
            and there.group().startswith("</")
            and _name(here) == _name(there)
            and not any(c.isspace() for c in inside)
        ):
            yield here.end(), there.start()


def _is_option(text: str, start: int, end: int) -> bool:
    """Tell an option from a remark between two double hyphens: *le maire --absent hier-- …*."""
    name = text[start + 2 : end]
    if not name.isalpha() or not lexicon.is_french(name):
        return True
    rest = text[end : end + _REMARK].partition("\n")[0]
    remark, closing, _ = rest.partition("--")
    return not closing or remark[-1:].isspace()


def _is_dotted(text: str, start: int, end: int) -> bool:
    """Tell ``request.path`` from a sentence that lost a space and a capital: *fin.le*."""
    parts = text[start:end].split(".")
    if not all(map(_is_usual, parts)) or text[end : end + 1] == ".":
        return False
    if len(parts) > 2:
        return not any(lexicon.zipf(part, "fr") >= _FUNCTION for part in parts)
    return not lexicon.is_french(parts[-1])


def _is_snake(text: str, start: int, end: int) -> bool:
    """Tell ``url_path`` from what scans make of stains: *laj__che, par_le*."""
    parts = [part for part in text[start:end].split("_") if part]
    usual = [part for part in parts if part.isdigit() or _is_usual(part)]
    if any(lexicon.zipf(part, "fr") >= _FUNCTION for part in (parts[0], parts[-1])):
        return False
    return text[start:end].isascii() and 2 * len(usual) > len(parts)


def _is_camel(text: str, start: int, end: int) -> bool:
    """Tell ``userName`` from a word that a sentence ran into (*problemLe*), and from scans."""
    parts = [part.lower() for part in regex.findall(r"[a-z\d]+|[A-Z][a-z\d]*", text[start:end])]
    if text[end : end + 1] in ("(", "=", "["):
        return True
    if not all(len(part) > 2 and _is_usual(part) for part in parts):
        return False
    return len(parts) > 2 or (
        not lexicon.is_french(parts[0]) and lexicon.zipf(parts[1], "fr") < _BEGINNER
    )


def _is_usual(part: str) -> bool:
    """Say whether a piece of an identifier is a frequent word of French or English: *url, max*."""
    name = part.rstrip("0123456789").lower()
    return len(name) > 1 and max(lexicon.zipf(name, "fr"), lexicon.zipf(name, "en")) >= _USUAL


def _is_serial(text: str, start: int, end: int) -> bool:
    """Tell ``ttn-fr-3`` from a compound: it has figures and a piece that is no word."""
    parts = text[start:end].split("-")
    return any(part.isdigit() for part in parts) and any(
        part.isalpha() and not lexicon.is_french(part) and not lexicon.is_english(part)
        for part in parts
    )


_JUDGES: Mapping[str, Callable[[str, int, int], bool]] = {
    "option": _is_option,
    "dotted": _is_dotted,
    "snake": _is_snake,
    "camel": _is_camel,
    "serial": _is_serial,
}


@cache
def commands() -> dict[str, frozenset[str]]:
    """Return the subcommands of each known tool; ``*`` stands for options, paths and files."""
    return {tool: frozenset(words.split()) for tool, words in data.table(COMMANDS_TABLE, 2)}


@cache
def _heads() -> frozenset[str]:
    """Return the first words of tools: *apt* of *apt-get*."""
    return frozenset(tool.partition("-")[0] for tool in commands())


_TOOL = regex.compile(r"(?<![\w./'’-])[a-z][a-z\d-]*+(?=[^\S\n]\S)")


def _commands(text: str) -> Iterator[tuple[int, int]]:
    """Yield commands: a known tool, one of its subcommands, and the arguments after it."""
    heads = _heads()
    end = 0
    for token in [token for token in tokenize(text) if token.word in heads]:
        if token.start < end:
            continue
        match = _TOOL.match(text, token.start)
        if match and match.group() in commands() and (stop := _command(text, *match.span())):
            end = stop
            yield token.start, end


def _command(text: str, start: int, end: int) -> int:
    """Return where the command whose tool stands at a span ends, 0 when it is none."""
    tool = text[start:end]
    limit = text.find("\n", end)
    words = list(_words(text, end, len(text) if limit < 0 else limit))
    while tool == "sudo" and len(words) > 1 and words[0][0] in commands():
        tool, words = words[0][0], words[1:]
    if not words:
        return 0
    first, stop, closed = words[0]
    known = commands()[tool]
    if first not in known and not ("*" in known and _is_machine(first)):
        return 0
    for n, (word, _, _) in enumerate(words[1:], 1):
        if closed or not _is_argument(word, words[n + 1][0] if n + 1 < len(words) else ""):
            break
        _, stop, closed = words[n]
    return stop


def _words(text: str, start: int, limit: int) -> Iterator[tuple[str, int, bool]]:
    """Yield the next words, where each ends, and whether a punctuation mark follows it."""
    for n, match in enumerate(_WORD.finditer(text, start, limit)):
        if n == _LONGEST_COMMAND or text[match.start() - 1] == "\u00a0":
            return
        bare = match.group().rstrip(_CLOSING)
        if not bare or bare[0] in "«“(":
            return
        stop = match.start() + len(bare)
        yield bare, stop, stop < match.end()


def _is_machine(word: str) -> bool:
    """Say whether a word is an option, a path, a file name or an address: no word of prose."""
    return _ARGUMENT.match(word) is not None or _CODE.fullmatch(word) is not None


def _is_argument(word: str, following: str) -> bool:
    """Say whether a word is part of a command: no French one, or a noun that ends it (*main*)."""
    if _MACHINE.search(word) and word[0].isascii() and "'" not in word and "’" not in word:
        return True
    if not word.isascii() or not word.isalnum():
        return False
    if not lexicon.is_french(word):
        return word.islower() or word.isupper()
    if lexicon.zipf(word, "fr") >= _FUNCTION or not word.islower():
        return False
    kinds = {a.pos for a in lexicon.analyses(word)}
    return (
        "noun" in kinds
        and not kinds & _TOOLS_OF_SPEECH
        and (not following or lexicon.zipf(following, "fr") >= _FUNCTION)
    )
