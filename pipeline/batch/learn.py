"""Learn from a dump: read it once, count what its articles show, and write a model.

Start reading from :func:`learn`. The workers of the local engine count in shards, as in
``rature run``. The counts are summed in a database on disk, so memory does not grow with the dump.
They are whole numbers, so the model is the same bytes for any order, shards and workers.
"""

import shlex
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.batch import dump_asking, progress
from pipeline.batch.conclusion import complaints, exit_code, files_told, how_many
from pipeline.batch.decisions import DecisionCounts
from pipeline.batch.dump_counts import (
    ALL_PLACES,
    DOUBT,
    PLACE,
    READ,
    WORD,
    Count,
    counted,
    counting_pipeline,
    is_word,
)
from pipeline.batch.formats import Row
from pipeline.batch.local_engine import Seen, cores, local
from pipeline.batch.options import SHARD_ROWS, RunOptions
from pipeline.batch.preparing import open_sources, say_guesses, say_left_out
from pipeline.batch.reading import Reader
from pipeline.batch.run import Terminated, added, terminable
from pipeline.batch.shards import Beat, Piece, Place, Shard, shards
from pipeline.batch.tally import LISTED_ERRORS, Tally, word_count
from pipeline.errors import ConfigError, InputError
from pipeline.exit_codes import INTERRUPTED, TERMINATED
from pipeline.glossary import NO_GLOSSARY, Glossary
from pipeline.io import files
from pipeline.io.articles import article_of, pieces, reason
from pipeline.io.terminal import say
from pipeline.pipeline import Pipeline
from pipeline.restoration import dump_model, pair_table
from pipeline.restoration.dump_model import (
    NO_COUNTS,
    Head,
    Key,
    SubstituteCounts,
    lines,
    packed,
)
from pipeline.result import versions
from pipeline.stages import RULES


@dataclass(frozen=True)
class LearnTask:
    """What the workers do: they count in the articles of a shard and return the sums."""

    pipeline: Pipeline
    shape: str = "auto"
    with_places: bool = True

    def do(
        self, shard: Shard, reader: Reader, beat: Beat, refused: Mapping[Place, str]
    ) -> dict[str, Any]:
        """Return the counts of a shard; an article that cannot be read adds nothing."""
        tally = Tally()
        sums: Counter[tuple[str, str, str]] = Counter()
        masks: dict[tuple[str, str, str], int] = {}
        for piece in shard.pieces:
            for batch in reader.rows(piece.source, piece.part):
                for row in batch.rows:
                    place = (piece.file, row.number)
                    if place in refused:
                        self._failed(tally, refused[place], piece, row)
                        continue
                    try:
                        self._learn(piece, row, sums, masks, lambda: beat(place, tally))  # noqa: B023
                    except Exception as error:  # whatever it is, the rest of the dump goes on
                        self._failed(tally, reason(error), piece, row)
                    else:
                        tally.articles += 1
                        tally.words += sum(word_count(text or "") for text in row.texts)
                beat(None, tally)
        beat(None, tally)
        rows = [(*key, n, masks.get(key, 0)) for key, n in sums.items() if key[0] != PLACE]
        places = list(dump_asking.smallest((a, b) for kind, a, b in sums if kind == PLACE))
        return {"size": shard.size, "tally": tally.to_dict(), "rows": rows, "places": places}

    def _learn(
        self,
        piece: Piece,
        row: Row,
        sums: Counter[tuple[str, str, str]],
        masks: dict[tuple[str, str, str], int],
        before_piece: Callable[[], None],
    ) -> None:
        texts = [text for text in row.texts if text is not None]
        if not texts:
            raise InputError(row.error or "no text")
        source = piece.source
        name = "" if source.tabular else source.name.removesuffix(source.packed)
        before_piece()
        found: list[Count] = []
        for one in texts:
            text, _, _ = article_of(one, name, self.shape)
            for part in pieces(text.removeprefix(files.BOM)):
                before_piece()
                found += counted(self.pipeline, part, self.with_places)
        for kind, a, b, n, mask in found:
            sums[kind, a, b] += n
            if mask:
                masks[kind, a, b] = masks.get((kind, a, b), 0) | mask

    def _failed(self, tally: Tally, why: str, piece: Piece, row: Row) -> None:
        tally.errors += 1
        if len(tally.listed) < LISTED_ERRORS:
            tally.listed.append({"file": piece.source.name, "row": row.number, "error": why})


def learn(  # noqa: PLR0913 — each is one thing to learn with
    options: RunOptions,
    output: str,
    table: str = "",
    glossary: Glossary = NO_GLOSSARY,
    known: DecisionCounts | None = None,
    with_context: bool = True,
) -> int:
    """Learn from the inputs in ``options``, write the model ``output``; return the exit code.

    ``table`` is written as well, if it has a name: the spinner's pairs, for people. They are found
    ``with_context``.
    """
    how = _How(table, glossary, known or DecisionCounts(), with_context)
    try:
        with terminable(), tempfile.TemporaryDirectory(prefix="rature-") as folder:
            return _learn(replace(options, out=folder), output, how)
    except KeyboardInterrupt:
        say("interrupted: no model was written")
        return INTERRUPTED
    except Terminated:
        say("terminated: no model was written")
        return TERMINATED


@dataclass(frozen=True)
class _How:
    """What is learned with, beside the dump."""

    table: str
    glossary: Glossary
    known: DecisionCounts
    with_context: bool


def correct(inputs: Sequence[str], table: str, output: str, pairs: str = "") -> int:
    """Write the model that is the one input again, with its pairs as they are in ``table``."""
    if len(inputs) != 1:
        raise ConfigError("--corrected takes one INPUT, the model: name it alone")
    learned = dump_model.load(inputs[0])
    substitutes = pair_table.corrected(learned, files.read_bytes(table), table)
    heads = pair_table.strikes(learned.heads, learned.substitutes, substitutes)
    rows = lines(versions(), learned.source, substitutes, learned.words, heads, learned.thresholds)
    with files.written(output) as file:
        file.write(packed(rows, output))
    if pairs:
        with files.written(pairs) as file:
            file.write(pair_table.written(substitutes))
    changed = sum(learned.substitutes.get(k) != one for k, one in substitutes.items())
    say(f"{changed:,} of {len(substitutes):,} substitutes corrected: {output}")
    return 0


def _tell(known: DecisionCounts) -> None:
    """Say what the decisions of people change."""
    if not known.decisions:
        return
    say(f"{known.decisions:,} decisions about {len(known.readings):,} substitutes")
    for rule, (threshold, n) in known.thresholds.items():
        was = RULES[rule].auto
        say(f"{rule}: acts alone from {threshold:.4g} instead of {was:.4g}, {n:,} decisions")


def _learn(options: RunOptions, output: str, how: _How) -> int:
    left_out: Counter[str] = Counter()
    sources, bad = open_sources(options, left_out)
    if any(Path(source.path).absolute() == Path(output).absolute() for source in sources):
        raise ConfigError(f"{output} is one of the inputs: choose another name for -o")
    if not options.quiet:
        say_left_out(left_out)
        say_guesses(sources)

    def damaged(file: int, error: InputError) -> None:
        bad[sources[file].name] = str(error)
        say(str(error))

    total = max(1, sum(source.size for source in sources))
    done = 0
    listed: list[dict[str, Any]] = []
    sums: Seen = (0, 0, 0, 0, 0)
    task = LearnTask(counting_pipeline(how.glossary), options.shape, how.with_context)
    workers = options.workers or cores()
    todo = shards(sources, options.shard_size or SHARD_ROWS, "", damaged)
    with _database(options.out) as database, progress.shown(options.quiet) as show:

        def watch(running: Iterable[Seen]) -> None:
            articles, words, _, _, errors = added([sums, *running])
            show(progress.Status(done / total, articles, words, None, errors))

        for found in local(
            todo,
            task,
            workers=workers,
            time_limit=options.time_limit,
            watch=watch,
        ):
            tally = found["tally"]
            sums = added([sums, (tally["articles"], tally["words"], 0, 0, tally["errors"])])
            done += found["size"]
            _add(database, found["rows"], found["places"])
            listed += tally["listed"][: LISTED_ERRORS - len(listed)]
            watch([])
        articles, words, _, _, errors = sums
        if not articles:
            raise InputError("no article can be learned from: no model was written")
        own = dict(_own_words(database))
        substitutes, heads = dict(_substitutes(database)), dict[str, Head]()
        if how.with_context:

            def watch_asking(share: float) -> None:
                show(progress.Status(share, articles, words, None, errors))

            found_pairs, heads = dump_asking.found_pairs(database, workers, watch_asking)
            substitutes |= dump_asking.of_several_places(found_pairs)
        substitutes = with_decisions(substitutes, how.known)
    counts = {"articles": articles, "words": words}
    if how.known.decisions:
        counts["decisions"] = how.known.decisions
    with files.written(output) as file:
        rows = lines(versions(), counts, substitutes, own, heads, how.known.thresholds)
        file.write(packed(rows, output))
    if how.table:
        with files.written(how.table) as file:
            file.write(pair_table.written(substitutes))
    if not options.quiet or errors or bad:
        broken = f", {files_told(bad)}" if bad else ""
        wrong = f", {how_many(errors, 'article')} with errors" if errors else ", no errors"
        say(
            f"{how_many(articles, 'article')}, {how_many(words, 'word')}: "
            f"{how_many(len(substitutes), 'substitute')} and "
            f"{how_many(len(own), 'word')} of its own{wrong}{broken}: {output}"
        )
    for line in complaints(sorted(listed, key=lambda one: (one["file"], one["row"])), errors):
        say(f"left out: {line}")
    if not options.quiet:
        _tell(how.known)
        dump = " ".join(shlex.quote(one) for one in options.inputs)
        say(f"next: rature run {dump} -o OUT --model {shlex.quote(output)}")
    return exit_code(articles + errors, errors, len(bad), lenient=options.lenient)


def with_decisions(
    substitutes: Mapping[Key, SubstituteCounts], known: DecisionCounts
) -> dict[Key, SubstituteCounts]:
    """Return the counts of substitutes with what people decided about them."""
    found = dict(substitutes)
    for (kind, word), decided in known.readings.items():
        other = ("word" if kind == "homograph" else "homograph", word)
        key = other if (kind, word) not in found and other in found else (kind, word)
        found[key] = found.get(key, NO_COUNTS)._replace(decided=decided)
    return found


# -- adding up ----------------------------------------------------------------------------------


class _database:  # noqa: N801 — used as a function
    """Open a database for this process; nothing in it is needed after the run."""

    def __init__(self, folder: str) -> None:
        self._database = sqlite3.connect(Path(folder, "counts.sqlite"), isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        dump_asking.create(self._database)
        self._database.execute(
            "CREATE TABLE counts (kind TEXT, a TEXT, b TEXT, n INTEGER, mask INTEGER,"
            " PRIMARY KEY (kind, a, b)) WITHOUT ROWID"
        )
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _add(
    database: sqlite3.Connection,
    rows: Iterable[tuple[str, str, str, int, int]],
    places: Iterable[tuple[str, str]],
) -> None:
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET n = n + excluded.n, mask = mask | excluded.mask",
        rows,
    )
    dump_asking.add(database, places)
    database.execute("COMMIT")


def _substitutes(database: sqlite3.Connection) -> Iterator[tuple[Key, SubstituteCounts]]:
    """Yield the substitutes that occur in several places, each with its counts."""
    asked = "SELECT a, n FROM counts WHERE kind = ? AND n > 1 ORDER BY a"
    for key, places in database.execute(asked, (ALL_PLACES,)):
        of_key = "SELECT b, n FROM counts WHERE kind = ? AND a = ? AND n >= ?"
        read = dict(database.execute(of_key, (READ, key, dump_asking.MIN_READING)))
        kind, _, substitute = key.partition("\t")
        yield (kind, substitute), SubstituteCounts(places, read)


def _own_words(database: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield the unknown words of the dump, each with the number of articles that use it."""
    held = "SELECT n, mask FROM counts WHERE kind = ? AND a = ? AND b = ''"

    def articles_of(text: str) -> int:
        parts = text.replace("'", " ").split()
        found = [database.execute(held, (WORD, part)).fetchone() for part in parts]
        return min((row[0] if row else 0 for row in found), default=0)

    doubted = database.execute("SELECT DISTINCT a FROM counts WHERE kind = ?", (DOUBT,))
    for (word,) in doubted.fetchall():
        articles, mask = database.execute(held, (WORD, word)).fetchone() or (0, 0)
        others = database.execute("SELECT b FROM counts WHERE kind = ? AND a = ?", (DOUBT, word))
        meant = {other: articles_of(other) for (other,) in others.fetchall()}
        if is_word(word, articles, mask, meant):
            yield word, articles
