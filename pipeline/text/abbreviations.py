"""Abbreviations of French that end with a full stop, which ends no sentence."""

import regex

ABBREVIATION = regex.compile(
    "abr|adj|ann|arr|art|avr|bull|cap|cf|chap|chf|col|coll|dec|dép|dept|dir|doc|[eé]d|[eé]dit|env|"
    "etc|ext|fam|févr|fig|fin|gén|hab|ibid|int|inv|janv|juil|lib|lieut|liv|long|max|mgr|min|nov|obs|"
    "oct|ord|par|pers|pp|prof|prov|réf|rens|rés|sec|sept|sup|suiv|tél|tit|tom|trad|vol|vs"
)
"""What stands before such a full stop, in small letters: *etc, févr, art*."""
