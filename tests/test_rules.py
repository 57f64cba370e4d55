"""Every rule proves itself on its own examples and spares its own look-alikes."""

import pytest

from pipeline import Pipeline, apply
from pipeline.checkers.checker import checker
from pipeline.rules import Rule
from pipeline.stages import RULES
from tests.languagetool_server import languagetool

DEFAULT = Pipeline()
WITH_TYPOGRAPHY = Pipeline(typography=True)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_fixes_its_examples_and_keeps_its_look_alikes(rule: Rule) -> None:
    pipeline = WITH_TYPOGRAPHY if rule.code.startswith("TYP") else DEFAULT
    results = {before: pipeline.explain(before) for before, _ in rule.fixes}
    assert {before: result.text for before, result in results.items()} == dict(rule.fixes)
    assert all(rule.code in {e.rule for e in result.edits} for result in results.values())
    kept = {text: pipeline.explain(text).edits for text in rule.keeps}
    assert kept == dict.fromkeys(rule.keeps, ())
    if rule.fixes or rule.proposes:
        assert len(rule.keeps) >= 3, "a rule shows at least three look-alikes"


PROPOSING = {code: rule for code, rule in RULES.items() if rule.proposes}


@pytest.mark.parametrize("rule", PROPOSING.values(), ids=PROPOSING.keys())
def test_rule_proposes_its_examples_and_nothing_for_its_look_alikes(rule: Rule) -> None:
    with languagetool() as address:
        program = checker(f"languagetool={address}") if rule.code.startswith("GRM") else None
        proposes(rule, Pipeline(select=(rule.code,), grammar=program))


def proposes(rule: Rule, pipeline: Pipeline) -> None:
    for before, after in rule.proposes:
        result = pipeline.explain(before)
        assert result.edits == ()
        assert apply(before, result.proposals) == after
    kept = {text: pipeline.explain(text).proposals for text in rule.keeps}
    assert kept == dict.fromkeys(rule.keeps, ())
