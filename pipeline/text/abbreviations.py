"""Abbreviations of French that end with a full stop, which ends no sentence."""

import regex

ABBREVIATION = regex.compile(
    "abr|adj|ann|arr|art|avr|bull|cap|cf|chap|chf|col|coll|dec|dép|dept|dir|doc|[eé]d|[eé]dit|env|"
    "etc|ext|fam|févr|fig|fin|gén|hab|ibid|int|inv|janv|juil|lib|lieut|liv|long|max|mgr|min|nov|obs|"
    "oct|ord|par|pers|pp|prof|prov|réf|rens|rés|sec|sept|sup|suiv|tél|tit|tom|trad|vol|vs"
)
"""What stands before such a full stop, in small letters: *etc, févr, art*."""

TITLE = regex.compile("MM?|Mmes?|Mlles?|Mgr|Drs?|Prs?|Mes?|St|Ste|Sts|Stes|Gal|Col|Cdt|Lt|Cap|Ets")
"""What stands before a name and ends with a full stop that ends no sentence: *M. Dupont*."""

SHORT_FORM = regex.compile("càs|càc|cuill?|cs|cc|kcal|qsp|tél|rdv|svp|càd|pcq|tjrs|qqn|qqch|bcp")
"""What cooks, doctors and hasty writers put for whole words, without a stop: *2 càs de sucre*."""
