r"""Take out what is not text: tags, shortcodes, code, share buttons, related links, spintax.

Start reading from :func:`markup`. Scraps of markup are found first and joined when only white space
lies between them; :func:`_taken` then decides whether a line goes whole, with the blank line after
it, or a hole in a line is closed. Every pattern asks for a shape that prose does not have; that
is why *a < b*, *<3* and « la balise <p> » stay.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.markup.boilerplate import kind_of
from pipeline.markup.spintax import choices, reads_french
from pipeline.resources.lexicon import is_french, zipf
from pipeline.stages.case import ABBREVIATION
from pipeline.stages.rules.markup import RULES
from pipeline.text.lines import VERBATIM, Line, lines, removal, row_of
from pipeline.text.technical import feeds

__all__ = ["RULES", "markup"]


class _Scrap(NamedTuple):
    """Something to take out: where it stands, what goes in its place, why, and how sure."""

    start: int
    end: int
    rule: str
    confidence: float
    reason: str
    after: str = ""


_LONG = (
    "abbr|address|article|aside|audio|blockquote|body|br|button|center|cite|code|div|em|embed|"
    "fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|"
    "label|li|link|main|meta|nav|noscript|object|ol|option|param|picture|pre|script|section|"
    "select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|"
    "thead|time|title|tr|ul|video|wbr"
)
_NAME = f"(?:{_LONG}|[abipqsu])"
_BARE = "allowfullscreen|async|defer|hidden|controls|autoplay|nofollow|itemscope|required"
_ATTRIBUTE = (
    rf"(?:\s+(?:[a-z_:][\w:.-]*+\s*=\s*(?:\"[^\"<>]*+\"|'[^'<>]*+'|“[^”<>]*+”|”[^”<>]*+”"
    rf"|[^\s\"'<>=]++)|(?:{_BARE})\b))"
)
_KNOWN_ATTRIBUTE = (
    r"(?:class|href|style|src|srcset|alt|title|width|height|id|target|rel|border|align"
    r"|data-[a-z-]{1,60}+)\s?=\s?[\"“”][^\"“”<>\n]*+[\"“”]\s*+"
)
_MOST = 30
"""Known attributes in a row. At each of them the search begins anew: a row must not be endless."""
_KNOWN_ATTRIBUTES = f"(?:{_KNOWN_ATTRIBUTE}){{1,{_MOST}}}+"
_TAG = regex.compile(
    rf"""
      </?{_NAME}{_ATTRIBUTE}*+\s*+/?>                       # <p class="x">, </p>, <br />
    | </?(?:{_LONG}|p){_ATTRIBUTE}*+[^\S\n]*+/?(?=[^\S\n]*+(?:\n|\Z|<))  # <p, at a line's end
    | </?(?:{_LONG})(?=\s)                                      # <strong mot
    | (?<![\w<:/.=])/{_NAME}>                                   # /blockquote>
    | (?<=\w)/(?:blockquote|strong|span|div|figure|figcaption|iframe|section|article)>
    | (?<![\w</.=-])(?:blockquote|strong|span|div|figure|figcaption|iframe|script)>
    | (?<![\w</.=-])[bh]r\s?/>                                  # br />
    | ^(?:p|li|em|h[1-6]|td|a|b|i)>(?=[^\S\n]*+(?:\n|\Z)|[\p{{Lu}}«"“])  # p>Le procès
    | (?<![\w<])(?:(?:a|img|div|span|p|iframe|blockquote|figure)\s+)?{_KNOWN_ATTRIBUTES}/?>
    | ^[^\S\n]*+{_KNOWN_ATTRIBUTES}$
    | (?<![\w<])(?:(?:class|href|src|srcset|style|target|rel|onclick|itemprop|data-[a-z-]{{1,60}}+)
        =(?:"[^"<>\n]*+"|'[^'<>\n]*+'))(?:\s+[a-z-]+="[^"<>\n]*+")*+\s?/?>?   # class="x" in a line
    | ^["”]\s?/?>(?=[^\S\n]*+(?:\n|\Z|[\p{{Lu}}«"“]))                             # ">Le procès
    | <!\[CDATA\[ | \]\]> | <\?xml[^<>]*+\?>
    """,
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|blockquote|figure|section|article|ul|ol|table|figcaption|header|footer)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<?/?(?:br|li|tr|td|th|hr|dd|dt)\b", re.IGNORECASE)
_CLOSING_LETTER = re.compile(r"</([abipqsu])>", re.IGNORECASE)
_LONE_LETTER = re.compile(r"<[abipqsu]>", re.IGNORECASE)
_CITING = re.compile(
    r"(?:balises?|tags?|éléments?|attributs?|commandes?|codes?|signes?|[\"`“«‘]"
    r"|(?<![^\W\d_])') ?\Z",
    re.IGNORECASE,
)
_ENCLOSED = (
    ("<!--", re.compile("<!--"), re.compile("-->")),
    ("<", re.compile(r"<script\b[^<>]*>", re.I), re.compile(r"</script\s*>", re.I)),
    ("<", re.compile(r"<style\b[^<>]*>", re.I), re.compile(r"</style\s*>", re.I)),
)
_SHORTCODE = regex.compile(
    r"""
      \[/(?:caption|gallery|embed|audio|video|playlist|quote|url|img|color|size|center|list|[bius]
          |(?:vc|et_pb|fusion|su|tie)_\w++)\]
    | \[(?:vc|et_pb|fusion|su|tie)_\w++[^\[\]\n]*+\]
    | \[(?:caption|gallery|embed|audio|video|playlist|youtube|contact-form-7)
      \s[^\[\]\n=]*+=[^\[\]\n]*+\]
    | \[(?:url|img|color|size|quote)=[^\[\]\n]++\]
    | \[(?P<bare>caption|gallery|embed|quote|url|img|center|[bius])\]
    """,
    regex.VERBOSE,
)
_CLOSING_SHORTCODE = re.compile(r"\[/([a-z]+)\]")


def markup(document: Document) -> Iterator[Edit | Mark]:
    """Propose to take out what is not text."""
    text = document.text
    rows = lines(text)
    scraps: list[_Scrap] = []
    if "<" in text or ">" in text or '="' in text or "='" in text:
        scraps += _tags(text)
    if "[" in text:
        scraps += _shortcodes(text)
    furniture = tuple(_furniture(text, rows))
    if len(furniture) < sum(not row.is_blank for row in rows):  # an article is left without it
        scraps += furniture
    scraps += _code(text, rows)
    yield from _taken(text, rows, scraps)
    if "`" in text:
        yield from (Mark(*match.span(), "code") for match in VERBATIM.finditer(text))
    yield from (Mark(start, end, "code") for start, end in feeds(text))
    if "{" in text:
        yield from _spintax(text)
    if "=" in text:
        yield from _tracking(text)
    if "/" in text:
        yield from _counters(text)
    yield from _glued(text)
    if "**" in text or "](" in text or "# " in text:
        yield from _markdown(text)


def _taken(text: str, rows: Sequence[Line], scraps: Iterable[_Scrap]) -> Iterator[Edit]:
    """Yield one edit for each run of ``scraps`` between which there is only white space."""
    run: list[_Scrap] = []
    for scrap in sorted(scraps):
        if run and scrap.start < run[-1].end:
            if scrap.end > run[-1].end:  # part of it was taken already: the larger counts
                run[-1] = scrap._replace(start=run[-1].start)
            continue
        gap = text[run[-1].end : scrap.start] if run else ""
        if run and ("\n" in gap or gap.strip()):
            yield _closed(text, rows, run)
            run = []
        run.append(scrap)
    if run:
        yield _closed(text, rows, run)


def _closed(text: str, rows: Sequence[Line], run: Sequence[_Scrap]) -> Edit:
    """Return the edit that takes ``run`` out, with its lines or with one of the spaces around."""
    start, end = run[0].start, run[-1].end
    confidence = min(scrap.confidence for scrap in run)
    after = max((scrap.after for scrap in run), key=len)
    first, last = row_of(rows, start), row_of(rows, max(start, end - 1))
    if start <= rows[first].start and rows[last].end <= end:
        start, end = removal(rows, first, last)
        after = ""
    else:
        left, right = text[start - 1 : start], text[end : end + 1]
        if left in ("", "\n") or right in ("", "\r", "\n") or left.isspace() or right.isspace():
            after = ""
        if left in ("", " ", "\n") and right == " ":
            end += 1
        elif left == " " and right in ("", "\r", "\n"):
            start -= 1
    return Edit(
        start,
        end,
        text[start:end],
        after,
        run[0].rule,
        confidence,
        ((after, confidence),),
        reason=run[0].reason,
    )


def _tags(text: str) -> Iterator[_Scrap]:
    """Yield tags, halves of tags, comments, scripts and styles."""
    for sign, opening, closing in _ENCLOSED:
        position = 0
        while sign in text and (begin := opening.search(text, position)):
            if not (finish := closing.search(text, begin.end())):
                break
            position = finish.end()
            if not _is_cited(text, begin.start()):
                code = "MRK001" if sign == "<!--" else "MRK005"
                reason = "Nobody reads this part of the page's source."
                yield _Scrap(begin.start(), position, code, 0.98, reason)
    closed = {name.lower() for name in _CLOSING_LETTER.findall(text)}
    for match in _TAG.finditer(text):
        start, end = match.span()
        tag = match.group()
        if _is_cited(text, start):
            continue
        if _LONE_LETTER.fullmatch(tag) and tag[1].lower() not in closed:
            around = text[start - 1 : start] + text[end : end + 1]
            if len(around) == 2 and around.isalnum():
                continue  # a<b>c compares
        after = "\n\n" if _BLOCK.match(tag) else "\n" if _BREAK.match(tag) else ""
        yield _Scrap(start, end, "MRK001", 0.98, "A scrap of an HTML tag.", after)


def _is_cited(text: str, start: int) -> bool:
    """Say whether what begins at ``start`` is spoken about: in quotation marks, « la balise … »."""
    return _CITING.search(text, max(0, start - 12), start) is not None


def _shortcodes(text: str) -> Iterator[_Scrap]:
    closed = set(_CLOSING_SHORTCODE.findall(text))
    for match in _SHORTCODE.finditer(text):
        bare = match["bare"]
        if (bare and bare not in closed) or _is_cited(text, match.start()):
            continue
        yield _Scrap(*match.span(), "MRK002", 0.98, "A shortcode of a publishing system.")


# Lines that belong to the page, not to the article

_LONGEST = 400
_HEAD = regex.compile(
    r"""[-–>»→▶•*\s]*+
    (?:[àa]\s|la\s|sur\sle\sm|en\ssav|\d+\scomm
      |partage|tweet|share|envoye|imprime|épingle|recommande|copier|suive|retrouvez|rejoignez
      |(?:re)?lire|voir|[ée]couter|regarde|publicit|advertisement|suite|contenu|cet\sarticle|article
      |inscrivez|abonnez|recevez|cliquez|related|read|aucun|laisser)
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
"""How such lines begin: one quick look at most lines."""
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|pinterest|telegram|messenger|instagram|tiktok|threads"
    r"|bluesky|flipboard|e-?mail|mail|courriel|sms|google\s?\+|reddit|tumblr|viadeo|un\sami)"
)
_SHARE = regex.compile(
    rf"""
    (?:
      (?:partage[rz]|tweete[rz]|share|tweet|envoye[rz]|imprime[rz]|épingle[rz]|suive[rz](?:-nous)?
        |recommande[rz]|copier\sle\slien)
      (?:\s(?:cet\sarticle|l['’]article|ce\scontenu|cette\spage|le\slien))?+
      (?:\s(?:sur|via|par|on|avec|à))?+
      (?:[\s,|/·•-]++(?:et\s|ou\s)?{_NETWORK}(?!\w))*+
      [\s,|/·•:-]*+
    )++\.?
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_RELATED = regex.compile(
    r"""[-–>»→▶•*\s]*+
    (?:(?:[àa]\s)?(?:re)?(?:lire|voir|[ée]couter|regarder)\s(?:aussi|[ée]galement|sur\sle\smême\ssujet)
      |sur\sle\smême\s(?:sujet|thème)|en\ssavoir\splus|lire\sla\ssuite|lire\splus
      |articles?\s(?:similaires?|liés?|connexes?|recommandés?)
      |related(?:\sarticles?|\sposts?)?|read\s(?:more|also))
    (?:\s*[:>»|→–—-]+\s*(?P<title>\S.*+)?|\s*)
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_RELATED_UNMARKED = regex.compile(
    r"(?:À |A )?LIRE (?:AUSSI|ÉGALEMENT|EGALEMENT)\s+(?P<title>\p{Lu}.*+)"
)
_LABEL = regex.compile(
    r"""[\W_]*+
    (?:publicit[ée]
        (?:[\s,:-]+(?:lire\sla\ssuite\sci-dessous|fin\sde\spublicité|continuer\sla\slecture))?
      |advertisement|contenu\ssponsorisé
      |(?:(?:lire\s)?la\s)?suite\s(?:de\sl['’]article\s)?après\s(?:cette|la)\s
        (?:publicité|pub|annonce)
      |(?:cet\s)?article\s(?:est\s)?réservé\saux\sabonnés
      |(?:0|aucun)\scommentaires?|laisser\sun\scommentaire
      |cliquez\sici(?:\spour\s[^.!?]{1,80})?)
    [\W_]*+
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_SUBSCRIBE = regex.compile(
    r"""
      (?:inscrivez-vous|abonnez-vous|recevez|suivez|rejoignez)\s
      (?=.*\b(?:notre|nos)\b.*\b(?:newsletters?|lettres?\sd['’]info\w*|chaîne|page|comptes?
        |alertes?|notifications|application|réseaux)\b)
      .{5,180}
    | (?:suivez|retrouvez|rejoignez)-nous\ssur\s[^.]{1,80}\.?
    """,
    regex.IGNORECASE | regex.VERBOSE,
)


def _furniture(text: str, rows: Sequence[Line]) -> Iterator[_Scrap]:
    """Yield whole lines of share buttons, related links, advertisements and subscriptions."""
    for row in rows:
        if not 4 < row.end - row.start <= _LONGEST:
            continue
        body = text[row.start : row.end]
        if kind := kind_of(body):
            yield _Scrap(row.start, row.end, kind.rule, kind.confidence, kind.reason)
        if not _HEAD.match(body):
            continue
        if _LABEL.fullmatch(body):
            yield _Scrap(
                row.start, row.end, "MRK003", 0.98, "An advertisement's or a page's label."
            )
        elif _SHARE.fullmatch(body):
            yield _Scrap(row.start, row.end, "MRK003", 0.98, "Share buttons.")
        elif _SUBSCRIBE.fullmatch(body):
            yield _Scrap(row.start, row.end, "MRK003", 0.96, "An invitation to subscribe.")
        elif related := _RELATED.fullmatch(body) or _RELATED_UNMARKED.fullmatch(body):
            # A title has no full stop; a sentence that goes on after « Lire aussi : » has one.
            title = related["title"] or ""
            sure = not title.endswith((".", "!", ";", ",")) and len(title.split()) <= 30
            yield _Scrap(row.start, row.end, "MRK003", 0.97 if sure else 0.7, "A related link.")


# Scripts and style sheets

_SCRIPT = regex.compile(
    r"(?:\(function\s*\(|!function\s*\(|function\s++\w*+\s*+\([\w\s,]*+\)\s*+\{|(?:var|let|const)\s++\w++\s*+=\s*+\S"
    r"|window\.\w+\s*[=.(\[]|document\.\w+\s*[=.(]|googletag\.|jQuery\(|\$\(document\)|\(?adsbygoogle\s*="
    r"|@media\s[^{]*\{|@import\s+url|@font-face\s*\{).*+(?<=[;{})>,])"
)
_CALL = regex.compile(
    r"(?<![\w.])(?:window|document|googletag|jQuery)\.[\w.]{1,80}+\s?(?:=\s?(?:new\s)?[\w.]{1,80}+\s?)?\("
)
_LONGEST_CALL = 3000
_RULESET = regex.compile(
    r"(?:^|(?<=\}))[ \t]*+[.#@a-zA-Z*][\w#.,:>()\t *-]{0,120}+"
    r"\{\s*+(?:[a-z-]++\s*+:[^;{}]{1,160}+(?:;\s*+|(?=\})))++\}",
    regex.MULTILINE,
)
_PROPERTY = re.compile(
    r"\b(?:color|margin|padding|font|display|width|height|background|border|float|position|"
    r"text-align|line-height|z-index|overflow|max-width)[a-z-]*\s*:"
)


def _code(text: str, rows: Sequence[Line]) -> Iterator[_Scrap]:
    reason = "Code that the page executes."
    if not any(sign in text for sign in "{;("):
        return
    if "{" in text:
        for match in _RULESET.finditer(text):
            if _PROPERTY.search(match.group()):
                yield _Scrap(*match.span(), "MRK005", 0.98, reason)
    for start, end in _calls(text):
        yield _Scrap(start, end, "MRK005", 0.97, reason)
    for row in rows:
        if text[row.end - 1 : row.end] in (";", "{", "}", ")") and _SCRIPT.fullmatch(
            text, row.start, row.end
        ):
            yield _Scrap(row.start, row.end, "MRK005", 0.98, reason)


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Yield calls and assignments of scripts in the middle of a line.

    They end with their closing bracket, torn ones with the line.
    """
    position = 0
    while match := _CALL.search(text, position):
        depth, position = 1, match.end()
        limit = min(len(text), position + _LONGEST_CALL)
        while depth and position < limit and text[position] != "\n":
            depth += {"(": 1, ")": -1}.get(text[position], 0)
            position += 1
        inside = text[match.end() : position]
        torn = position == len(text) or text[position] == "\n"
        if not depth and any(sign in match.group() + inside for sign in "='\""):
            yield match.start(), position + (text[position : position + 1] == ";")
        elif depth and torn and 8 * sum(map(inside.count, "{}=\"':")) > len(inside) > 0:
            yield match.start(), position


# Spintax


def _spintax(text: str) -> Iterator[Edit]:
    """Yield what stood where a spinner left ``{a|b}``, likeliest first."""
    for start, end, words, reason in choices(text):
        if not _is_cited(text, start):
            best, confidence = words[0]
            before = text[start:end]
            yield Edit(start, end, before, best, "MRK004", confidence, words, reason=reason)


# Addresses, galleries, glued sentences

_PARAMETERS = regex.compile(r"(?<=https?://[^\s<>\"«»?]{1,400})\?[^\s<>\"«»#]*+", regex.IGNORECASE)
_TRACKING = regex.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|xtor|at_medium|at_campaign|igshid|ncid|cmpid|ref_src)=",
    regex.IGNORECASE,
)
_COUNTER = regex.compile(
    r"^[\[(](\d{1,2})/(\d{1,2})[\])][^\S\n]++(?=[\p{Lu}«\"“])", regex.MULTILINE
)
_GLUED = regex.compile(
    r"(?<![^\s«“\"'’(-])([\p{Ll}][\p{Ll}\p{M}]{2,60}+)([»”\"]?(?:[^\S\n]?[!?]|[.…])[»”]?)"
    r"(\p{Lu}[\p{Ll}\p{M}]{0,60}+)(?=['’]\p{L}|[\s,]|-\p{Ll})"
)
_STOP_CAPITAL = regex.compile(r"[!?.…][»”]?\p{Lu}")
"""What two joined sentences have; few texts have it, and it is found fast."""
_GLUED_WORD = regex.compile(r"(?<!\w)(\p{Ll}{4,60}+)(\p{Lu}\p{Ll}{2,60}+)(?=[\s,'’])")
_INNER_CAPITAL = regex.compile(r"\p{Ll}\p{Lu}")
"""What a joined word has; few texts have it, and it is found fast."""
_FREQUENT = 4.5
"""Zipf frequency of words that begin a sentence rather than a name: *Les, Pour, Depuis, Trois*."""


def _tracking(text: str) -> Iterator[Edit]:
    for match in _PARAMETERS.finditer(text):
        query = match.group().rstrip(".,;:!?)")
        parts = query[1:].split("&")
        kept = [part for part in parts if not _TRACKING.match(part)]
        if len(kept) < len(parts):
            after = "?" + "&".join(kept) if kept else ""
            reason = "The address tells where its reader came from."
            start, end = match.start(), match.start() + len(query)
            yield Edit(start, end, query, after, "MRK008", 0.9, ((after, 0.9),), reason=reason)


def _counters(text: str) -> Iterator[Edit]:
    found = list(_COUNTER.finditer(text))
    totals = Counter(match[2] for match in found)
    for match in found:
        confidence = 0.97 if totals[match[2]] > 1 else 0.6  # one alone counts a series of articles
        reason = "A gallery counts its pictures."
        yield Edit(
            *match.span(),
            match.group(),
            "",
            "MRK009",
            confidence,
            (("", confidence),),
            None,
            reason,
        )


def _glued(text: str) -> Iterator[Edit]:
    """Yield spaces between sentences that markup, taken out, left without one."""
    for match in _GLUED.finditer(text) if _STOP_CAPITAL.search(text) else ():
        left, stop, right = match[1], match[2], match[3].lower()
        if not reads_french(left) or (stop[0] == "." and ABBREVIATION.fullmatch(left)):
            continue
        if not (reads_french(right) or is_french(right + "'")):
            continue
        elided = text[match.end() : match.end() + 1] in ("'", "’")
        sure = elided or zipf(right, "fr") >= _FREQUENT
        yield _gap(match.end(2), 0.97 if sure else 0.8, "Two sentences are joined.")
    for match in _GLUED_WORD.finditer(text) if _INNER_CAPITAL.search(text) else ():
        whole = match.group().lower()
        if reads_french(match[1]) and reads_french(match[2].lower()) and not is_french(whole):
            yield _gap(match.end(1), 0.7, "A heading is joined to what follows.", "\n\n", " ")


def _gap(at: int, confidence: float, reason: str, after: str = " ", other: str = "\n\n") -> Edit:
    candidates = ((after, confidence), (other, round(0.9 * (1 - confidence), 2)))
    return Edit(at, at, "", after, "MRK010", confidence, candidates, reason=reason)


# Markdown

_BOLD = regex.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*(?![\w*])")
_HEADING = regex.compile(r"^(#{1,6})[^\S\n]+(?=[\p{L}«\"“])", regex.MULTILINE)
_LINK = regex.compile(r"(!?\[)([^\[\]\n]{0,200}+)(\]\(https?://[^\s()]++(?:\s\"[^\"\n]*+\")?\))")


def _markdown(text: str) -> Iterator[Edit]:
    for match in _BOLD.finditer(text):
        start, end = match.span()
        if not match[1].isdigit():
            yield _cut(start, start + 2, "**", 0.97, f"bold{start}", "Markdown for bold.")
            yield _cut(end - 2, end, "**", 0.97, f"bold{start}", "Markdown for bold.")
    for match in _HEADING.finditer(text):
        confidence = 0.97 if len(match[1]) > 1 else 0.8
        yield _cut(*match.span(), match.group(), confidence, None, "Markdown for a heading.")
    for match in _LINK.finditer(text):
        group = f"link{match.start()}"
        if match[1] == "![":
            yield _cut(*match.span(), match.group(), 0.97, None, "A picture in Markdown.")
        elif match[2].strip():
            yield _cut(*match.span(1), match[1], 0.97, group, "A link in Markdown.")
            yield _cut(*match.span(3), match[3], 0.97, group, "A link in Markdown.")


def _cut(
    start: int, end: int, before: str, confidence: float, group: str | None, reason: str
) -> Edit:
    return Edit(start, end, before, "", "MRK006", confidence, (("", confidence),), group, reason)
