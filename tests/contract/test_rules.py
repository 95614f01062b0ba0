"""What every rule promises: code, name, documentation, and examples that are true."""

import re

import pytest

from spincheck.model import Severity
from spincheck.rules.base import PREFIXES, Rule
from spincheck.rules.loader import all_rules
from spincheck.testing import findings_of

RULES = all_rules()


def _format(example: str) -> str:
    return "html" if example.lstrip().startswith("<") else "text"


def test_codes_and_names_are_unique() -> None:
    assert len({r.code for r in RULES}) == len(RULES)
    assert len({r.info.name for r in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_rule_describes_itself(rule: Rule) -> None:
    info = rule.info
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", info.name), info.name
    assert info.code.startswith(PREFIXES[info.category])
    assert isinstance(info.severity, Severity)
    assert len(info.summary) > 15
    assert len(info.explanation) > 60, "say why it matters"
    assert info.fix, "say how to fix it"
    assert 0 < rule.confidence <= 1


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_bad_examples_fire_and_good_ones_do_not(rule: Rule) -> None:
    if rule.info.category == "grammar":
        pytest.skip("grammar rules need a server; tests/grammar runs their examples")
    assert rule.info.good, "show what is fine"
    for example in rule.info.bad:
        assert findings_of(rule, example, format=_format(example)), f"does not fire on: {example}"
    for example in rule.info.good:
        found = findings_of(rule, example, format=_format(example))
        assert not found, f"fires on {[f.text for f in found]} in: {example}"
