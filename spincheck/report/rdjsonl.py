"""reviewdog's Diagnostic Format, one diagnostic per line (``reviewdog -f=rdjsonl``).

reviewdog comments on everything it gets and has no way to mark a finding as filtered, so only new ones are written.
Its columns count UTF-8 bytes from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from spincheck.model import DocumentReport, Finding, Severity, State
from spincheck.report.base import Reporter
from spincheck.report.common import posix, said

_SEVERITIES = {Severity.CRITICAL: "ERROR", Severity.HIGH: "ERROR", Severity.MEDIUM: "WARNING", Severity.LOW: "INFO"}


class RdjsonlReporter(Reporter):
    """``--format rdjsonl``."""

    name = "rdjsonl"

    def finding(self, document: DocumentReport, finding: Finding) -> Iterator[str]:
        """One diagnostic, with the suggestions as edits."""
        if finding.state is not State.NEW:
            return
        where: dict[str, Any] = {"path": posix(document.path)}
        message = said(finding)
        if finding.location:
            message = f"{finding.location}: {message}"
        else:
            where["range"] = _range(document.source, finding)
        out: dict[str, Any] = {
            "message": message,
            "location": where,
            "severity": _SEVERITIES[finding.severity],
            "source": {"name": "spincheck"},
            "code": {"value": finding.rule},
        }
        if finding.replacements and not finding.location:
            out["suggestions"] = [{"range": where["range"], "text": s} for s in finding.replacements]
        yield json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n"


def _range(source: str, finding: Finding) -> dict[str, Any]:
    return {
        "start": {"line": finding.line, "column": _byte_column(source, finding.start, finding.column)},
        "end": {"line": finding.end_line, "column": _byte_column(source, finding.end, finding.end_column)},
    }


def _byte_column(source: str, offset: int, column: int) -> int:
    before = source[offset - (column - 1) : offset]
    return len(before.encode("utf-8", "surrogatepass")) + 1
