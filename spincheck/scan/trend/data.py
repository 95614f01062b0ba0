"""A trend for programs: JSON (``data/trend.schema.json``) and CSV, streamed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from spincheck import RULESET, __version__
from spincheck.report.csv import safe
from spincheck.scan.trend.compare import Trend

#: version of the JSON form
SCHEMA_VERSION = "1"
#: tables that ``--format csv`` writes, with their columns
TABLES = {
    "pages": (
        "status", "page", "path", "old_path", "url", "moved", "edited", "old_score", "new_score", "change", "old_grade",
        "new_grade", "new", "fixed", "still", "silenced",
    ),
    "findings": (
        "status", "page", "path", "url", "severity", "rule", "name", "category", "line", "column", "location", "text",
        "suggestions", "message", "fingerprint",
    ),
    "rules": ("rule", "name", "category", "before", "after", "new", "fixed", "still", "silenced"),
    "folders": (
        "folder", "pages_before", "pages_after", "mean_before", "mean_after", "pages_worse", "pages_better",
        "pages_unchanged", "pages_new", "pages_gone", "pages_unreadable", "pages_readable", "before", "after", "new",
        "fixed",
    ),
}  # fmt: skip


def schema_text() -> str:
    """JSON Schema (draft 2020-12) of :func:`as_json`."""
    return files("spincheck").joinpath("data/trend.schema.json").read_text(encoding="utf-8")


def as_json(trend: Trend, gate: Sequence[str]) -> Iterator[str]:
    """One JSON object; ``pages_changed`` comes last and a page at a time, so that memory does not grow with the site."""
    old, new = trend.runs()
    head = {
        "schema": SCHEMA_VERSION,
        "spincheck": {"version": __version__, "ruleset": RULESET},
        "old": old,
        "new": new,
        "unfair": trend.unfair(),
        "gate": list(gate),
        **trend.summary(),
        "scores": trend.scores(),
        "rules": trend.rules(),
        "folders": trend.folders(),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "pages_changed": ['
    comma = ""
    for page in trend.pages():
        yield comma + "\n  " + json.dumps(page, ensure_ascii=False)
        comma = ","
    yield "\n ]\n}\n"


def as_csv(trend: Trend, table: str) -> Iterator[str]:
    """One of :data:`TABLES`, with a header. ``pages`` has the unchanged ones too, ``findings`` all but those still there."""
    columns = TABLES[table]
    yield _row(columns)
    if table == "pages":
        for page in trend.pages("worse", "unreadable", "new", "gone", "better", "readable", "unchanged"):
            yield _row([page[c] for c in columns])
    elif table == "findings":
        for page in trend.pages():
            shown = {"page": page["page"], "path": page["path"], "url": page["url"]}
            for finding in page["findings"]:
                values = shown | finding | {"suggestions": " | ".join(finding["suggestions"])}
                yield _row([values[c] for c in columns])
    else:
        for row in trend.rules() if table == "rules" else trend.folders():
            yield _row([row[c] for c in columns])


def _row(values: Sequence[Any]) -> str:
    out = io.StringIO()
    # numbers stay numbers; text must not become a formula
    cells = ["" if v is None else v if isinstance(v, (int, float)) and not isinstance(v, bool) else safe(v) for v in values]
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
