"""Leakage: find English where French stood, and restore the French.

An English spinner took French words for the English ones that are spelled alike and put English
synonyms in their place. :mod:`pipeline.restoration.detection` finds the suspects,
:mod:`pipeline.restoration.scoring` weighs what may have stood there,
:mod:`pipeline.restoration.names` mends spun names; this stage turns their answers into edits with a
reason.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.facts import words
from pipeline.resources import lexicon
from pipeline.restoration import detection, names, titles
from pipeline.restoration.candidates import adds_accents
from pipeline.restoration.context import Context, is_strange, reconsider, strangers
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.measures import Measure, measures
from pipeline.restoration.scoring import (
    DETERMINERS,
    Option,
    Restoration,
    after_name,
    beside_english,
    restore,
    weights,
)
from pipeline.rules import Rule
from pipeline.text import demonyms
from pipeline.text.analysis import Page, read
from pipeline.text.spans import Spans
from pipeline.text.technical import in_code

SURE, SURE_ODD, NAME = 0.875, 0.98, 0.95
"""Confidence from which edits are made: of English words, of French homographs, of names. On tuning
articles that the weights were not fitted on, 98.9 of 100 restorations above 0.85 are right, 99.1
above 0.9, all of homographs above 0.98 (``report`` in ``restoration.json``); the third border tells
sure names from guesses."""

RULES = (
    Rule(
        code="LEAK001",
        name="english-word",
        title="English word where a French one stood",
        titre="Mot anglais à la place d’un mot français",
        why="An English spinner read a French word as the English word that is spelled alike and "
        "replaced it by a synonym. The French word is restored, not the English one translated.",
        fixes=(
            (
                "Le tribunal l'a condamné à trois ans de jail.",
                "Le tribunal l'a condamné à trois ans de prison.",
            ),
            (
                "Les sufferers seront soignés à l'hôpital de Lyon.",
                "Les patients seront soignés à l'hôpital de Lyon.",
            ),
            (
                "Une violente blast a soufflé les vitres de l'immeuble.",
                "Une violente explosion a soufflé les vitres de l'immeuble.",
            ),
            (
                "Le movie sera projeté à Cannes.",
                "Le film sera projeté à Cannes.",
            ),
            (
                "Les shoppers mécontents ont été remboursés par le magasin.",
                "Les clients mécontents ont été remboursés par le magasin.",
            ),
        ),
        keeps=(
            "Le leader du parti a passé le week-end à Londres.",
            "Le groupe vient de sortir son nouvel album, « Back to Black ».",
            "La start-up a levé dix millions d'euros.",
            "Le process est long, mais le deal est signé.",
            "La dernière frame est floue, et le pattern du tissu a été dessiné à Roubaix.",
            "The Voice revient samedi sur TF1.",
            "Elle défend la low tech à l'école, au détriment des childless.",
            "Ils ont revu Ocean's eleven, twelve, puis le dernier volet.",
        ),
        auto=SURE,
    ),
    Rule(
        code="LEAK002",
        name="english-phrase",
        title="English phrase where a French word stood",
        titre="Locution anglaise à la place d’un mot français",
        why="The synonym that a spinner chose has several words: *as well as* for *plus*.",
        fixes=(
            (
                "Ce sont les villes les as well as peuplées du pays.",
                "Ce sont les villes les plus peuplées du pays.",
            ),
            (
                "La state of affairs est grave, selon le ministre.",
                "La situation est grave, selon le ministre.",
            ),
            (
                "Les eating places et les bars rouvrent lundi.",
                "Les restaurants et les bars rouvrent lundi.",
            ),
            (
                "Le most cancers du sein touche une femme sur huit.",
                "Le cancer du sein touche une femme sur huit.",
            ),
        ),
        keeps=(
            "Le slogan « Black Lives Matter » a été repris dans toutes les villes.",
            "Le film s'intitule « As well as can be ».",
            "Human Rights Watch a publié son rapport annuel.",
            "« Yes we can », lançait Barack Obama en 2008.",
            "Le chanteur a repris Let It Be et Hey Jude sur scène.",
        ),
        auto=SURE,
    ),
    Rule(
        code="LEAK003",
        name="wrong-homograph",
        title="French word that cannot stand here",
        titre="Mot français qui n’a pas sa place ici",
        why="Some substitutes are French words as well (*occasions* for *parties*): only the "
        "sentence shows that another French word stood there.",
        fixes=(
            (
                "Au second des faits, il dormait. La state of affairs s'est aggravée.",
                "Au moment des faits, il dormait. La situation s'est aggravée.",
            ),
            (
                "Au second de l'accident, il pleuvait. Il risque dix ans de jail.",
                "Au moment de l'accident, il pleuvait. Il risque dix ans de prison.",
            ),
        ),
        keeps=(
            "Il a raté l'occasion d'égaliser à la dernière minute.",
            "La route de la côte est fermée depuis lundi.",
            "Ce moment restera dans les mémoires.",
            "Le second tour aura lieu dimanche.",
            "Les deux parties ont trouvé un accord.",
        ),
        auto=SURE_ODD,
    ),
    Rule(
        code="LEAK004",
        name="spun-name",
        title="Name with a word replaced",
        titre="Nom propre dont un mot a été remplacé",
        why="Spinners hit names too: *Denver Post* became *Denver Put up*. A known name "
        "with one word replaced by an English synonym of that word is restored; then the short "
        "forms of the same newspaper in the same article.",
        fixes=(
            (
                "Selon le Denver Put up, le maire part. Le Submit cite deux sources.",
                "Selon le Denver Post, le maire part. Le Post cite deux sources.",
            ),
            (
                "Le Wall Avenue Journal révèle l'affaire.",
                "Le Wall Street Journal révèle l'affaire.",
            ),
            (
                "Selon le New York Instances, le maire part.",
                "Selon le New York Times, le maire part.",
            ),
            (
                "Le Monetary Occasions annonce une baisse.",
                "Le Financial Times annonce une baisse.",
            ),
            (
                "L'agence Related Press confirme.",
                "L'agence Associated Press confirme.",
            ),
        ),
        keeps=(
            "Le Washington Post et le New York Times ont publié l'enquête.",
            "L'article du Post a été repris partout.",
            "Le Washington Monument est fermé pour travaux.",
            "La famille quitte New Harmony pour un hôtel de Park Lane, à Londres.",
            "Le Grand Seigneur s'est décidé trop tard à reprendre la course.",
            "Les Chicago Bulls affrontent les Boston Celtics ce soir.",
            "Il pose dans Paris Match, révèle le Sun. La star du Sun se tait.",
            "Le Daily Telegraph et le Sun se déchirent sur le Brexit.",
            "Le Washington Post décrit la Station spatiale et le Programme national.",
        ),
        auto=NAME,
    ),
    Rule(
        code="LEAK005",
        name="english-piece",
        title="Piece of a word replaced by English",
        titre="Morceau de mot remplacé par de l’anglais",
        why="Some spinners take an accented letter for the end of a word and replace the rest: "
        "*réaction* became *rémotion*.",
        fixes=(
            (
                "Le déhowever du mois est calme. Il encourt une peine as well as lourde.",
                "Le début du mois est calme. Il encourt une peine plus lourde.",
            ),
        ),
        keeps=(
            "Le député a déposé un recours.",
            "La société Électricité de France recrute.",
            "Un café près de la gare.",
            "Le café-théâtre a été rénové.",
            "L’été dernier, les élèves étaient déjà partis.",
        ),
        auto=SURE,
    ),
    Rule(
        code="LEAK006",
        name="english-without-accents",
        title="French word that looks English without its accents",
        titre="Mot français qui paraît anglais sans ses accents",
        why="*region* is English, but where nothing else is English its author left accents out:"
        " *région*.",
        fixes=(
            (
                "La region a été frappée par la sécheresse en août dernier.",
                "La région a été frappée par la sécheresse en août dernier.",
            ),
            (
                "Le maire a annoncé sa decision lundi, après la réunion du conseil.",
                "Le maire a annoncé sa décision lundi, après la réunion du conseil.",
            ),
            (
                "Sa premiere victoire en championnat remonte à l'année dernière.",
                "Sa première victoire en championnat remonte à l'année dernière.",
            ),
            (
                "Les sufferers ont été soignés ; la presence de la police les a rassurés.",
                "Les patients ont été soignés ; la présence de la police les a rassurés.",
            ),
            (
                "La defense a plaidé la relaxe, et les medias ont quitté la salle.",
                "La défense a plaidé la relaxe, et les médias ont quitté la salle.",
            ),
        ),
        keeps=(
            "Le general manager des Lakers a démissionné dimanche.",
            "Le groupe a rejoué « My generation » et « Liberation » à l'Olympia.",
            "Le film est sorti en video on demand, à la différence du précédent.",
            "La federal reserve a relevé ses taux, a annoncé le gouverneur.",
            "Aux Editions Plon, la Detention Review Commission a publié son rapport.",
            "D'une nef pleine d'esperance partit le roy, dist li contes, et tint son serment.",
            "Elle fit cuire le veau à la casse-role, selon la recette.",
        ),
        auto=SURE,
    ),
)

_CODES = {
    "word": "LEAK001",
    "phrase": "LEAK002",
    "homograph": "LEAK003",
    "piece": "LEAK005",
}

PROPOSED, PROPOSED_IN_PASSAGE = 0.5, 0.3
"""Probability of damage from which an edit is at least proposed, without the context model and
where it was asked. On spinners left out, of what lies between two in three are damage; in sound
text it is one proposal in six."""

UNSURE = 0.87
"""Highest confidence in a word that no source offers, of a hole beside other English (*money
time*), of a French word that goes on with a name, of a phrase written like a title, of a people
read as another one, of accents in a text that has none, and of all in a bad scan: the tuning
articles have too few of them to trust a higher one."""

TRANSLATED, RIVALS = 0.6, 0.3
"""Share of the translation where English states a fact, and of all words that a spinner may have
replaced instead. Set by hand, for the development articles have too few such places that tell: the
edit is only proposed, and the translation is never behind a rival."""

SHOWN = 5
"""Candidates shown per edit."""

_TRANSLATION = (("translation", 1.0),)

_SOURCES = {
    "curated": "curated pairs",
    "embedding": "embeddings",
    "lookalike": "likeness",
    "moby": "Moby",
    "moby-reverse": "Moby",
    "roget": "Roget",
    "spelling": "spelling variants",
    "wordnet-link": "WordNet",
    "wordnet-synset": "WordNet",
}


def leakage(
    document: Document, learned: Learned | None = None, context: Context = "off"
) -> Iterable[Edit]:
    """Propose the French words that English ones replaced; a dump may have ``learned`` of them.

    ``context`` says whether the context model decides about doubts, ``always`` about all suspects.
    """
    page = read(document.text)
    found = names.spun(page)
    for name in found:
        if not _other_number(page, name):
            yield _name_edit(page, name)
    coded = in_code(document.marks)  # there it is no word, and tells nothing of a spinner
    asked = [hole for hole in suspects(page, found) if not coded(hole.start, hole.end)]
    if context == "off":
        weighed = restore(page, asked, learned=learned)
    else:
        weighed = restore(page, asked, learned=learned, sound=1.0)
        strange = [s for s in strangers(page, asked, found) if not coded(s.start, s.end)]
        # Where English states a fact its translation is proposed, whatever fits better.
        doubted = [s for s in asked if s.kind != "word" or s.phrase not in words()]
        weighed = reconsider(page, doubted, strange, weighed, always=context == "always")
    for restoration in translated(page, weighed, found):
        in_passage = restoration.confidence is not None
        if 1.0 - restoration.alone >= (PROPOSED_IN_PASSAGE if in_passage else PROPOSED):
            yield from _edits(page, restoration)


def suspects(page: Page, spun: Sequence[names.Spun]) -> list[detection.Hole]:
    """Return the holes of a page that no name covers, and no English title begun before."""
    taken = Spans([*((name.start, name.end) for name in spun), *names.standing(page, spun)])
    return [
        hole
        for hole in detection.find(page)
        if not taken.meet(hole.start, hole.end) and not titles.after_possessive(page, hole)
    ]


def translated(
    page: Page, weighed: Iterable[Restoration], spun: Sequence[names.Spun]
) -> Iterator[Restoration]:
    """Yield what was ``weighed``, and where English states a fact its translation first."""
    covered = Spans((name.start, name.end) for name in spun)
    facts = [m for m in measures(page) if not covered.meet(m.start, m.end)]
    inside = {n for m in facts for n in range(m.first, m.last)}
    rivals: dict[tuple[int, int], Restoration] = {}
    beyond: set[int] = set()
    for restoration in weighed:
        hole = restoration.hole
        tokens = range(hole.first, hole.last)
        if inside.isdisjoint(tokens):
            yield restoration
        elif inside.issuperset(tokens):
            rivals[hole.first, hole.last] = restoration
        else:  # a phrase of which the fact is a part: *a matter of days*
            beyond.update(tokens)
            yield restoration
    for fact in facts:
        rival = rivals.get((fact.first, fact.last))
        if fact.in_title:
            continue
        damaged = rival is not None and 1.0 - rival.alone >= PROPOSED
        if rival is not None and damaged and rival.options[0].word in dict(fact.french):
            yield rival
        elif (fact.stands_out or damaged) and beyond.isdisjoint(range(fact.first, fact.last)):
            yield _translation(fact, rival)


def _translation(measure: Measure, rival: Restoration | None) -> Restoration:
    """Return the reading of English that states a fact: its translation, then the rivals."""
    hole = detection.Hole(
        measure.first, measure.last, measure.start, measure.end, "word", measure.phrase
    )
    first = [Option(word, TRANSLATED * share, _TRANSLATION) for word, share in measure.french]
    known = {option.word for option in first}
    others = [o for o in rival.options if o.word not in known] if rival else []
    share = RIVALS / (sum(option.probability for option in others) or 1.0)
    share *= 1.0 - rival.alone if rival else 0.0
    behind = [
        Option(o.word, min(share * o.probability, first[0].probability), o.evidence) for o in others
    ]
    ranked = sorted([*first[1:], *behind], key=lambda option: (-option.probability, option.word))
    return Restoration(hole, (first[0], *ranked), 1.0 - TRANSLATED - RIVALS)


def _other_number(page: Page, name: names.Spun) -> bool:
    """Say whether a name would get another number: *Five Nations* are not *Four Nations*."""
    return words().keys() >= {page.text[name.start : name.end].lower(), name.word.lower()}


def _name_edit(page: Page, name: names.Spun) -> Edit:
    before = page.text[name.start : name.end]
    why = (
        f"its full name, {name.name}, stands in the same text"
        if name.evidence == "short"
        else f"{before.lower()} is an English synonym of {name.word.lower()}"
    )
    return Edit(
        name.start,
        name.end,
        before,
        name.word,
        "LEAK004",
        name.confidence,
        ((name.word, name.confidence),),
        reason=f"“{before}” stands where the name {name.name} has “{name.word}”: {why}.",
    )


def _edits(page: Page, restoration: Restoration) -> Iterator[Edit]:
    hole, best = restoration.hole, restoration.options[0]
    before = page.text[hole.start : hole.end]
    code = _CODES[hole.kind]
    if adds_accents(hole.phrase, best.word):
        if before[0].isupper() and before[1:] == best.word[1:]:
            return  # « Editions »: newspapers leave accents off capitals
        code = "LEAK006"
    after_hyphen = page.text[hole.start - 1 : hole.start] == "-"  # *casse-role*, at a line's end
    confidence = restoration.confidence
    if confidence is None:
        confidence = weights().calibrated(hole.kind, best.probability)
    if best.evidence == _TRANSLATION:
        confidence = best.probability
    elif (
        (not best.evidence and restoration.confidence is None)
        or page.is_garbled
        or beside_english(page, hole)
        or after_name(page, hole)
        or titles.in_title_case(page, hole)
        or demonyms.is_other_in_french(hole.phrase, best.word)
        or (code == "LEAK006" and (after_hyphen or not page.has_accents))
    ):
        confidence = min(confidence, UNSURE)
    cased = _uncapped if _is_mid_date(page, restoration) else _cased
    share = confidence / best.probability if best.probability else 0.0
    elided = _elision(page, hole, best.word)
    group = f"{hole.start}" if elided else None
    yield Edit(
        hole.start,
        hole.end,
        before,
        cased(before, best.word),
        code,
        confidence,
        tuple(
            (cased(before, o.word), min(1.0, o.probability * share))
            for o in restoration.options[:SHOWN]
        ),
        group,
        _reason(page, restoration),
    )
    if elided:
        start, after = elided
        yield Edit(
            start,
            hole.start,
            page.text[start : hole.start],
            after,
            code,
            confidence,
            ((after, confidence),),
            group,
            f"Elision before the restored “{best.word}”.",
        )


_FULL = {"d'": "de ", "qu'": "que ", "n'": "ne ", "s'": "se ", "j'": "je ", "m'": "me "}
_CUT = {"le": "l", "la": "l", "de": "d", "que": "qu", "ne": "n", "se": "s", "je": "j", "me": "m"}


def _elision(page: Page, hole: detection.Hole, word: str) -> tuple[int, str] | None:
    """Return where the word before ``hole`` starts and how it reads before ``word``, if changed."""
    if hole.first == 0 or hole.kind == "piece":
        return None
    token = page.tokens[hole.first - 1]
    onset = lexicon.onset(word)
    gap = page.text[token.end : hole.start]
    if token.key in _FULL | {"l'": ""} and onset in ("consonant", "aspirated") and not gap:
        genders = {a.gender for a in lexicon.analyses(word) if a.pos in ("noun", "adj")}
        after = _FULL.get(token.key) or ("la " if genders == {"f"} else "le ")
        return token.start, _cased(token.text, after)
    if token.key in _CUT and onset == "vowel" and gap == " ":
        return token.start, _cased(token.text, _CUT[token.key]) + page.apostrophe
    return None


def _cased(before: str, word: str) -> str:
    """Return ``word`` with the capitals of what stands there now."""
    letters = [c for c in before if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    return word[0].upper() + word[1:] if before[0].isupper() else word


def _uncapped(before: str, word: str) -> str:
    return word


def _is_mid_date(page: Page, restoration: Restoration) -> bool:
    """Say whether a month or a day is translated inside a sentence: French has no capital there."""
    hole, best = restoration.hole, restoration.options[0]
    row = words().get(hole.phrase)
    if best.evidence != _TRANSLATION or row is None or row.kind != "date":
        return False
    first, _ = page.sentence(hole.first)
    return any(token.is_word for token in page.tokens[first : hole.first])


def _reason(page: Page, restoration: Restoration) -> str:
    """Say in a sentence or two what decided."""
    hole, best = restoration.hole, restoration.options[0]
    before = page.text[hole.start : hole.end]
    kinds = {kind for kind, _ in best.evidence}
    sources = sorted({_SOURCES[k] for k in kinds if k in _SOURCES})
    what = {
        "word": f"“{before}” is English",
        "phrase": f"“{before}” is English",
        "homograph": f"“{before}” is odd here and also an English word",
        "piece": f"“{hole.phrase}” is English inside a French word",
    }[hole.kind]
    if is_strange(hole.phrase):
        what = f"“{before}” is neither French nor English"
    if best.evidence == _TRANSLATION:
        link = (
            f"it states a fact and means “{best.word}”, unless it replaced another word: "
            "a person must tell"
        )
    elif adds_accents(hole.phrase, best.word):
        link = f"it lacks nothing but the accents of “{best.word}”"
    elif kinds == {"lookalike"}:
        link = f"it looks like “{best.word}”, which the sentence asks for"
    elif sources:
        link = (
            f"“{best.word}” is spelled like an English word that it can replace "
            f"({', '.join(sources)})"
        )
    else:
        asks = "sentence suggests" if restoration.confidence is None else "passage asks for"
        link = f"no thesaurus pairs it with “{best.word}”, which the {asks}"
    parts = [what, link]
    previous = page.tokens[hole.first - 1].text if hole.first else ""
    parts += _grammar(previous, best)
    if page.counts[best.word]:
        parts.append("it stands elsewhere in this text")
    if restoration.dump:
        read, places = restoration.dump
        parts.append(f"in the dump read as “{best.word}” in {read:,} of {places:,} other places")
    if len(restoration.options) > 1:
        following = restoration.options[1]
        times = best.probability / max(following.probability, 1e-6)
        if times >= 1.5:
            parts.append(f"{min(times, 99999):.0f} times likelier than “{following.word}”")
    return "; ".join(parts) + "."


def _grammar(previous: str, best: Option) -> list[str]:
    agreement = {
        (a.gender, a.number) for a in lexicon.analyses(best.word) if a.pos in ("noun", "adj")
    }
    words = {
        "m": "masculine",
        "f": "feminine",
        "s": "singular",
        "p": "plural",
    }
    if previous.lower() in DETERMINERS and len(agreement) == 1:
        gender, number = next(iter(agreement))
        named = " ".join(words[x] for x in (gender, number) if x)
        if named:
            return [f"{named} after “{previous}”"]
    return []
