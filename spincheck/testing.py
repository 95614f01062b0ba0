"""Test rules from data: one YAML file per rule, usable by third-party rules too.

A file ``SPN107.yml`` looks like this::

    rule: SPN107
    cases:
      - name: alternatives in braces
        text: "It gives {relief|comfort}."
        expect: ["{relief|comfort}"]      # the quoted texts, in order; [] when nothing may be found
        suggest: ["relief"]               # optional: first suggestion of each finding, "" for none
        severity: [high]                  # optional: severity of each finding
        format: text                      # optional: text, markdown or html
        settings: {profile: news}         # optional: keys of a configuration file

Needs PyYAML, which ``spincheck[dev]`` brings. Rules of grammar need a LanguageTool server; see ``check_case``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spincheck.engine import Engine
from spincheck.model import Finding
from spincheck.rules.base import Rule
from spincheck.rules.loader import all_rules
from spincheck.settings import Settings, merge

_KEYS = {"name", "text", "expect", "suggest", "severity", "format", "settings"}


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one rule."""

    rule: str
    name: str
    text: str
    expect: tuple[str, ...]
    suggest: tuple[str, ...] | None = None
    severity: tuple[str, ...] | None = None
    format: str = "text"
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def load_cases(path: Path) -> Iterator[Case]:
    """The cases of one file. Raises ValueError naming the file for a malformed one."""
    import yaml

    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or set(raw) != {"rule", "cases"}:
        raise ValueError(f"{path}: wants exactly the keys 'rule' and 'cases'")
    for entry in raw["cases"]:
        unknown = set(entry) - _KEYS
        if unknown or not {"name", "text", "expect"} <= set(entry):
            raise ValueError(
                f"{path}: case {entry.get('name')!r}: unknown keys {sorted(unknown)} or missing name, text, expect"
            )
        yield Case(
            raw["rule"],
            entry["name"],
            entry["text"],
            tuple(entry["expect"]),
            tuple(entry["suggest"]) if "suggest" in entry else None,
            tuple(entry["severity"]) if "severity" in entry else None,
            entry.get("format", "text"),
            entry.get("settings", {}),
        )


def findings_of(
    rule: Rule | str, text: str, *, format: str = "text", settings: Mapping[str, Any] | None = None
) -> list[Finding]:
    """What one rule finds in a text, all other rules left out.

    Raises KeyError for an unknown code, and AssertionError when the rule failed or, being one of grammar, had no server to
    ask: nothing found would mean nothing then.
    """
    from spincheck.sources import read_text

    if isinstance(rule, str):
        rule = {r.code: r for r in all_rules()}[rule]
    engine = Engine(merge(Settings(), {"select": [rule.code], **(settings or {})}, where="case"), rules=[rule])
    report = engine.check(read_text(text, name="<case>", format=format, html_scope=engine.settings.html_scope))
    broken = [n for n in report.not_checked if n.check == rule.code or n.check == rule.info.category == "grammar"]
    if broken:
        raise AssertionError(broken[0].reason)
    return list(report.findings)


def check_case(case: Case, *, grammar_url: str | None = None) -> None:
    """Run a case, a grammar rule's with the LanguageTool server at ``grammar_url``.

    Raises AssertionError with what was expected and found.
    """
    settings = dict(case.settings)
    if grammar_url is not None:
        settings["grammar"] = {**settings.get("grammar", {}), "url": grammar_url}
    found = findings_of(case.rule, case.text, format=case.format, settings=settings)
    for finding in found:
        assert case.text[finding.start : finding.end] == finding.text, f"{finding.text!r} is not at its offsets"
    assert [f.text for f in found] == list(case.expect), f"expected {list(case.expect)}, found {[f.text for f in found]}"
    if case.suggest is not None:
        first = [f.suggestions[0] if f.suggestions else "" for f in found]
        assert first == list(case.suggest), f"expected the suggestions {list(case.suggest)}, found {first}"
    if case.severity is not None:
        assert [f.severity.value for f in found] == list(case.severity), (
            f"severities are {[f.severity.value for f in found]}"
        )
