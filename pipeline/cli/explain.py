"""``rature explain``: describe a rule, or list all of them."""

import argparse
import difflib

from pipeline.cli.options import Subparsers
from pipeline.errors import ConfigError
from pipeline.exit_codes import DONE
from pipeline.io.terminal import stdout
from pipeline.report.diff import visible
from pipeline.rules import Rule
from pipeline.stages import DESCRIBED, RULES, STAGE_OF


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "explain",
        help="describe a rule",
        description="Describe a rule: what it does, why, what it mends, what it leaves alone, and "
        "where the knowledge is from. CODE may name a family, such as LEAK: its rules are listed. "
        "Without CODE, list all rules.",
        epilog="""examples:
  rature explain                            all rules
  rature explain LEAK001                    one of them
  rature explain SPL                        a family""",
    )
    command.add_argument("code", nargs="?", metavar="CODE", help="the code of a rule or family")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Describe a rule, or list all of them."""
    code = (options.code or "").upper()
    family = [rule for rule in RULES.values() if rule.code.rstrip("0123456789").startswith(code)]
    if family:
        text = "\n".join(f"{rule.code:8} {rule.title} ({rule.titre})" for rule in family)
    else:
        if code not in DESCRIBED:
            near = difflib.get_close_matches(code, RULES, n=1, cutoff=0.0)
            hint = f"the nearest is {near[0]}; " if near else ""
            raise ConfigError(
                f"no rule is called {options.code}: {hint}`rature explain` lists them all"
            )
        text = describe(DESCRIBED[code])
    stdout().write(f"{text}\n".encode() if text else b"")
    return DONE


SAFETY = {
    "alone": "Always made on its own.",
    "confidence": "Made on its own from confidence {:.2f}; below, only proposed.",
    "review": "Only proposed: a person decides, whatever the settings.",
}
"""What each kind of :data:`pipeline.rules.Safety` means for those who use the program."""


def describe(rule: Rule) -> str:
    """Return all that the program knows of a rule, as text for people."""
    lines = [
        f"{rule.code} {rule.name}",
        "",
        f"  {rule.title}",
        f"  {rule.titre}",
        "",
        f"Why: {rule.why}",
        f"Stage: {STAGE_OF.get(rule.code, 'review')}. {SAFETY[rule.safety].format(rule.auto)}",
    ]
    if rule.fixes:
        lines += ["", "It mends:"]
        for before, after in rule.fixes:
            lines += [f"  - {visible(before, '↵')}", f"  + {visible(after, '↵')}"]
    if rule.proposes:
        lines += ["", "It proposes:"]
        for before, after in rule.proposes:
            lines += [f"  - {visible(before, '↵')}", f"  + {visible(after, '↵')}"]
    if rule.keeps:
        lines += ["", "It leaves alone:", *(f"    {visible(kept, '↵')}" for kept in rule.keeps)]
    if rule.source:
        lines += ["", f"Source: {rule.source}"]
    return "\n".join(lines)
