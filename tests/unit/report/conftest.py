"""A report with every kind of finding, made by the real engine from made-up rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from spincheck.document import LineIndex
from spincheck.model import (
    DocumentReport,
    Evidence,
    Finding,
    NotChecked,
    Report,
    RuleInfo,
    Score,
    Severity,
    SpunVerdict,
    State,
)

SOURCE = "Zoë tried a chilly laser 😀 = fast.\r\nThe <b>chilly laser</b> | 100% |\ncured, it: was said.\n"


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    lines = LineIndex(SOURCE)

    def make(text: str = "chilly laser", nth: int = 0, **changes: Any) -> Finding:
        start = -1
        for _ in range(nth + 1):
            start = SOURCE.index(text, start + 1)
        end = start + len(text)
        line, column = lines.position(start)
        end_line, end_column = lines.position(end)
        base = Finding(
            rule="SPN102",
            name="spun-term",
            category="spun",
            severity=Severity.HIGH,
            confidence=0.9,
            start=start,
            end=end,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            text=text,
            message=f"'{text}' looks spun",
            suggestions=("cold laser",),
            evidence=(Evidence("collocation", "nobody writes this"),),
            fingerprint=f"{start:016x}",
        )
        made = replace(base, **changes)
        editable = made.state is State.NEW and not made.location
        return replace(made, replacements=made.suggestions) if editable else made

    return make


@pytest.fixture
def make_report(make_finding: Callable[..., Finding]) -> Callable[..., Report]:
    def make(findings: tuple[Finding, ...] | None = None, **changes: Any) -> Report:
        if findings is None:
            findings = (
                make_finding(points=3.0),
                make_finding(nth=1, state=State.SUPPRESSED, state_reason="quoted source"),
                make_finding(
                    "100%", rule="CLM301", name="cure", category="claims", severity=Severity.CRITICAL, suggestions=()
                ),
                make_finding("cured, it:", state=State.BASELINED, state_reason="in b.tsv", severity=Severity.LOW),
                make_finding("was said", state=State.UNCHANGED_LINE, state_reason="not changed since main"),
                make_finding(
                    "fast", rule="RDB401", category="readability", severity=Severity.LOW, suggestions=("", "quick")
                ),
                make_finding("= fast.\r\nThe", rule="LNK201", category="links", severity=Severity.MEDIUM),
            )
        document = DocumentReport(
            path="drafts/läser 1.md",
            words=120,
            score=Score(41.5, "F", "fail"),
            spun=SpunVerdict(0.97, 2, "spun"),
            findings=findings,
            not_checked=(NotChecked("grammar", "no server <here>"),),
            source=SOURCE,
        )
        info = RuleInfo(
            "SPN102",
            "spun-term",
            "spun",
            Severity.HIGH,
            "A spun term",
            "Why it matters.",
            ("chilly laser",),
            ("cold laser",),
            "Write the term.",
        )
        parts: dict[str, Any] = {
            "documents": (document,),
            "version": "0.1.0",
            "ruleset": "2026.1",
            "exit_code": 1,
            "errors": (("gone.md", "gone.md: no such file: check the path"),),
            "rules": (info,),
            "gate": ("drafts/läser 1.md: 2 findings of severity high or above",),
        }
        return Report(**(parts | changes))

    return make
