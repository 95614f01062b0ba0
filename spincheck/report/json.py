"""The JSON report, schema version 1: one object for the whole run."""

from __future__ import annotations

import json
from collections.abc import Iterator

from spincheck.model import Report
from spincheck.report.base import Reporter


class JsonReporter(Reporter):
    """``--format json``."""

    name = "json"

    def render(self, report: Report) -> Iterator[str]:
        """One JSON object, keys in a fixed order."""
        yield json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"
