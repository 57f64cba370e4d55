"""What the word before a suspect span says of the word that stood there: elision, agreement."""

from functools import lru_cache

from pipeline.resources import lexicon

_ELIDED = frozenset({"l'", "d'", "qu'", "n'", "s'", "j'", "m'", "t'", "c'", "jusqu'", "lorsqu'"})


_UNELIDED = frozenset({"le", "la", "de", "que", "ne", "se", "je", "me", "te", "ce"})


DETERMINERS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("le", "un", "du", "au", "ce", "cet"), ("m", "s")),
    **dict.fromkeys(("la", "une", "cette", "ma", "ta", "sa"), ("f", "s")),
    **dict.fromkeys(("mon", "ton", "son", "l'", "notre", "votre", "leur", "chaque"), ("", "s")),
    **dict.fromkeys(
        ("les", "des", "ces", "aux", "mes", "tes", "ses", "nos", "vos", "leurs", "plusieurs"),
        ("", "p"),
    ),
    **dict.fromkeys(("quelques", "deux", "trois", "quatre", "cinq", "six", "dix"), ("", "p")),
    **dict.fromkeys(("certains", "tous", "quels"), ("m", "p")),
    **dict.fromkeys(("certaines", "toutes", "quelles"), ("f", "p")),
    **dict.fromkeys(("aucun", "quel", "tout"), ("m", "s")),
    **dict.fromkeys(("aucune", "quelle", "toute"), ("f", "s")),
}
"""Gender and number of the noun after each determiner, empty where it fits any."""


RESTRICTING = _ELIDED | _UNELIDED | DETERMINERS.keys()
"""The words that restrict the one after them."""


@lru_cache(maxsize=1 << 14)
def agreement(before: str, word: str) -> tuple[float, float, float]:
    """Say whether a word asks for another elision, and whether a determiner agrees or differs.

    Each answer is 1.0 or 0.0, as features are. ``before`` is the key before the word.
    """
    onset = lexicon.onset(word)
    differs = (before in _ELIDED and onset in ("consonant", "aspirated")) or (
        before in _UNELIDED and onset == "vowel"
    )
    agrees = clashes = 0.0
    if before in DETERMINERS:
        gender, number = DETERMINERS[before]
        nominal = [a for a in lexicon.analyses(word) if a.pos in ("noun", "adj")]
        if nominal:
            good = any(
                (not gender or not a.gender or a.gender == gender)
                and (not a.number or a.number == number)
                for a in nominal
            )
            agrees, clashes = float(good), float(not good)
    return float(differs), agrees, clashes
