"""The places of a dump where substitutes stand, as the context model is asked about them later.

Start reading from :func:`places`. A place is kept as the keys around it, so that the context model
need not be asked while the dump is read: :mod:`pipeline.batch.learn` keeps some places of each
substitute, :mod:`pipeline.restoration.spinner_pairs` asks about these.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from pipeline.restoration.asking import is_worth_it
from pipeline.restoration.context_decoding import first_reading
from pipeline.restoration.detection import Kind, Suspect
from pipeline.restoration.dump_model import Key
from pipeline.restoration.scoring import Restoration
from pipeline.restoration.weights import WEIGHT_SETS
from pipeline.restoration.windows import window_near
from pipeline.text.analysis import AnalyzedText


class DumpPlace(NamedTuple):
    """A substitute in its sentence: the keys around, what of them it is, the token before it.

    ``stands`` is the key that stands there, empty for phrases; ``tail`` the hyphen after it.
    """

    kind: Kind
    phrase: str
    keys: tuple[str, ...]
    at: int
    before: str
    stands: str
    tail: str

    def packed(self, article: int) -> str:
        """Return the place, and the number of its article, as a line."""
        return json.dumps([article, *self], ensure_ascii=False)

    @property
    def digest(self) -> str:
        """Return what tells the place from others; copies of it have the same."""
        told = "\t".join((self.phrase, *self.keys))
        return blake2b(told.encode(errors="replace"), digest_size=8).hexdigest()


def unpacked(line: str) -> tuple[int, DumpPlace]:
    """Return the number of an article and its place."""
    article, kind, phrase, keys, *more = json.loads(line)
    return article, DumpPlace(kind, phrase, tuple(keys), *more)


def places(
    analyzed: AnalyzedText, suspects: Sequence[Suspect], weighed: Sequence[Restoration]
) -> Iterator[DumpPlace]:
    """Yield the places of a text that are worth asking about.

    ``suspects`` are in order; ``weighed`` is what the restorer made of those it looked at.
    """
    known = {(r.suspect.first, r.suspect.last): r for r in weighed}
    every = [known.get((s.first, s.last)) or Restoration(s, (), 1.0) for s in suspects]
    reads = [first_reading(analyzed, one) for one in every]
    for number, one in enumerate(every):
        suspect = one.suspect
        if suspect.kind == "piece" or not is_worth_it(one):
            continue
        keys, where = window_near(analyzed, suspects, reads, number)
        tokens = [t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key]
        before = analyzed.tokens[suspect.first - 1].key if suspect.first else ""
        stands = tokens[0] if len(tokens) == 1 else ""
        yield DumpPlace(
            suspect.kind, suspect.phrase, keys, where[number], before, stands, suspect.tail
        )


def key_of(place: DumpPlace) -> Key:
    """Return the set of weights and the substitute of a place."""
    kind: Key = WEIGHT_SETS[place.kind], place.phrase
    return kind
