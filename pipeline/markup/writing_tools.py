"""What people say to writing tools, what these answer, and fields that were not filled in.

Start reading from :func:`writing_tools`. « Make this article SEO compatible » is an order, « As an
AI language model » an answer, ``%keyword%`` a field that a template should have filled. An article
may as well be about such tools, so a person decides, always.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from pipeline.resources import lexicon
from pipeline.text.tokens import Token, tokenize

_ENGLISH_ORDER = regex.compile(
    r"""(?:^|(?<=[.!?:]\s))[^\S\n]*+
    (?P<order>(?:(?:please|kindly|now|then|i\swant\syou\sto|(?:can|could)\syou)\s)?
      (?:make|write|re-?write|create|generate|paraphrase|summari[sz]e|translate|act|improve|optimi[sz]e
        |expand|reword|rephrase|provide|ensure|avoid|use|keep)\s
      [^\n]{0,80}?\b(?:article|content|text|blog|post|paragraphs?|(?:sub)?headings?|seo|keywords?
        |\d+\swords|tone|plagiarism|rewriter|copywriter)\b)""",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_SPOKEN = regex.compile(
    r"""(?:^|(?<=[.!?:…]\s))(?:
      as\san?\s(?:AI|artificial\sintelligence)(?:\slanguage)?\s(?:model|assistant)\b[^\n.!?]{0,200}
    | (?:(?:certainly|sure|of\scourse|absolutely)\s?[!,.]\s?)?here(?:['’]s|\sis|\sare)\s
      (?:the|your|a|an)\s(?:re-?written|revised|rephrased|paraphrased|translated|updated)\s[^\n.!?:]{3,90}
    | (?:certainly|sure)\s?!\shere(?:['’]s|\sis)\s[^\n.!?:]{3,90}
    | i\shope\sthis\shelps
    | i['’]?(?:m\ssorry|\sapologi[sz]e),?\sbut\s(?:as|i\scan(?:no|['’])t)\b[^\n.!?]{3,160}
    | let\sme\sknow\sif\syou(?:['’]d|\sneed|\swant|\swould)\b[^\n.!?]{3,120}
    | en\stant\squ(?:e\s|['’]\s?)(?:modèle\sde\slangage|modèle\sd['’]IA
      |assistante?\s(?:virtuel|IA)\w*|IA\b|intelligence\sartificielle)[^\n.!?]{0,200}
    | (?:(?:bien\ssûr|certainement|avec\splaisir|absolument)\s?[!,.]\s?)?voici\s
      (?:l['’]article|le\stexte|votre\s(?:article|texte)|une?\sversion|la\sversion|le\scontenu)\s
      (?:réécrite?|reformulée?|corrigée?|traduite?|optimisée?|améliorée?|paraphrasée?|révisée?)\b
      [^\n.!?:]{0,90}
    | (?:bien\ssûr|avec\splaisir)\s?!\svoici\s[^\n.!?:]{3,90}
    | souhaitez-vous\sque\sj(?:e\s|['’])
      (?:reformule|adapte|réécrive|modifie|développe|raccourcisse|ajoute)\b
      [^\n.!?]{3,120}
    | (?:réécri[st]|réécrivez|reformulez?|paraphrasez?|rédigez?)(?:-moi)?\s
      (?:cet|l['’]|le|ce|un|les)\s?
      (?:article|texte|contenu|paragraphe)s?\b[^\n]{0,200}?
    )(?:\s?[.!?:]|(?=\n|\Z))""",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_FIELD = (
    r"(?:(?:main|focus|primary)?[ _-]?keywords?|title|city|company|product|name|your[ _]name|author"
    r"|category|excerpt|sitename|sep|date|currentyear|mots?[ _-]?cl[ée]s?|titre|ville|entreprise"
    r"|nom)"
)
_PLACEHOLDER = regex.compile(
    rf"%{{1,2}}{_FIELD}%{{1,2}}|\{{\{{?\s?{_FIELD}\s?\}}?\}}|(?<!\[)\[{_FIELD}\](?!\])|<{_FIELD}>",
    regex.IGNORECASE,
)
_VERBS = (
    "make ,write ,create ,generate ,paraphrase ,summari,translate ,act as,improve ,optimi,expand ,"
    "reword ,rephrase ,provide ,ensure ,avoid ,use ,keep "
).split(",")
_OBJECTS = (
    "article,content,text,blog,post,paragraph,heading,seo,keyword, words,tone,plagiar,rewriter,"
    "copywriter"
).split(",")
_OPENINGS = (
    "as an ai,as a ai,artificial intelligence,here is,here are,here's,here’s,i hope this,"
    "let me know,sorry,apolog,en tant qu,voici,souhaitez-vous que,réécri,reformule,paraphras,rédige"
).split(",")
"""Prefilters, in small letters: what orders and answers have. Most texts have none of them."""

_LEAST_WORDS = 5
"""Words of the shortest English order."""
_AHEAD, _FRENCH_AHEAD = 4, 3
"""How many words are read to see whether French begins, and how many of them must be French."""


class Utterance(NamedTuple):
    """A half-open span that was said to or by a tool, or an unfilled field, and the reason."""

    start: int
    end: int
    reason: str


def writing_tools(text: str) -> Iterator[Utterance]:
    """Yield orders to writing tools, their answers and unfilled fields of templates."""
    yield from orders(text)
    small = text.lower()
    if any(words in small for words in _OPENINGS):
        for match in _SPOKEN.finditer(text):
            yield Utterance(*match.span(), "A writing tool speaks.")
    if any(sign in text for sign in "%{[<"):
        for match in _PLACEHOLDER.finditer(text):
            yield Utterance(*match.span(), "A template was not filled in.")


def orders(text: str) -> Iterator[Utterance]:
    """Yield English orders to a writing tool; they end where French begins."""
    small = text.lower()
    if not (any(v in small for v in _VERBS) and any(o in small for o in _OBJECTS)):
        return
    for match in _ENGLISH_ORDER.finditer(text):
        if stop := _order_end(text, match.start("order")):
            yield Utterance(match.start("order"), stop, "An order to a writing tool.")


def _order_end(text: str, start: int) -> int:
    """Return where an order that begins at ``start`` ends, 0 when too little of it is English."""
    limit = text.find("\n", start)
    limit = len(text) if limit < 0 else limit
    tokens = [token for token in tokenize(text[start:limit]) if token.is_word]
    size = next((n for n in range(len(tokens)) if _is_french_from(tokens, n)), len(tokens))
    words = tokens[:size]
    english = sum(lexicon.is_english(token.key.rstrip("-'")) for token in words)
    if size < _LEAST_WORDS or english < 0.8 * size:
        return 0
    stop = start + words[-1].stop
    while stop < limit and text[stop] in ".!:;,)":
        stop += 1
    return stop


def _is_french_from(tokens: list[Token], n: int) -> bool:
    """Say whether French begins at a word: most of the next ones are no English."""
    ahead = tokens[n : n + _AHEAD]
    french = [t for t in ahead if lexicon.is_french(t.key) and lexicon.contrast(t.key) > 0]
    return len(french) >= _FRENCH_AHEAD and tokens[n] in french
