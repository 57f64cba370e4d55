"""Stage spelling: words that are neither French nor English may be misread or mistyped.

Start reading from :func:`spelling`. Only unknown words are looked at; names, code, figures and
words that a document repeats are left alone. :mod:`pipeline.spelling.model` weighs what may have
been meant against leaving the word as it is.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.resources import lexicon, noisy_channel
from pipeline.resources.language_model import START, model
from pipeline.resources.spelling_index import lacks_accents
from pipeline.restoration.dump_model import Learned
from pipeline.rules import Rule
from pipeline.spelling.lost_apostrophes import (
    ARTICLES,
    DOUBTFUL_GAIN,
    FOREIGN_GAIN,
    GAIN,
    REAL,
    REAL_GAIN,
    SHARED_GAIN,
    fits_before,
    partings,
    resembles_name,
)
from pipeline.spelling.model import (
    ELIDED,
    Option,
    Place,
    candidates,
    is_prefix,
    keys,
    old,
    probabilities,
    real_words,
)
from pipeline.spelling.scan_correction import Reading, reread
from pipeline.spelling.scan_detection import PLAUSIBLE, likelihood
from pipeline.spelling.scan_segments import is_known
from pipeline.text import demonyms
from pipeline.text.technical import in_code
from pipeline.text.tokens import Token, tokenize

# The borders: of 23 edits made in 247,000 words of clean news 23 mended a slip; see the reliability
# table of ``python -m benchmarks.spelling``.
RULES = (
    Rule(
        code="SPL001",
        name="misspelt-word",
        title="Misspelt word",
        titre="Mot mal orthographié",
        why="A word that is no word has a French one a slip away that fits the sentence.",
        fixes=(
            (
                "Le maire assure que le finacement sera voté avant la fin du mois.",
                "Le maire assure que le financement sera voté avant la fin du mois.",
            ),
            (
                "Il faudra des mois puor remettre la route en état.",
                "Il faudra des mois pour remettre la route en état.",
            ),
        ),
        keeps=(
            "Une rave-bugule s'est tenue dans l'ancienne usine.",
            "Le candidat dénonce « l'annapurnisme » de son rival.",
            "Les joueurs de Guingamp ont battu ceux de Kaiserslautern.",
            "Le yokai protège les récoltes. Un autre yokai annonce les épidémies.",
        ),
        auto=0.88,
    ),
    Rule(
        code="SPL002",
        name="missing-accent",
        title="Missing or wrong accent",
        titre="Accent manquant ou erroné",
        why="Without its accents the word is no French word; with them it is.",
        fixes=(
            (
                "Les deputés ont repoussé le texte du gouvernement.",
                "Les députés ont repoussé le texte du gouvernement.",
            ),
            (
                "Le produit a été consideré comme un médicament.",
                "Le produit a été considéré comme un médicament.",
            ),
            (
                "Le train est parti apres la pause, sans attendre les élèves.",
                "Le train est parti après la pause, sans attendre les élèves.",
            ),
            (
                "Le vainqueur est tres attendu à son retour dans la vallée.",
                "Le vainqueur est très attendu à son retour dans la vallée.",
            ),
            (
                "La nouvelle annee commence par une grève, et l'annee finira de même.",
                "La nouvelle année commence par une grève, et l'année finira de même.",
            ),
        ),
        keeps=(
            "Le groupe El Mariachi chante une cancion de sa mère.",
            "La société Energia a signé un contrat de trois ans.",
            "L'adresse est www.prevention-routiere.example.",
            "Aux Etats-Unis, Zoe et Leonard ont été reçus, puis Adele a chanté à l'Opéra.",
            "Le restaurant Tres Amigos est près de Geneve, où vit son fils Jose.",
        ),
        auto=0.9,
    ),
    Rule(
        code="SPL003",
        name="split-word",
        title="Word cut in two by a space",
        titre="Mot coupé par une espace",
        why="Two pieces of which one is no word make a French word together.",
        fixes=(
            (
                "La croissance permettra de réso rber la dette du pays.",
                "La croissance permettra de résorber la dette du pays.",
            ),
        ),
        keeps=(
            "Il habite en face de la gare.",
            "Le groupe a vendu sa filiale par appartements.",
            "Elle porte plainte contre son voisin.",
        ),
        auto=0.95,
    ),
    Rule(
        code="SPL004",
        name="joined-words",
        title="Two words without a space",
        titre="Mots collés",
        why="A word that is no word is two frequent ones run together.",
        fixes=(
            (
                "Le gouvernement a versé deux millions d'eurospour les hôpitaux.",
                "Le gouvernement a versé deux millions d'euros pour les hôpitaux.",
            ),
            (
                "Il suffit de respirerl'air des forêts et des jardinspublics.",
                "Il suffit de respirer l'air des forêts et des jardins publics.",
            ),
            (
                "Le porteparole du gouvernement a démenti la rumeur.",
                "Le porte-parole du gouvernement a démenti la rumeur.",
            ),
            (
                "La fatigue le gagna dansl'escalier, mais il put attendrejusqu'au matin.",
                "La fatigue le gagna dans l'escalier, mais il put attendre jusqu'au matin.",
            ),
            (
                "Un jardin suspendu domine la ville, au bout deshalles.",
                "Un jardin suspendu domine la ville, au bout des halles.",
            ),
        ),
        keeps=(
            "La troupe joue la commedia dell'arte, sa grand'mère danse le rock'n'roll.",
            "L'avocat Gall'erond défend Chin'ono.",
            "Pourquoi aller jusqu'au port, puisqu'il est fermé ? Quelqu'un le saura.",
            "La presse cherbourgeoise salue la victoire.",
            "Le parti demande un autodiagnostic écodynamique des services.",
            "Sur franceinfo, le ministre a promis une réponse.",
        ),
        auto=0.95,
    ),
    Rule(
        code="SPL005",
        name="missing-space-at-capital",
        title="Two sentences or lines without a space",
        titre="Phrases ou lignes collées",
        why="A capital inside a word often begins what was a line of its own.",
        fixes=(),
        keeps=(
            "Le nouvel iPhone sera vendu sur eBay.",
            "La société DigitalOcean recrute à Paris.",
            "Le professeur McDonald enseigne ici.",
        ),
        safety="review",
    ),
    Rule(
        code="SPL006",
        name="lost-apostrophe",
        title="Short form without its apostrophe",
        titre="Forme élidée sans apostrophe",
        why="A typewriter's apostrophe was stripped; *na*, *cest*, *laccusé* are two words.",
        fixes=(
            (
                "Cest une affaire grave. L'homme na pas fait appel.",
                "C'est une affaire grave. L'homme n'a pas fait appel.",
            ),
            (
                "Les élus nont pas voté, car laccusé jure quil navait rien dit.",
                "Les élus n'ont pas voté, car l'accusé jure qu'il n'avait rien dit.",
            ),
            (
                "La sœur dEmmanuel vit en Espagne depuis la fin de lété.",
                "La sœur d'Emmanuel vit en Espagne depuis la fin de l'été.",
            ),
        ),
        keeps=(
            "Na ! Il n'a qu'à partir, et le canal ionique Na/K reste ouvert.",
            "La dune avance, la lune se lève, le mont est enneigé.",
            "M. Larcher et Mme Loiseau ont reçu Jen Psaki et Nas Daily.",
            "Il faut savoir quelle loi suivre, et dans quelle mesure quelles communes y gagnent.",
            "Et lon lan la, chantent les enfants du village.",
        ),
        auto=0.9,
    ),
    Rule(
        code="OCR001",
        name="misread-letters",
        title="Letters that a scan misread",
        titre="Lettres mal lues par le scanner",
        why="A word that is no word becomes one when letters are read as a scanner confuses them.",
        fixes=(
            (
                "Les gendannes ont installé des barrières aux deux extrémités.",
                "Les gendarmes ont installé des barrières aux deux extrémités.",
            ),
            (
                "Les autorités recomrnandent d'éviter tout déplacement.",
                "Les autorités recommandent d'éviter tout déplacement.",
            ),
        ),
        keeps=(
            "Le 1er août, la 2e division a reçu 10km de câble.",
            "Le virus H1N1 circule, le co2 augmente.",
            "Sir Arnold Lunn a dessiné la piste.",
        ),
        auto=0.93,
    ),
    Rule(
        code="OCR002",
        name="hyphen-inside-word",
        title="Hyphen of a line end inside a word",
        titre="Césure restée dans un mot",
        why="A word cut at the end of a printed line kept its hyphen.",
        fixes=(
            (
                "Le peuple acclame son Sou-verain à la fenêtre.",
                "Le peuple acclame son Souverain à la fenêtre.",
            ),
            ("Le minis-\ntère a refusé.", "Le ministère a refusé."),
        ),
        keeps=(
            "Les pro-russes ont quitté la ville.",
            "Le porte-monnaie était sous le porte-bagages.",
            "Les avant- et après-guerres se ressemblent.",
            "La visio-conférence du vice-président est annulée.",
        ),
    ),
    Rule(
        code="OCR003",
        name="digit-before-apostrophe",
        title="Figure 1 for an elided l'",
        titre="Chiffre 1 pour un l' élidé",
        why="Scanners read the l of an elided article as the figure 1.",
        fixes=(("À 1'aube, la troupe attend.", "À l'aube, la troupe attend."),),
        keeps=(
            "Il a couru le mille en 4'1 à Oslo.",
            "Le but est tombé à la 1'30 du match.",
            "Écrivez '1'ou '2' dans la case.",
        ),
    ),
    Rule(
        code="OCR004",
        name="misread-real-word",
        title="Rare word that a frequent one is misread as",
        titre="Mot rare, lecture fautive d'un mot fréquent",
        why="Scans turn a frequent word into a rare one (*monde*, *inonde*); the frequent one"
        " fits the sentence far better. Only proposed.",
        fixes=(),
        keeps=(
            "La crue inonde les caves du quartier.",
            "Les flammes lèchent la poutre du toit.",
            "La bataille a duré deux jours.",
        ),
        safety="review",
    ),
    Rule(
        code="OCR005",
        name="misread-word-in-scan",
        title="Misread word of a bad scan",
        titre="Mot mal lu d'une mauvaise numérisation",
        why="Where signs of a bad scan abound, a word that is no word has a likely reading.",
        fixes=(
            (
                "La foule a vu les soldats dn régi-ment et le eortège, snr la grande plaee.",
                "La foule a vu les soldats du régiment et le cortège, sur la grande place.",
            ),
        ),
        keeps=(
            "Le yokai et le kappa, dit-il, sont des esprits ; je ne les crains pas.",
            "Les habitans avoient planté des arbres, et les enfans chantoient.",
            "Le vin de Kaiserstuhl accompagne les spätzle et le knödel.",
        ),
        auto=0.55,
    ),
    Rule(
        code="OCR006",
        name="misread-real-word-in-scan",
        title="French word of a bad scan that stands for another one",
        titre="Mot français mis pour un autre par une mauvaise numérisation",
        why="A bad scan turns words into other ones (*les*, *tes*) that its sentences refuse.",
        fixes=(
            (
                "Le mi-nistre a ouvert tes débats de la séanee, puis les dé-putés ont voté ta loi"
                " sur ies écoles.",
                "Le ministre a ouvert les débats de la séance, puis les députés ont voté la loi"
                " sur les écoles.",
            ),
        ),
        keeps=(
            "Prends tes affaires et ta veste, dit-elle, et range tes livres.",
            "Il a lu le livre ; on lui a dit que la fin en était triste.",
            "Tu ne crains rien, car tes amis veillent et ta maison est solide.",
        ),
        auto=0.6,
    ),
    Rule(
        code="OCR007",
        name="capital-i-read-as-l",
        title="Small l for a capital I",
        titre="Petit l pour un I majuscule",
        why="Scanners read the capital I as a small l: *lsabelle, lls*; no French word begins so.",
        fixes=(
            ("Je m'appelle lsabelle et je vis ici.", "Je m'appelle Isabelle et je vis ici."),
            ("Le train part pour ltalie et lnde.", "Le train part pour Italie et Inde."),
            ("La pluie cesse. lls sont partis.", "La pluie cesse. Ils sont partis."),
            ("L'écrivain lan Fleming est mort.", "L'écrivain Ian Fleming est mort."),
            ("II ne dit rien. Mais II y a un train.", "Il ne dit rien. Mais Il y a un train."),
        ),
        keeps=(
            "Le joueur J. Lloyd et la firme Llano sont là.",
            "La norme lldp et le code lnk changent.",
            "Elle a parlé de la Llorona à Madrid.",
            "Napoléon II est mort jeune ; l'acte II se joue à Rome. II. La suite.",
        ),
        auto=0.9,
    ),
)

_SOUND: dict[str, bool] = {}
"""Answers of :func:`_is_sound` by key; emptied at :data:`_CACHED`."""

_CACHED = 1 << 15

FREQUENT = 3.0
"""Zipf value from which a word that the lexicon lacks is no error: names, new words, initials."""

_NAME = 3.0
"""Zipf value from which a word that a line end cuts needs no entry in the lexicon (*Ven-dée*), and
one that begins with a prefix is no compound."""

_ORDINALS = regex.compile(r"(?:[02-9]|\d\d+)es", regex.IGNORECASE)
"""*Les 2es*: « 1es » is « les » misread."""

_CODE = frozenset("/@_#\\=`\u00ad&<>{}[]|~^*")
"""What touches a word of an address, of code or of a word with soft hyphens."""

_CODE_OR_QUOTE = frozenset(_CODE | {"'", '"'})

_ACCENT_IN_OLD_TEXT = 0.4
"""Probability that a word lacks its accent by mistake in a text with old spellings, below every
border: of 45 such words in the tune part of the scans 39 were right as they stood."""

_OTHER_PLACE = 0.5
"""The most that is believed of an edit that makes one demonym of another: below all borders."""

_CUT_IN_SCAN = 0.95
"""Probability that a hyphen between two words that make a third cuts that one, in a bad scan."""

_CLEAN = 250
"""Tokens to an unknown word in lower case from which a text is no bad scan."""

_REAL_WORD_GAIN = 3.0
"""Gain in the language model (log10) at which a real word is as likely misread as not."""

_LEAST = 0.3
"""Probability below which nothing is proposed."""

_HYPHEN = regex.compile(r"(?<=\p{L})[-\u2010\u2011](?=\p{Ll}|\s{1,2}-?\p{Ll})")

_ONE = regex.compile(r"(?<![\p{L}\p{Nd}'’.,])(?P<one>1(?P<mark>['’]))(?P<word>\p{L}{3,})")

_ORDINAL = regex.compile(
    r"(?:\d+(?:er|ers|re|ère|e|eme|ème|emes|èmes|ième|ieme|nd|nde|h|min|s|km|m|cm|mm|g|kg|l|cl|"
    r"k|x|d|p|fr?|am|pm|th|st|rd|go|mo|to|w|kw|mw|v|hz|ghz|ans|c|b|o|a|t|j|n|i)\d*|\p{L}{1,2}\d+)-?"
)
"""Figures with letters that are no misread word: ordinals, units, sizes, *co2*."""


def _is_sound(key: str) -> bool:
    """Say whether a key needs no look: French, English, frequent, or no word at all.

    A rare French word that a scan makes of a frequent one does need one.
    """
    if not key:
        return True
    if key in real_words():
        return False
    word = key.rstrip("-'")
    if key.endswith("'"):
        return len(word) < 4 or lexicon.is_french(key)
    if len(word) < 2:
        return True
    if not word.isalpha():
        return not (word.isalnum() and _may_be_word(word))
    return (
        lexicon.is_french(key)
        or lexicon.is_french(word)
        or lexicon.is_english(word)
        or (
            max(lexicon.zipf(word, "fr"), lexicon.zipf(word, "en")) >= FREQUENT
            and not lacks_accents(word)
        )
    )


def _may_be_word(word: str) -> bool:
    """Say whether letters and digits may be a misread word: *1es*, *v0ir*, not *3e*, *10km*."""
    figures = sum(letter.isdigit() for letter in word)
    return 0 < figures < len(word) - figures and not _ORDINAL.fullmatch(word)


_GLUED = regex.compile(
    r"(?P<left>\p{L}?\p{Ll}{2,})(?P<right>(?:\p{Lu}\p{Ll}*|(?:L|D|J|C|N|S|M|T|Qu|Lorsqu)['’]))"
)


def _sound(key: str) -> bool:
    found = _SOUND.get(key)
    if found is None:
        if len(_SOUND) >= _CACHED:
            _SOUND.clear()
        found = _SOUND[key] = _is_sound(key)
    return found


def _starts(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether a sentence may begin at a token."""
    while at:
        token = tokens[at - 1]
        if "\n" in text[token.end : tokens[at].start] or token.key in (".", "!", "?", "…", ":"):
            return True
        if token.key and token.key not in ("–", "-", "(", "•", "*"):
            return False
        at -= 1
    return True


def _left(tokens: Sequence[Token], text: str, at: int) -> tuple[str, ...]:
    """Return up to four keys before a token, ``<s>`` where the sentence begins."""
    keys: list[str] = []
    while len(keys) < 4:
        if at == 0 or "\n" in text[tokens[at - 1].end : tokens[at].start]:
            keys.append(START)
            break
        at -= 1
        key = tokens[at].key
        if key in (".", "!", "?", "…") and tokens[at + 1].text[0].isupper():
            keys.append(START)
            break
        if key:
            keys.append(key)
    return tuple(reversed(keys))


def _right(tokens: Sequence[Token], text: str, at: int) -> tuple[str, ...]:
    """Return up to four keys after a token, on its line."""
    keys: list[str] = []
    for here, token in zip(tokens[at : at + 8], tokens[at + 1 : at + 8], strict=False):
        if "\n" in text[here.end : token.start] or len(keys) == 4:
            break
        if token.key:
            keys.append(token.key)
    return tuple(keys)


def unsound(tokens: tuple[Token, ...]) -> list[int]:
    """Return the numbers of the tokens that need a look."""
    known = _SOUND.get
    return [
        i for i, token in enumerate(tokens) if not known(token.key, False) and not _sound(token.key)
    ]


class Chain(NamedTuple):
    """Two pieces of a word parted by a hyphen: numbers of their tokens, and the whole word."""

    first: int
    last: int
    whole: str
    certain: bool


def chains(text: str, tokens: Sequence[Token]) -> Iterator[Chain]:
    """Yield the words that a hyphen cuts in two, at the end of a line or in the middle of one.

    Certain when a piece is no word, and the whole one is; or when the hyphen ends a line and the
    compound is unknown. A piece that is a prefix (*pro-russe*) makes a compound of its own.
    """
    for match in _HYPHEN.finditer(text):
        i = bisect_left(tokens, match.end(), key=lambda t: t.end)
        token = tokens[i]
        if token.end != match.end():
            continue
        if token.is_word:
            first, at, broken = i, i + 1, False
        elif i and tokens[i - 1].end == token.start and tokens[i - 1].text.isalpha():
            first, at = i - 1, i + 1
            if at < len(tokens) and tokens[at].key == "-":  # « re- -gard »
                at += 1
            broken = True
        else:
            continue
        if at >= len(tokens) or not tokens[at].word.islower() or not tokens[at].word.isalpha():
            continue
        gap = text[token.end : tokens[at].start]
        if (broken and not gap) or len(gap) > 3 or not tokens[first].word.isalpha():
            continue
        if tokens[at].text[-1] in "-\u2010\u2011" or (
            first and tokens[first - 1].text[-1] in "-\u2010\u2011"
        ):
            continue
        left, right = tokens[first].word.lower(), tokens[at].word
        whole = left + right
        if min(len(left), len(right)) < 2 or lexicon.zipf(whole, "fr") < (
            2.0 if lexicon.analyses(whole) else _NAME
        ):
            continue
        ends = broken and "\n" in gap
        if not ends and not lexicon.analyses(whole):
            continue
        if lexicon.analyses(f"{left}-{right}") or lexicon.is_english(f"{left}-{right}"):
            continue
        if is_prefix(left) and _is_word(right) and not (ends and _cuts(left, whole)):
            continue
        stranger = not _is_word(right) or (not _is_word(left) and left[-1] not in "oi")
        yield Chain(first, at, whole, stranger or ends)


def _cuts(prefix: str, whole: str) -> bool:
    """Say whether a line end rather cut a word than a compound: *re-traite*, not *anti-tabac*."""
    return len(prefix) < 4 and lexicon.zipf(whole, "fr") >= _NAME


def _is_word(piece: str) -> bool:
    return lexicon.is_french(piece) or lexicon.is_english(piece) or lexicon.zipf(piece, "fr") >= 2.5


def suspects(
    document: Document, doubtful: list[int] | None = None
) -> Iterator[tuple[int, Place, tuple[Option, ...]]]:
    """Yield the token number of each unknown word with its place and its options.

    ``doubtful`` is what :func:`unsound` found, when the caller has asked already.
    """
    text = document.text
    tokens = tokenize(text)
    misread = real_words()
    found = [
        i
        for i in (unsound(tokens) if doubtful is None else doubtful)
        if tokens[i].key not in misread
    ]
    if not found:
        return
    counts = Counter(tokens[i].word.lower() for i in found)
    lower = [i for i in found if tokens[i].text[0].islower()]
    damage = (len(lower) + 0.5) / (0.86 * len(tokens) + 50)  # 14 tokens in 100 are no words
    unknown = frozenset(found)
    cut = {i for chain in chains(text, tokens) for i in (chain.first, chain.last)}
    words: frozenset[str] | None = None
    for i in found:
        token = tokens[i]
        word = token.word
        if i in cut:
            continue
        if not (word.islower() or word[1:].islower()):
            continue
        if counts[word.lower()] > 1 and not lacks_accents(word.lower()):
            continue  # a word that is there twice is one
        before = text[token.start - 1 : token.start]
        after = text[token.stop : token.stop + 2]
        if _ORDINALS.fullmatch(word) or before in _CODE or after[:1] in _CODE:
            continue
        if (before == "." and token.start > 1 and not text[token.start - 2].isspace()) or (
            after[:1] in (".", ":") and after[1:].isalpha()
        ):
            continue
        if len(word) < 3 or old(word.lower()):
            continue
        capital = word[0].isupper()
        if capital and (lexicon.is_french(word) or not _starts(tokens, text, i)):
            continue  # a name; or *Etat*, as newspapers leave accents off capitals
        compound = token.end > token.stop or before in ("-", "\u2010", "\u2011")
        previous = _joinable(tokens, text, i - 1)
        following = _joinable(tokens, text, i)
        if words is None:
            words = frozenset(t.key for j, t in enumerate(tokens) if j not in unknown)
        strangers = sum(
            1
            for j in range(max(0, i - 2), min(len(tokens), i + 3))
            if j != i and (j in unknown or _foreign(tokens[j].key))
        )
        place = Place(
            word.lower() + token.text[len(word) :],
            _left(tokens, text, i),
            _right(tokens, text, i),
            damage,
            strangers,
            capital,
            compound,
            before in ("«", "“", '"', "'", "‘", "(") or before == "\u00a0",
            words,
        )
        joins = (
            tokens[i - 1].key if previous and not capital else "",
            tokens[i + 1].key if following else "",
        )
        yield i, place, candidates(word.lower(), *joins)


def _foreign(key: str) -> bool:
    return len(key) > 1 and key[0].isalpha() and not lexicon.is_french(key)


def _joinable(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether one space parts a token from the next, both lower-case words."""
    if not 0 <= at < len(tokens) - 1:
        return False
    here, following = tokens[at], tokens[at + 1]
    return (
        text[here.end : following.start] == " "
        and here.text.isalpha()
        and following.text.isalpha()
        and following.text.islower()
    )


def _cased(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


def _glued(text: str, token: Token) -> Edit | None:
    """Return the parting of a word that a capital cuts in two: *annoncéLe*."""
    match = _GLUED.fullmatch(token.text)
    if not match:
        return None
    left, right = match["left"], match["right"]
    if text[token.start - 1 : token.start] in _CODE_OR_QUOTE or not lexicon.analyses(left):
        return None
    if right[-1] not in "'’":
        # A capital at both ends is a brand more often than not: *StopCovid*.
        least = 5.5 if left[0].isupper() else 3.0
        if (len(right) < 2 and right not in "AÀ") or lexicon.zipf(right, "fr") < least:
            return None
    two = f"{left}. {right}", f"{left} {right}"
    return Edit(
        token.start,
        token.end,
        token.text,
        two[0],
        "SPL005",
        0.6,
        ((two[0], 0.6), (two[1], 0.35)),
        None,
        "two words are run together at the capital",
    )


_CLITIC = regex.compile(rf"(?P<left>\p{{L}}\p{{Ll}}{{2,}}?)(?P<right>(?:{'|'.join(ELIDED)})['’])")
"""A word and an elided one after it; the shortest word, so that *jusqu'* stays whole."""


def _run_in(text: str, tokens: Sequence[Token], at: int) -> Edit | None:
    """Return the parting of a word from the elided one that it ran into: *respirerl'air*.

    The 18 such places in typed sentences (tune part) were right, there is none in clean news. Of a
    scan the apostrophe may be astray: *rassemblem'ent*, *vers'un*.
    """
    token = tokens[at]
    match = _CLITIC.fullmatch(token.text)
    if not match or at + 1 == len(tokens):
        return None
    after = tokens[at + 1].word
    if not (lexicon.elides(after) and lexicon.is_french(after)):
        return None
    if lexicon.is_french(token.word) or lexicon.is_french(token.word + after):
        return None
    left = match["left"]
    if left[0].isupper() and not _starts(tokens, text, at):
        return None  # a name: *Gall'erond*
    if lexicon.zipf(left, "fr") < FREQUENT or not lexicon.is_french(left):
        return None
    two = f"{left} {match['right']}"
    reason = f"« {left} » and an elided word are run together"
    return Edit(
        token.start, token.end, token.text, two, "SPL004", 0.96, ((two, 0.96),), None, reason
    )


def _rule(option: Option) -> str:
    match option.kind:
        case "accent":
            return "SPL002"
        case "join":
            return "SPL003"
        case "split":
            return "SPL004"
    return "OCR001" if option.scanned + 0.5 < option.typed else "SPL001"


def _hyphens(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the edits that take a hyphen out of a word."""
    for chain in chains(text, tokens):
        start, end = tokens[chain.first].start, tokens[chain.last].stop
        before = text[start:end]
        whole = _cased(chain.whole, before)
        chance = 0.98 if chain.certain else 0.5
        reason = "the pieces are no compound, together they are a word"
        yield Edit(start, end, before, whole, "OCR002", chance, ((whole, chance),), None, reason)


def _digits(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the edits that make an elided article of a figure 1."""
    for match in _ONE.finditer(text):
        word = match["word"]
        if lexicon.analyses(word) and lexicon.elides(word):
            start, end = match.span("one")
            after = "l" + match["mark"]
            reason = "an article stands before a vowel, not a figure"
            yield Edit(
                start, end, match["one"], after, "OCR003", 0.97, ((after, 0.97),), None, reason
            )


def _real_word(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the frequent word in the place of a rare one that the sentence makes unlikely."""
    token = tokens[i]
    if not token.text.islower():
        return
    meant = real_words()[token.key]
    scores = model().options(
        _left(tokens, text, i), [[token.key], *([word] for word in meant)], _right(tokens, text, i)
    )
    gain, word = max(
        (score - scores[0], word) for score, word in zip(scores[1:], meant, strict=True)
    )
    # The gain is a decimal logarithm; one misread word in a thousand would ask for 3.
    chance = min(0.9, 1 / (1 + 10 ** (_REAL_WORD_GAIN - gain)))
    if chance >= _LEAST:
        reason = f"« {word} » fits far better here, and scans confuse the two"
        yield Edit(
            token.start,
            token.end,
            token.text,
            word,
            "OCR004",
            chance,
            ((word, chance),),
            None,
            reason,
        )


def unknown(tokens: Sequence[Token], doubtful: Sequence[int]) -> list[int]:
    """Return the numbers of the lower-case tokens that are no words, of those that need a look."""
    rare = real_words()
    return [i for i in doubtful if tokens[i].text[0].islower() and tokens[i].key not in rare]


_STRETCH = 3000
"""Code points of a stretch that is told a bad scan or none by itself: about an article. Judged as
one, 24 sound pages of manuals took six times as long as one by one, and the good pages among bad
ones were read again as well."""


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a long text, cut at empty lines, that are judged by themselves."""
    start = 0
    while len(text) - start >= 2 * _STRETCH:
        end = text.find("\n\n", start + _STRETCH)
        if end < 0:
            break
        yield start, end
        start = end
    yield start, len(text)


def _readings(text: str, tokens: Sequence[Token], doubtful: Sequence[int]) -> list[Reading]:
    """Return how the bad scans in a text are read again; nothing for any other text."""
    found: list[Reading] = []
    for start, end in _stretches(text):
        if (start, end) == (0, len(text)):
            return _reading(text, tokens, doubtful)
        part = text[start:end]
        words = tokenize(part)
        found += [
            reading._replace(start=reading.start + start, end=reading.end + start)
            for reading in _reading(part, words, unsound(words))
        ]
    return found


def _reading(text: str, tokens: Sequence[Token], doubtful: Sequence[int]) -> list[Reading]:
    lost = unknown(tokens, doubtful)
    if len(lost) * _CLEAN < len(tokens):
        return []
    cut = sum(1 for _ in chains(text, tokens))
    likely = likelihood(text, tokens, lost, cut)
    found = reread(text, likely) if likely >= PLAUSIBLE else []
    return [reading for reading in found if not _loses_capital(text, reading)]


def _loses_capital(text: str, reading: Reading) -> bool:
    """Say whether a reading drops letters of words that are run together: *ParisM. Jean*."""
    before = text[reading.start : reading.end]
    run_in = _INNER_CAPITAL.search(before)
    return (
        run_in is not None
        and len(reading.text) < len(before)
        and (lexicon.is_french(run_in["left"]) or lexicon.zipf(run_in["left"], "fr") >= FREQUENT)
    )


_INNER_CAPITAL = regex.compile(r"(?P<left>\p{L}\p{Ll}+)\p{Lu}")


def _reread(text: str, reading: Reading) -> Edit:
    """Return the edit that a reading asks for."""
    known = reading.sort.startswith("known")
    before = text[reading.start : reading.end]
    reason = f"the scan is bad, and « {reading.text} » fits better than « {before} »"
    return Edit(
        reading.start,
        reading.end,
        before,
        reading.text,
        "OCR006" if known else "OCR005",
        reading.chance,
        reading.rivals,
        None,
        reason,
    )


def _apostrophes(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield short forms with the apostrophe that they lost; where some are certain, others gain."""
    found = list(_short_forms(text, tokens))
    mark = "’" if "’" in text else "'"
    shared = SHARED_GAIN if sum(gain >= least for _, _, gain, least in found) > 1 else 0.0
    for token, head, gain, least in found:
        if gain + shared < least + DOUBTFUL_GAIN - GAIN:
            continue
        chance = 0.98 if gain + shared >= least else 0.7
        word = token.text
        after = f"{word[: len(head)]}{mark}{word[len(head) :]}"
        yield Edit(
            token.start,
            token.end,
            word,
            after,
            "SPL006",
            chance,
            ((after, chance),),
            None,
            f"« {word} » is no word here, « {after} » is two",
        )


def _short_forms(text: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, str, float, float]]:
    """Yield words that may be two, the short form, what parting them gains, and what it must."""
    for i, token in enumerate(tokens):
        word = token.text
        real = REAL.get(word)
        heads = (real[0],) if real else partings(word) if token.is_word else ()
        if not heads or not _stands_free(text, token.start, token.end):
            continue
        capital = word[0].isupper()
        if capital and (not word[1:].islower() or not _begins(tokens, text, i)):
            continue
        if i and tokens[i - 1].key in ARTICLES:
            heads = tuple(head for head in heads if head != "l")
            if not heads:
                continue
        right = _right(tokens, text, i)
        if real and real[1] and not (right and fits_before(right[0])):
            continue
        options = [[token.key], *(keys(f"{head}'{word[len(head) :]}") for head in heads)]
        scores = model().options(_left(tokens, text, i), options, right)
        gain, head = max((s - scores[0], h) for s, h in zip(scores[1:], heads, strict=True))
        least = REAL_GAIN if real or capital else GAIN
        yield token, head, gain, FOREIGN_GAIN if not real and resembles_name(word) else least


def _stands_free(text: str, start: int, end: int) -> bool:
    """Say whether white space or a sign of a sentence stands on either side of a word."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if after == "." and text[end + 1 : end + 2].isalnum():
        return False  # an address
    return (not before or before.isspace() or before in _OPENING) and (
        not after or after.isspace() or after in '.,;:!?…»”")'
    )


_OPENING = frozenset('(«“"—–')


def _begins(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether a sentence begins at a token; after *M.* none does."""
    return _starts(tokens, text, at) and not (
        at > 1 and tokens[at - 1].key == "." and len(tokens[at - 2].text) <= _TITLE
    )


_TITLE = 3
"""Letters of the longest title that a full stop cuts: *M., Mme., Dr., Mgr.*"""


def _capital_i(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield names and first words whose capital I was read as a small l: *lsabelle, lls*."""
    for i, token in enumerate(tokens):
        word = token.text
        if word == "II" and _is_pronoun(text, tokens, i):
            yield _as_capital(token, "Il", "a pronoun stands before a verb, not a number")
        if word[0] != "l" or not word.isalpha() or lexicon.is_french(word):
            continue
        if len(word) < 2 or not _stands_free(text, token.start, token.end):
            continue
        meant = "I" + word[1:]
        if not _may_be_capital_i(text, tokens, i, meant):
            continue
        reason = f"no French word begins as « {word} »; a scan reads the capital I so"
        yield _as_capital(token, meant, reason)


def _may_be_capital_i(text: str, tokens: Sequence[Token], at: int, meant: str) -> bool:
    """Say whether a name stands at a token when its l is read as I, or the head of a sentence."""
    word = tokens[at].text
    if word in ("ll", "lls"):
        return _begins(tokens, text, at) and bool(_right(tokens, text, at))
    proper = any(a.lemma[:1].isupper() for a in lexicon.analyses(meant))
    if word[1] in _VOWELS:  # *lan* may be *l'an*
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return proper and following[:1].isupper() and following[1:2].islower()
    return len(word) >= _LEAST_NAME and (
        proper or (_begins(tokens, text, at) and lexicon.is_french(meant))
    )


_LEAST_NAME = 4
"""Letters of the shortest name that begins with I and a consonant: *Inde, Iran, Ivan*."""


def _as_capital(token: Token, meant: str, reason: str) -> Edit:
    return Edit(
        token.start, token.end, token.text, meant, "OCR007", 0.98, ((meant, 0.98),), None, reason
    )


def _is_pronoun(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell *II* that begins a sentence (*II ne dit rien*) from a number (*Napoléon II*)."""
    head = _begins(tokens, text, at) or tokens[at - 1].key in _CONJUNCTIONS
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        head
        and following is not None
        and following.text[0].islower()
        and text[tokens[at].end : following.start] == " "
        and fits_before(following.text)
    )


_CONJUNCTIONS = frozenset("mais car or donc quand comme".split())
_VOWELS = frozenset("aeiouyàâéèêëîïôöûü")


def spelling(document: Document, learned: Learned | None = None) -> Iterable[Edit | Mark]:
    """Propose what unknown words may have been, and in a bad scan known ones as well.

    Words that a dump has ``learned`` are words.
    """
    text = document.text
    tokens = tokenize(text)
    doubtful = unsound(tokens)
    if learned and learned.words:
        doubtful = [i for i in doubtful if tokens[i].word.lower() not in learned.words]
    coded = in_code(document.marks)  # a word of code is no sign of a bad scan
    doubtful = [i for i in doubtful if not coded(tokens[i].start, tokens[i].end)]
    certain = [*_apostrophes(text, tokens), *_capital_i(text, tokens)]
    if learned:
        certain = [edit for edit in certain if edit.before.lower() not in learned.words]
    if certain:  # what they explain is no sign of a bad scan
        explained = {edit.start for edit in certain}
        doubtful = [i for i in doubtful if tokens[i].start not in explained]
    found = [*_hyphens(text, tokens), *_words(document, tokens, doubtful)]
    if "1'" in text or "1’" in text:
        found += _digits(text, tokens)
    if doubtful and (readings := _readings(text, tokens, doubtful)):
        near = [reading.start for reading in readings]
        found = [_bold(edit) if _is_near(near, edit) else edit for edit in found]
        found = _settled(found, [_reread(text, reading) for reading in readings])
        if learned:
            found = [edit for edit in found if edit.before.lower() not in learned.words]
    found = [right for edit in found if (right := _of_places(text, tokens, edit)) is not None]
    if certain:
        before = _meeting(certain)
        found = certain + [edit for edit in found if not any(before(edit))]
    yield from map(_doubted, found) if found and _is_old(tokens, doubtful) else found


def _of_places(text: str, tokens: Sequence[Token], edit: Edit) -> Edit | None:
    """Return an edit as the demonyms that it touches allow, nothing where one is right.

    Rare ones (*canarienne*) are right where a name vouches for them; none is made another one
    (*irakienne, iranienne*) unasked.
    """
    before, after = edit.before, edit.after
    if not before.isalpha() or noisy_channel.bare(before.lower()) == noisy_channel.bare(
        after.lower()
    ):
        return edit
    unknown = not lexicon.is_french(before)
    if unknown and demonyms.stem(before):
        names = [t.word for t in tokens if t.text[0].isupper() and t.start != edit.start]
        if demonyms.vouched(before, names):
            return None
    if edit.confidence <= _OTHER_PLACE or not demonyms.is_other(before, after):
        return edit
    at = bisect_left(tokens, edit.start, key=lambda token: token.start)
    if unknown and not (at and _is_name(tokens[at - 1]) and text[tokens[at - 1].end] == " "):
        return edit
    share = _OTHER_PLACE / edit.confidence
    return replace(
        edit,
        confidence=_OTHER_PLACE,
        candidates=tuple((text, round(chance * share, 4)) for text, chance in edit.candidates),
        reason=f"{edit.reason}; both may speak of places",
    )


def _is_name(token: Token) -> bool:
    """Say whether a token is a name: a capital, and no French word (*La Palma canarienne*)."""
    return token.text[0].isupper() and not lexicon.is_french(token.word.lower())


def _is_old(tokens: Sequence[Token], doubtful: Sequence[int]) -> bool:
    """Say whether a word is spelled as before 1878: *avoit*, *luy*, *enfans*."""
    return any(
        (word := tokens[i].word).islower() and len(word) > 2 and not is_known(word) and old(word)
        for i in doubtful
    )


def _doubted(edit: Edit) -> Edit:
    """Return an edit as an old text has it: *remede*, *prieres* and *acquerir* were right then."""
    before, after = edit.before.lower(), edit.after.lower()
    if (
        edit.confidence <= _ACCENT_IN_OLD_TEXT
        or noisy_channel.bare(before) != noisy_channel.bare(after)
        or _accents(before) >= _accents(after)
    ):
        return edit
    share = _ACCENT_IN_OLD_TEXT / edit.confidence
    return replace(
        edit,
        confidence=_ACCENT_IN_OLD_TEXT,
        candidates=tuple((text, round(chance * share, 4)) for text, chance in edit.candidates),
        reason=f"{edit.reason}; the text has old spellings, which do without the accent",
    )


def _accents(word: str) -> int:
    return sum(not letter.isascii() for letter in word)


def _bold(edit: Edit) -> Edit:
    """Return an edit of a hyphen as a bad scan has it: cut words are the rule, not compounds."""
    if edit.rule != "OCR002" or edit.confidence >= _CUT_IN_SCAN:
        return edit
    return _surer(edit, _CUT_IN_SCAN)


def _is_near(places: Sequence[int], edit: Edit) -> bool:
    """Say whether one of the sorted ``places`` that were read again is in the same stretch."""
    at = bisect_left(places, edit.start - _STRETCH)
    return at < len(places) and places[at] <= edit.end + _STRETCH


def _surer(edit: Edit, chance: float) -> Edit:
    return replace(edit, confidence=chance, candidates=((edit.after, round(chance, 4)),))


_AUTO = {rule.code: rule.auto for rule in RULES}


def _settled(found: Sequence[Edit], bold: Sequence[Edit]) -> list[Edit]:
    """Return the surer of the edits that meet; where both say the same, a bad scan is bolder."""
    bolder = _meeting(bold)
    kept = [
        edit
        for edit in found
        if edit.confidence >= _AUTO[edit.rule]
        or edit.rule == "SPL005"
        or not any(
            edit.confidence < other.confidence or edit.after == other.after
            for other in bolder(edit)
        )
    ]
    others, beside = _meeting(found), _meeting(kept)
    return kept + [
        _surer(edit, max(edit.confidence, *(e.confidence for e in same)))
        if (same := [e for e in others(edit) if e.after == edit.after])
        else edit
        for edit in bold
        if not any(beside(edit))
    ]


def _meeting(edits: Sequence[Edit]) -> Callable[[Edit], Iterator[Edit]]:
    """Return the function that yields those of ``edits`` that meet another one."""
    ordered = sorted(edits, key=lambda edit: edit.start)
    starts = [edit.start for edit in ordered]
    longest = max((edit.end - edit.start for edit in edits), default=0)

    def meeting(edit: Edit) -> Iterator[Edit]:
        first = bisect_right(starts, edit.start - longest)
        last = bisect_left(starts, edit.end)
        return (other for other in ordered[first:last] if other.end > edit.start)

    return meeting


def _words(document: Document, tokens: Sequence[Token], doubtful: list[int]) -> Iterator[Edit]:
    """Yield what unknown words and rare ones may have been."""
    text = document.text
    for i in doubtful:
        if glued := _glued(text, tokens[i]) or _run_in(text, tokens, i):
            yield glued
        elif tokens[i].key in real_words():
            yield from _real_word(text, tokens, i)
    for i, place, options in suspects(document, doubtful):
        if len(options) == 1:
            continue
        ranked = sorted(
            zip(probabilities(options, place), options, strict=True),
            key=lambda pair: (-pair[0], pair[1].text),
        )
        chance, best = next((p, o) for p, o in ranked if o.kind != "keep")
        if chance < _LEAST:
            continue
        start = tokens[i + best.first].start
        end = tokens[i + best.last].stop
        before = text[start:end]
        yield Edit(
            start,
            end,
            before,
            _cased(best.text, before),
            _rule(best),
            chance,
            tuple(
                (_cased(o.text, before), round(p, 4))
                for p, o in ranked[:6]
                if o.kind != "keep" and (o.first, o.last) == (best.first, best.last)
            ),
            None,
            f"« {tokens[i].word} » is no French word",
        )
