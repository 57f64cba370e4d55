"""What tools leave in an article: sure lines go, others are proposed, look-alikes stay."""

import pytest

from pipeline import Pipeline
from pipeline.markup.boilerplate import kind_of
from pipeline.markup.leftovers import PROPOSED_LEFTOVERS
from pipeline.stages.encoding import encoding
from pipeline.stages.markup import markup

STRUCTURE = Pipeline(stages=(encoding, markup))
BEFORE = "Le maire est arrivé à midi avec sa femme et ses trois enfants."
AFTER = "Il est reparti hier, sans un mot."


@pytest.mark.parametrize("line", [line for kind in PROPOSED_LEFTOVERS for line in kind.goes])
def test_a_doubtful_line_waits_for_a_person(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert result.edits == ()
    assert [p.before.strip() for p in result.proposals] == [line]


@pytest.mark.parametrize("line", [line for kind in PROPOSED_LEFTOVERS for line in kind.stays])
def test_a_look_alike_is_not_even_proposed(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert (result.edits, result.proposals) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "Par Maud Le Goff",
        "Maud Le Goff (avec AFP)",
        "De notre correspondant à Bruxelles, Hugo Lantier",
        "Article de Hugo Lantier, adapté par la rédaction",
        "Propos recueillis et traduits par Maud Le Goff",
    ],
)
def test_who_wrote_the_article_stays(line: str) -> None:
    kind = kind_of(line)
    assert kind is None or kind.confidence < 0.95
