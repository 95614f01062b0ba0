"""GitLab Code Quality: a JSON array of issues for the merge-request widget.

GitLab hides all but one of the issues that share a fingerprint, so here it covers the path too and is made unique. The
format has no states: findings that do not count stay in, as ``info``, with the reason in their description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from spincheck.model import DocumentReport, Finding, Report, Severity, State
from spincheck.report.base import Reporter
from spincheck.report.common import marked, posix, said

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


class GitlabReporter(Reporter):
    """``--format gitlab``."""

    name = "gitlab"

    def render(self, report: Report) -> Iterator[str]:
        """One JSON array."""
        used: set[str] = set()
        issues = [_issue(d, f, used) for d in report.documents for f in d.findings]
        yield json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issue(document: DocumentReport, finding: Finding, used: set[str]) -> dict[str, Any]:
    path = posix(document.path)
    number = 1
    while (key := _fingerprint(path, finding, number)) in used:
        number += 1
    used.add(key)
    place = f"{finding.location}: " if finding.location else ""
    why = marked(finding)
    return {
        "description": f"{place}{said(finding)}" + (f" ({why})" if why else ""),
        "check_name": finding.rule,
        "fingerprint": key,
        "severity": _SEVERITIES[finding.severity] if finding.state is State.NEW else "info",
        "location": {"path": path, "lines": {"begin": finding.line, "end": finding.end_line}},
        "categories": ["Style"],
        "type": "issue",
    }


def _fingerprint(path: str, finding: Finding, number: int) -> str:
    parts = (path, finding.rule, finding.fingerprint, *(() if number == 1 else (str(number),)))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
