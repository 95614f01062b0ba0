"""CSV (RFC 4180) for spreadsheets: one row per finding, filtered ones included and marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from spincheck.model import DocumentReport, Finding, Report
from spincheck.report.base import Reporter
from spincheck.report.common import posix

COLUMNS = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "start",
    "end",
    "location",
    "rule",
    "name",
    "category",
    "severity",
    "confidence",
    "text",
    "message",
    "suggestions",
    "evidence",
    "points",
    "state",
    "state_reason",
    "fingerprint",
)


class CsvReporter(Reporter):
    """``--format csv``. Several suggestions or reasons share a cell, separated by ``" | "``."""

    name = "csv"

    def begin(self, report: Report) -> Iterator[str]:
        """The header."""
        yield _row(COLUMNS)

    def finding(self, document: DocumentReport, finding: Finding) -> Iterator[str]:
        """One row, in the order of :data:`COLUMNS`."""
        values = finding.to_dict() | {
            "path": posix(document.path),
            "location": finding.location,
            "state_reason": finding.state_reason,
            "suggestions": " | ".join(finding.suggestions),
            "evidence": " | ".join(e.detail for e in finding.evidence),
        }
        yield _row(tuple(safe(values[c]) for c in COLUMNS))


def safe(value: object) -> str:
    """A spreadsheet runs cells that begin like a formula; an article must not be able to plant one.

    The apostrophe that spreadsheets read as "this is text" goes before it (OWASP, CSV injection).
    """
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _row(values: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()
