"""JSON lines: one document of the JSON report per line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from spincheck.model import DocumentReport
from spincheck.report.base import Reporter


class JsonLinesReporter(Reporter):
    """``--format jsonl``."""

    name = "jsonl"

    def document(self, document: DocumentReport) -> Iterator[str]:
        """One line."""
        yield json.dumps(document.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n"
