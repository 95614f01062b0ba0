"""How the audit stands against earlier ones: a line of figures per audit, and what became of each page since the last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spincheck.dashboard.pack import columns
from spincheck.scan import rollup

if TYPE_CHECKING:
    import duckdb


def trend(base: duckdb.DuckDBPyConnection, audit: Path, earlier: Sequence[Path], numbers: dict[str, int]) -> dict[str, Any]:
    """``points``: figures per audit, oldest first. ``changes``: this audit against the last of ``earlier``; empty without.

    ``numbers`` gives a path's page number. Raises UsageError when an earlier file is no audit of this version.
    """
    points = []
    for path in earlier:
        old = _opened(path)
        try:
            points.append(point(old))
        finally:
            old.close()
    points.append(point(base))
    return {"points": points, "changes": changes(earlier[-1], audit, numbers) if earlier else {}}


def point(base: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """One audit in figures; ``spun``, ``links`` (planted) and ``claims`` are per cent of its pages."""
    found = rollup.summary(base)
    pages = found["pages"] or 1
    return {
        "when": found["ended"] or found["began"] or "",
        "pages": found["pages"],
        "median": found["median"],
        "spun": round(100 * found["spun"] / pages, 2),
        "links": round(100 * found["categories"]["links"]["grave"] / pages, 2),
        "claims": round(100 * found["categories"]["claims"]["pages"] / pages, 2),
    }


def changes(old: Path, new: Path, numbers: dict[str, int]) -> dict[str, Any]:
    """What became of pages and findings, why the comparison may mislead, and every page that changed, worst news first."""
    from spincheck.scan.trend import Trend

    with Trend(old, new) as found:
        moved = [
            {
                "page": numbers.get(row["path"], -1) if row["status"] not in ("gone", "unreadable") else -1,
                "path": row["path"],
                "status": row["status"],
                "before": row["old_score"],
                "after": row["new_score"],
                "new": row["new"],
                "fixed": row["fixed"],
            }
            for row in found.pages()
        ]
        return {**found.summary(), "unfair": found.unfair(), "moved": columns(moved)}


def sentence(found: dict[str, Any]) -> str:
    """The changes in one sentence."""
    pages, findings = found["pages"], found["findings"]
    return (
        f"Since the earlier audit {pages['better']:,} pages got better and {pages['worse']:,} worse, {pages['new']:,} were "
        f"added and {pages['gone']:,} are gone; {findings['fixed']:,} findings are fixed and {findings['new']:,} are new."
    )


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    from spincheck.scan.store import check_version, connect

    base = connect(path, read_only=True)
    try:
        check_version(base, path)
    except BaseException:
        base.close()
        raise
    return base
