"""Build what the spelling stage needs: an index of near words, and what confusions cost.

- ``spelling.forms.marisa``: the forms of the French lexicon under their letters without accents.
- ``spelling.deletes.marisa``: SymSpell's index of deletions over the frequent ones, memory-mapped.
- ``spelling.frequent.marisa``: frequent forms, of which the pairs of letters are compared.
- ``spelling.others.marisa``: names and old spellings, which the lexicon lacks and scans hold.
- ``spelling.real_words.tsv``: rare French words that a frequent one becomes when it is misread.
- ``spelling.readings.tsv``: what whole words are misread for (*tes* for *les*), and the cost of it,
  counted likewise.
- ``spelling.channel.tsv``: what it costs to see some letters in the place of others, counted on
  the ``tune`` part of ``../shared/dev/{ocr,typos}.jsonl``; left alone where that folder is missing.

``python -m benchmarks.spelling --fit`` fits the weights that turn costs into probabilities.
"""

import difflib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import log10
from pathlib import Path

import marisa_trie
import regex

from dictionaries.builders import sources
from dictionaries.builders.frequency import STEP
from pipeline.resources import noisy_channel
from pipeline.resources.spelling_index import DELETES, FORMS, MOST_DISTANCE, PREFIX, RECORD
from pipeline.spelling.letter_pairs import FREQUENT_FORMS
from pipeline.spelling.model import REAL_WORDS, REAL_WORDS_HEADER
from pipeline.spelling.scan_candidates import OTHER_FORMS
from pipeline.spelling.scan_segments import READINGS, READINGS_HEADER, is_known

LEAST = 1.5
"""Zipf value from which a form is looked for among near words (88,600 of them without accents). A
rarer form is still found when only its accents are missing."""

FREQUENT_FORM = 2.4
"""Zipf value from which a word may be meant where little of it is left."""

RARE_ZIPF, FREQUENT_ZIPF = 3.4, 4.0
"""Zipf values below which a French word may be another one misread, and from which the other is
frequent enough to be meant: *inonde* (2.8) for *monde* (5.8)."""

RARE = 3
"""Times that a confusion must have been seen to get a row: what is left of single lines is no more
than a pair of blocks of letters, and one sighting is noise."""

OFTEN = 30
"""Times that a word must stand in the transcriptions to have readings of its own."""

CLASSIC = frozenset(
    tuple(pair.split("/"))
    for pair in (
        "rn/m m/rn cl/d d/cl li/h h/li n/ii ii/n u/ii w/vv rm/nn m/nn nn/m in/m m/in ni/m m/ni "
        "b/li k/lc u/ll ll/u ri/n n/ri tt/ll ll/tt fi/fl fl/fi l/1 i/1 o/0 s/5 é/6 b/6 s/8 g/9 q/9 "
        "z/2 e/c c/e s/f é/ê é/è u/n n/u"
    ).split()
)
"""Confusions (meant/seen) that every reader of scans knows, seen in these scans or not."""

CLASSIC_COST = 2.8
"""What a classic confusion costs at most when scanned: about what the counted ones do."""

FREQUENT_NAME = 2.3
"""French Zipf value from which a word that the lexicon lacks may be meant in a scan."""

OLD = tuple(
    (regex.compile(now), before)
    for now, before in (
        ("ait$", "oit"),  # avoit
        ("ais$", "ois"),
        ("aient$", "oient"),
        ("aî", "oi"),  # connoître
        ("aible", "oible"),
        ("^é(?=[ctp])", "es"),  # escrire
        ("ê", "es"),  # estre
        ("â", "as"),
        ("ô", "os"),
        ("î", "is"),
        ("û", "us"),
        ("ai", "ay"),  # vray
        ("oi", "oy"),
        ("ui", "uy"),
        ("i$", "y"),
        ("it$", "ict"),  # faict
        ("au(?=[tx])", "aul"),  # aultre
        ("eu(?=x)", "eul"),
        ("ou(?=[tx])", "oul"),
        ("nts$", "ns"),  # enfans
        ("és$", "ez"),  # bontez
        ("té$", "te"),
        ("ér", "er"),
        ("è", "é"),
        ("ette$", "ete"),
        ("^su", "sçu"),
        ("^sav", "sçav"),
        ("v", "u"),  # auoir
    )
)
"""How words were spelled before 1835: patterns of the spelling of now and what stood in their
place."""

OLD_ZIPF, OLD_TWICE_ZIPF = 2.8, 3.5
"""Zipf values from which a word is spelled the old way, and from which it is in two places."""

PLAIN_COSTS = {"": 1.3, "accent": 0.5, "double": 0.9, "swap": 1.0}
"""Costs that align a misread word with the right one; any other single slip costs 1."""


def deletions(word: str) -> Iterator[str]:
    """Yield the first letters of a word without up to :data:`MOST_DISTANCE` of them."""
    head = word[:PREFIX]
    for count in range(min(MOST_DISTANCE, len(head)) + 1):
        for kept in combinations(range(len(head)), len(head) - count):
            yield "".join(head[i] for i in kept)


def _index(folder: Path) -> Iterator[sources.Entry]:
    lexicon = marisa_trie.Trie()
    lexicon.load(str(folder / "french.marisa"))
    frequency = marisa_trie.RecordTrie("<BB")
    frequency.load(str(folder / "frequency.marisa"))
    keys: set[str] = set()
    frequent: dict[str, str] = {}
    for form in sorted(lexicon.keys()):
        if form.isalpha() and form == form.lower() and len(form) > 1:
            key = f"{noisy_channel.bare(form)}\t{form}"
            keys.add(key)
            if form in frequency and frequency[form][0][0] * STEP >= LEAST:
                frequent.setdefault(noisy_channel.bare(form), key)
    forms = marisa_trie.Trie(sorted(keys))
    path = folder / FORMS
    forms.save(str(path))
    yield sources.entry(path, "spelling", "MPL-2.0", len(keys), [sources.HUNSPELL_FR])
    index: dict[str, set[int]] = defaultdict(set)
    for word, key in frequent.items():
        for delete in set(deletions(word)):
            index[delete].add(forms[key])
    rows = [
        (delete, b"".join(RECORD.pack(number) for number in sorted(index[delete])))
        for delete in sorted(index)
    ]
    path = folder / DELETES
    marisa_trie.BytesTrie(rows).save(str(path))
    used = [sources.HUNSPELL_FR, sources.WORDFREQ]
    yield sources.entry(path, "spelling", "MPL-2.0 AND CC-BY-SA-4.0", len(rows), used)
    common = sorted(
        form
        for form in lexicon
        if form.isalpha()
        and form == form.lower()
        and len(form) > 1
        and form in frequency
        and frequency[form][0][0] * STEP >= FREQUENT_FORM
    )
    path = folder / FREQUENT_FORMS
    marisa_trie.Trie(common).save(str(path))
    yield sources.entry(path, "spelling", "MPL-2.0 AND CC-BY-SA-4.0", len(common), used)


def old_spellings(word: str) -> set[str]:
    """Return the spellings of a word that differ from it by one of :data:`OLD`.

    >>> sorted(old_spellings("était"))
    ['estait', 'étayt', 'étaict', 'étoit']
    """
    found = {pattern.sub(before, word, count=1) for pattern, before in OLD}
    return found - {word}


def _others(folder: Path) -> Iterator[sources.Entry]:
    lexicon = marisa_trie.Trie()
    lexicon.load(str(folder / "french.marisa"))
    frequency = marisa_trie.RecordTrie("<BB")
    frequency.load(str(folder / "frequency.marisa"))
    found = set()
    for word, (french, _) in frequency.iteritems():
        zipf = french * STEP
        if zipf < FREQUENT_NAME or not word.isalpha():
            continue
        if word not in lexicon:
            found.add(word)
        elif zipf >= OLD_ZIPF:
            once = old_spellings(word)
            found |= once
            if zipf >= OLD_TWICE_ZIPF:
                found.update(*map(old_spellings, once))
    keys = {f"{noisy_channel.bare(w)}\t{w}" for w in found if len(w) > 2 and w not in lexicon}
    path = folder / OTHER_FORMS
    marisa_trie.Trie(sorted(keys)).save(str(path))
    used = [sources.HUNSPELL_FR, sources.WORDFREQ]
    yield sources.entry(path, "spelling", "MPL-2.0 AND CC-BY-SA-4.0", len(keys), used)


def read(name: str, split: str = "tune") -> list[dict[str, str]]:
    """Return the rows of one development file that belong to a split."""
    lines = (sources.development() / name).read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["split"] == split]


def aligned(source: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each stretch between spaces of ``source`` with what stands for it in ``text``.

    A stretch ends at a space that both have; one of more than three words, or at a margin that
    was cut elsewhere, is left out.
    """
    places: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, source, text, autojunk=False)
    for here, there, size in matcher.get_matching_blocks():
        places.update((here + step, there + step) for step in range(size))
    spaces = [p for p, letter in enumerate(source) if letter.isspace() and p in places]
    anchors = [(p, places[p]) for p in spaces]
    if 0 in places:
        anchors.insert(0, (-1, -1))
    if len(source) - 1 in places:
        anchors.append((len(source), len(text)))
    for (start, left), (end, right) in pairwise(anchors):
        if source[start + 1 : end].strip() and source[start + 1 : end].count(" ") < 3:
            yield start + 1, end, text[left + 1 : right].strip()


def align(meant: str, seen: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a misread or mistyped word, right letters first, equal ones included."""
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(len(meant) + 1):
        for j in range(len(seen) + 1):
            for a in range(min(i, noisy_channel.LONGEST_BLOCK) + 1):
                for b in range(min(j, noisy_channel.LONGEST_BLOCK) + 1):
                    if not (a or b):
                        continue
                    left, right = meant[i - a : i], seen[j - b : j]
                    if left == right and a > 1:
                        continue
                    price = PLAIN_COSTS.get(noisy_channel.kind(left, right), 1.0)
                    if a == b == 2 and noisy_channel.kind(left, right) != "swap":
                        price = 1.8
                    total = best[i - a, j - b][0] + (0.0 if left == right else price)
                    if (i, j) not in best or total < best[i, j][0]:
                        best[i, j] = total, a, b
    i, j = len(meant), len(seen)
    while i or j:
        _, a, b = best[i, j]
        yield meant[i - a : i], seen[j - b : j]
        i, j = i - a, j - b


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield (meant, seen) words in lower case of one development file."""
    for row in read(name):
        if "wrong" in row:
            found: Iterable[tuple[str, str]] = [(row["right"], row["wrong"])]
        elif row["kind"] == "modern-document":  # receipts: abbreviations, few words
            continue
        else:
            source, text = row["source"], row["text"]
            found = [(after, source[i:j]) for i, j, after in aligned(source, text)]
        for meant, seen in found:
            meant, seen = (
                regex.sub(r"^[^\p{L}\p{Nd}]+|[^\p{L}\p{Nd}]+$", "", w) for w in (meant, seen)
            )
            meant, seen = meant.lower(), seen.lower()
            if meant.isalpha() and len(meant) > 2 and seen and " " not in seen:
                yield meant, seen


def _costs(name: str) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
    """Return how often each block was seen for each, how often it was meant, and kinds of slips."""
    blocks: Counter[tuple[str, str]] = Counter()
    meant_at_all: Counter[str] = Counter()
    for meant, seen in _pairs(name):
        if meant == seen:
            continue
        found = [pair for pair in align(meant, seen) if pair[0] != pair[1]]
        if len(found) > 2 or sum(len(a) for a, _ in found) > len(meant) / 2:
            continue  # margins and lines out of step, not confusions
        blocks.update(found)
        meant_at_all.update(meant)
        meant_at_all.update(meant[i : i + 2] for i in range(len(meant) - 1))
        meant_at_all[""] += len(meant)
    kinds: Counter[str] = Counter()
    for (meant, seen), count in blocks.items():
        kinds[noisy_channel.kind(meant, seen)] += count
    return blocks, meant_at_all, kinds


def _channel(folder: Path) -> Iterator[sources.Entry]:
    path = folder / noisy_channel.CONFUSIONS_TABLE
    if not (sources.development() / "ocr.jsonl").is_file():
        print(
            f"      {sources.development()} is missing: {path.name} stays as it is", file=sys.stderr
        )
        return
    typed, scanned = _costs("typos.jsonl"), _costs("ocr.jsonl")
    for name, (_, meant_at_all, kinds) in (("typed", typed), ("scanned", scanned)):
        letters = meant_at_all[""]
        print(f"      {name}: {letters} letters, {dict(kinds.most_common())}", file=sys.stderr)
    chosen = {
        pair for blocks, _, _ in (typed, scanned) for pair, count in blocks.items() if count >= RARE
    } | CLASSIC
    lines = [noisy_channel.CONFUSIONS_HEADER]
    for meant, seen in sorted(chosen):
        slip = noisy_channel.kind(meant, seen)
        usual = noisy_channel.DEFAULT_COSTS.get(slip, noisy_channel.Costs(6.0, 5.0))
        limits = 9.0, CLASSIC_COST if (meant, seen) in CLASSIC else 9.0
        row = []
        for (blocks, meant_at_all, _), fallback, limit in zip(
            (typed, scanned), usual, limits, strict=True
        ):
            count, total = blocks[meant, seen], meant_at_all[meant]
            # A prior of as many sightings as the kind's cost says among 300 letters.
            share = (count + 300 * 10**-fallback) / (total + 300)
            row.append(f"{min(limit, -log10(share)):.2f}")
        lines.append("\t".join((meant, seen, *row)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    licence = "own work, under the licence of this repository"
    used = sources.articles("ocr", "typos")
    yield sources.entry(path, "spelling", licence, len(lines) - 1, used)


def _readings(folder: Path) -> Iterator[sources.Entry]:
    path = folder / READINGS
    if not (sources.development() / "ocr.jsonl").is_file():
        return
    pairs: Counter[tuple[str, str]] = Counter()
    meant_at_all: Counter[str] = Counter()
    for row in read("ocr.jsonl"):
        if row["kind"] == "modern-document":
            continue
        for start, end, after in aligned(row["source"], row["text"]):
            meant, seen = (
                regex.sub(r"^[^\p{L}\p{Nd}]+|[^\p{L}\p{Nd}]+$", "", stretch.lower())
                for stretch in (after, row["source"][start:end])
            )
            head, _, tail = meant.rpartition("'")
            if head and seen.startswith(f"{head}'"):
                meant, seen = tail, seen[len(head) + 1 :]
            if meant.isalpha() and seen.isalnum():
                pairs[meant, seen] += 1
                meant_at_all[meant] += 1
    lines = [READINGS_HEADER]
    for (meant, seen), count in sorted(pairs.items(), key=lambda pair: pair[0][::-1]):
        if (
            meant != seen
            and count >= RARE
            and meant_at_all[meant] >= OFTEN
            and not seen.isdigit()
            and is_known(meant)
        ):
            # One sighting less: an example must not be counted as evidence for itself.
            cost = -log10((count - 1) / meant_at_all[meant])
            lines.append(f"{seen}\t{meant}\t{cost:.2f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    licence = "own work, under the licence of this repository"
    used = sources.articles("ocr")
    yield sources.entry(path, "spelling", licence, len(lines) - 1, used)


def _real_words(folder: Path) -> Iterator[sources.Entry]:
    lexicon = marisa_trie.Trie()
    lexicon.load(str(folder / "french.marisa"))
    frequency = marisa_trie.RecordTrie("<BB")
    frequency.load(str(folder / "frequency.marisa"))
    zipf = {form: 0.0 for form in lexicon if form.isalpha() and form == form.lower()}
    zipf.update((form, row[0] * STEP) for form, row in frequency.iteritems() if form in zipf)
    blocks = [pair for pair in sorted(CLASSIC) if len(pair[0]) + len(pair[1]) > 2]
    lines = [REAL_WORDS_HEADER]
    for seen in sorted(zipf):
        if len(seen) >= 4 and zipf[seen] < RARE_ZIPF:
            found = {
                seen[: match.start()] + meant + seen[match.end() :]
                for meant, block in blocks
                for match in regex.finditer(block, seen)
            }
            least = max(FREQUENT_ZIPF, zipf[seen] + FREQUENT_ZIPF - RARE_ZIPF + 0.9)
            if meant := sorted(word for word in found if zipf.get(word, 0.0) >= least):
                lines.append(f"{seen}\t{','.join(meant)}")
    path = folder / REAL_WORDS
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    used = [sources.HUNSPELL_FR, sources.WORDFREQ]
    yield sources.entry(path, "spelling", "MPL-2.0 AND CC-BY-SA-4.0", len(lines) - 1, used)


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write the index and, where the development files are, the costs of confusions."""
    yield from _index(folder)
    yield from _others(folder)
    yield from _real_words(folder)
    yield from _channel(folder)
    yield from _readings(folder)
