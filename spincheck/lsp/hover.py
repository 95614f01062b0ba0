"""What an editor shows when the pointer rests on a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spincheck.model import Finding, RuleInfo

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&])")


def markdown(findings: Iterable[Finding], rules: dict[str, RuleInfo]) -> str:
    """The findings at a place as Markdown: message, evidence, suggestions, and why the rule exists."""
    return "\n\n---\n\n".join(_one(f, rules.get(f.rule)) for f in findings)


def escaped(text: str) -> str:
    """Text of the document so that no Markdown renderer reads markup or a link in it, on one line."""
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return _MARKUP.sub(r"\\\1", line if len(line) <= 300 else line[:299] + "…")


def _one(finding: Finding, info: RuleInfo | None) -> str:
    parts = [f"**{escaped(finding.message)}**"]
    if finding.suggestions:
        shown = ", ".join(f"*{escaped(s)}*" if s.strip() else "(remove)" for s in finding.suggestions[:5])
        parts.append(f"Try: {shown}")
    if finding.evidence:
        parts.append("\n".join(f"- {escaped(e.detail)}" for e in finding.evidence[:8]))
    if info is not None:
        parts.append(
            escaped(info.explanation or info.summary) if len(info.explanation) <= 300 else escaped(info.summary) + "."
        )
        if info.fix:
            parts.append(f"How to fix it: {escaped(info.fix)}")
    points = f", cost {finding.points:.1f} points" if finding.points else ""
    parts.append(
        f"{finding.rule} {finding.name}, {finding.severity.value}, confidence {finding.confidence:.2f}{points}; "
        f"more: `spincheck explain {finding.rule}`"
    )
    return "\n\n".join(parts)
