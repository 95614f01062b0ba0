"""A trend in a few lines, for the end of a scan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spincheck.errors import UsageError
from spincheck.report.text import visible
from spincheck.scan.store import check_version, connect
from spincheck.scan.trend.compare import FINDINGS, PAGES, Trend
from spincheck.scan.trend.text import listed, score


def check_earlier(old: Path, target: str, engine: str) -> None:
    """Before a scan: raise UsageError when ``old`` cannot be compared with what will be written to ``target``."""
    if engine != "local":
        raise UsageError("--compare needs an audit file", "import the folder first, then use spincheck diff-audits")
    if not old.is_file():
        raise UsageError(f"--compare {old}: no such file", "name a file that spincheck scan wrote")
    if Path(target).exists() and old.samefile(target):
        raise UsageError(f"--compare {old}: the file that this scan writes", "name an earlier one")
    base = connect(old, read_only=True)
    try:
        check_version(base, old)
    finally:
        base.close()


def after_scan(old: Path, new: Path) -> Iterator[str]:
    """What a scan found new, fixed and worse, or in one line why that cannot be said; the scan itself stands."""
    try:
        with Trend(old, new) as trend:
            yield from short(trend)
    except UsageError as error:
        yield f"not compared: {error}"


def short(trend: Trend) -> Iterator[str]:
    """The trend in a few lines, for the end of a scan."""
    summary = trend.summary()
    pages, findings = summary["pages"], summary["findings"]
    yield f"compared with {visible(str(trend.old))}: " + listed(pages, PAGES) + " pages"
    yield "  findings: " + listed(findings, FINDINGS)
    both = trend.scores()["both"]
    if both["pages"]:
        yield f"  mean score of pages in both: {both['old_mean']:.1f} -> {both['new_mean']:.1f}"
    for page in trend.pages("worse", limit=5):
        yield f"  worse: {visible(page['path'])} ({score(page)})"
    for line in trend.unfair():
        yield f"  NOT A FAIR COMPARISON: {visible(line)}"
