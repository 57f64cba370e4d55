"""The data of a review: edits in their articles, series of edits, decisions.

Offsets are half-open spans of code points of the source text.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

OPEN, AUTO, ACCEPTED, REJECTED, EDITED = "open", "auto", "accepted", "rejected", "edited"
STATES = (OPEN, AUTO, ACCEPTED, REJECTED, EDITED)
DECIDED = (ACCEPTED, REJECTED, EDITED)
UNDECIDED = (OPEN, AUTO)
"""States before anyone has judged: of a proposal, and of an edit that was made."""

ACCEPT, REJECT, EDIT, UNDO = "accept", "reject", "edit", "undo"


FINISHED_CONDITION = (
    "EXISTS (SELECT 1 FROM articles b JOIN finished f ON f.file = b.file AND f.row = b.row"
    " AND f.source = b.digest WHERE b.article = e.article)"
)
"""SQL: somebody has called the article of the edit ``e`` done, as its text is now."""


ASSIGNED_CONDITION = (
    "e.article IN (SELECT b.article FROM assigned x JOIN articles b ON b.file = x.file"
    " AND b.row = x.row WHERE x.who = ?)"
)
"""SQL: the article of the edit ``e`` was given to a person."""


NOTED_CONDITIONS = {
    "flagged": "e.key IN (SELECT c.key FROM comments c WHERE c.flag = 1 AND NOT EXISTS"
    " (SELECT 1 FROM comments l WHERE l.key = c.key AND l.flag IS NOT NULL AND l.n > c.n))",
    "commented": "e.key IN (SELECT c.key FROM comments c WHERE c.text <> '')",
    "differ": "e.key IN (SELECT key FROM (SELECT d.key,"
    " d.what || CASE d.what WHEN 'edit' THEN ':' || d.value ELSE '' END AS said,"
    " row_number() OVER (PARTITION BY d.key, d.who ORDER BY d.at DESC, d.action DESC) AS place"
    " FROM decisions d WHERE d.what <> 'undo' AND NOT EXISTS"
    " (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key))"
    " WHERE place = 1 GROUP BY key HAVING count(*) = 2 AND count(DISTINCT said) = 2)",
}
"""SQL: somebody has flagged the edit ``e``, or written about it, or two people differ about it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which edits to show. An empty field does not filter.

    ``rule`` is a code or a family. ``decision`` is a state, ``decided`` or ``all``. ``low`` and
    ``high`` are probabilities, both included. ``text`` is searched for in the edit and the text
    around it; case and accents do not matter. ``left`` and ``right`` are the words beside the edit.
    ``finished`` is ``yes`` or ``no``: whether somebody has called the article done.
    ``noted`` is ``flagged``, ``commented`` or ``differ``. ``who`` is the person whose decision
    stands, ``whose`` the one who was given the article.
    """

    rule: str = ""
    stage: str = ""
    decision: str = OPEN
    language: str = ""
    low: float = 0.0
    high: float = 1.0
    text: str = ""
    series: int | None = None
    left: str = ""
    right: str = ""
    finished: str = ""
    noted: str = ""
    who: str = ""
    whose: str = ""

    def where(self, states: Sequence[str] | None = None) -> tuple[str, list[Any]]:
        """Return the SQL condition on ``edits e``, with values; ``states`` replace ``decision``."""
        states = self.states if states is None else states
        finished = ("NOT " if self.finished == "no" else "") + FINISHED_CONDITION
        wanted = folded(self.text.strip())
        rows: list[tuple[bool, str, tuple[Any, ...]]] = [
            (
                not set(STATES) <= set(states),
                f"e.state IN ({','.join('?' * len(states))})",
                tuple(states),
            ),
            (self.series is not None, "e.series = ?", (self.series,)),
            (bool(self.rule), "substr(e.rule, 1, ?) = ?", (len(self.rule), self.rule)),
            (bool(self.stage), "e.stage = ?", (self.stage,)),
            (bool(self.language), "e.language = ?", (self.language,)),
            (self.low > 0, "e.confidence >= ?", (self.low,)),
            (self.high < 1, "e.confidence <= ?", (self.high,)),
            (self.finished in ("yes", "no"), finished, ()),
            (self.noted in NOTED_CONDITIONS, NOTED_CONDITIONS.get(self.noted, ""), ()),
            (bool(self.who), "e.who = ?", (stored(self.who),)),
            (bool(self.whose), ASSIGNED_CONDITION, (stored(self.whose),)),
            (bool(self.left), "neighbour(e.head, 'left') = ?", (self.left,)),
            (bool(self.right), "neighbour(e.tail, 'right') = ?", (self.right,)),
            (bool(wanted), "instr(e.folded, ?) > 0", (wanted,)),
        ]
        chosen = [(condition, given) for holds, condition, given in rows if holds]
        values = [value for _, given in chosen for value in given]
        return " AND ".join(condition for condition, _ in chosen) or "1", values

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states that ``decision`` names."""
        return {"all": STATES, "decided": DECIDED}.get(self.decision, (self.decision,))

    @property
    def undecided(self) -> tuple[str, ...]:
        """Return those of the ``states`` in which nobody has judged the edit."""
        return tuple(state for state in self.states if state in UNDECIDED)


TO_DECIDE = Filter()
"""The proposals that nobody has judged."""


@dataclass(frozen=True, slots=True)
class ReviewedEdit:
    """An edit with its series, its article and the decision about it; offsets are of the source."""

    edit: int
    key: str
    file: str
    row: int
    id: str
    language: str
    article: int
    start: int
    stop: int
    before: str
    after: str
    rule: str
    stage: str
    confidence: float
    tool: str
    link: str | None
    candidates: tuple[tuple[str, float], ...]
    reason: str
    series: int
    draw: int
    head: str
    tail: str
    state: str
    value: str | None
    who: str | None

    @property
    def made(self) -> bool:
        """Say whether the text has the change at present."""
        return self.state in (AUTO, ACCEPTED, EDITED)

    @property
    def result(self) -> str:
        """Return the replacement: what a person wrote, else ``after``."""
        return self.after if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Series:
    """Edits of one rule with the same texts. ``shown`` of them pass the filter.

    ``states`` counts all of them by state.
    """

    series: int
    rule: str
    before: str
    after: str
    shown: int
    states: dict[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Edits with the same word beside them: their number, those to decide, some of the lines."""

    word: str
    shown: int
    waiting: int
    lines: tuple[ReviewedEdit, ...]


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article with edits; ``shown`` of them pass the filter.

    ``headline`` is its first line, cut; ``done_by`` is who called it done, None if nobody has.
    """

    article: int
    file: str
    row: int
    id: str
    language: str
    edits: int
    shown: int
    headline: str
    done_by: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of proposals, and of those decided; of edits made, and of those checked."""

    proposals: int
    decided: int
    made: int
    checked: int


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """What a request changed: the number of edits, and key, state, value and reviewer of the first.

    ``repeated`` says that the same request came before. ``before`` is another person who had
    decided about the edit, and ``agreed`` says whether the same. ``series`` are those of the
    changed edits, and ``target`` is the action that was undone. ``redraw`` says that an edit
    came or went, so that a page has to be made anew.
    """

    action: str
    what: str
    edits: int
    changed: tuple[tuple[str, str, str | None, str | None], ...]
    repeated: bool = False
    before: str | None = None
    agreed: bool = False
    series: tuple[int, ...] = ()
    target: str | None = None
    redraw: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A past request, with the first edit that it was about."""

    n: int
    action: str
    what: str
    who: str
    at: str
    edits: int
    rule: str
    before: str
    value: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """A decision that no longer fits its text.

    ``why`` is ``source`` (the text has changed), ``gone`` (the edit is no longer proposed),
    ``overlap`` (another edit stands there) or ``proposal`` (another text is proposed).
    """

    why: str
    file: str
    row: int
    id: str
    rule: str
    before: str
    after: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How people judged the edits of a rule, those made and those only proposed."""

    rule: str
    total: int
    made_right: int
    made_wrong: int
    proposed_right: int
    proposed_wrong: int


# --- values ----------------------------------------------------------------------------------


def key_of(file: str, row: int, span: tuple[int, int], before: str, rule: str) -> str:
    """Return the key of an edit, which is the same in every run over the same text."""
    start, end = span
    parts = "\0".join((file, str(row), str(start), str(end), rule, before))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def digest_of(source: str) -> str:
    """Return the digest of a source text."""
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def folded(text: str) -> str:
    """Return ``text`` without case and accents."""
    plain = unicodedata.normalize("NFKD", text)
    return safe("".join(c for c in plain if not unicodedata.combining(c)).casefold())


def safe(text: str) -> str:
    """Return ``text`` with question marks for lone surrogates, which SQLite cannot store."""
    return text.encode("utf-8", "replace").decode()


def stored(text: str | None) -> str | bytes | None:
    """Return ``text`` as the database stores it: as bytes if it has lone surrogates."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def loaded(value: Any) -> Any:
    """Return a value of the database; bytes become the text that :func:`stored` got."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value
