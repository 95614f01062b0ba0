"""A trend on a terminal, in aligned text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from spincheck.report.text import visible
from spincheck.scan.trend.compare import FINDINGS, PAGES, Row, Trend

if TYPE_CHECKING:
    from rich.console import Console

TITLES = {
    "worse": "Worse pages", "unreadable": "Pages that can no longer be read", "new": "New pages", "gone": "Gone pages",
    "better": "Better pages", "readable": "Pages that can be read again", "unchanged": "Unchanged pages",
}  # fmt: skip
_COLORS = {
    "worse": "red", "unreadable": "red", "new": "yellow", "fixed": "green", "better": "green", "readable": "green",
    "critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan",
}  # fmt: skip
_SIGNS = {"new": "+", "fixed": "-", "silenced": "~", "gone": "-", "unseen": "?"}
#: findings shown of one page
_FINDINGS_SHOWN = 5
#: rules and folders shown
_ROWS_SHOWN = 15
_WIDEST = 120


def text(trend: Trend, gate: Sequence[str], *, limit: int, color: bool, width: int) -> Iterator[str]:
    """The trend in aligned text, a piece at a time. ``limit``: pages shown of each kind, 0 for all. ``width``: in cells."""
    console = _console(color, width)
    _head(console, trend)
    _counts(console, trend.summary())
    _scores(console, trend.scores())
    yield _taken(console)
    for status in PAGES:
        yield from _pages(console, trend, status, limit)
    _rules(console, trend.rules())
    _folders(console, trend.folders())
    for reason in gate:
        console.print(f"gate: {reason}", style="red")
    yield _taken(console)


def _console(color: bool, width: int) -> Console:
    from rich.console import Console

    return Console(
        file=io.StringIO(), force_terminal=color, color_system="standard" if color else None, no_color=not color,
        width=max(60, min(width, _WIDEST)), highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def _taken(console: Console) -> str:
    file = console.file
    assert isinstance(file, io.StringIO)
    out = "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
    file.seek(0)
    file.truncate()
    return out


def _table(console: Console, head: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> None:
    """Print aligned columns: the first ``left`` to the left, numbers to the right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for number, name in enumerate(head):
        table.add_column(
            name,
            justify="left" if number < left else "right",
            no_wrap=True,
            overflow="ellipsis" if number < left else "fold",
        )
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console.print(table)
    console.print()


def _head(console: Console, trend: Trend) -> None:
    rows = []
    for name, run in zip(("before", "now"), trend.runs()):
        ended = run["ended"] or "not finished"
        rows.append((name, run["file"], ended, run["version"], run["ruleset"], f"{run['pages']:,}", f"{run['errors']:,}"))
    _table(console, ("", "audit", "ended", "spincheck", "rules", "pages", "errors"), rows, 5)
    if unfair := trend.unfair():
        console.print("NOT A FAIR COMPARISON: differences may come from how the audits were made", style="bold red")
        for line in unfair:
            console.print(f"  - {visible(line)}", style="red")
        console.print()


def _counts(console: Console, summary: Row) -> None:
    console.print(f"pages     {listed(summary['pages'], PAGES)}", style="bold")
    if summary["moved"]:
        console.print(f"          {summary['moved']:,} of them moved: the same content under another name", style="dim")
    console.print(f"findings  {listed(summary['findings'], FINDINGS)}", style="bold")
    console.print()
    keys = ("before", "after", "new", "fixed", "still")
    rows = [(r["severity"], *(f"{r[k]:,}" for k in keys)) for r in summary["severities"]]
    if rows:
        _table(console, ("severity", "before", "now", "new", "fixed", "still"), rows, 1)


def _scores(console: Console, scores: Row) -> None:
    both = scores["both"]
    if both["pages"]:
        change = round(both["new_mean"], 1) - round(both["old_mean"], 1)
        console.print(
            f"mean score of the {both['pages']:,} pages scored in both: "
            f"{both['old_mean']:.1f} -> {both['new_mean']:.1f} ({change:+.1f})"
        )
    sides = [scores["old"], scores["new"]]
    most = max(1, *(n for side in sides for n in side["bands"]))
    rows = []
    for number, pair in enumerate(zip(*(side["bands"] for side in sides))):
        bars = [("█" * max(round(n / most * 20), bool(n))).ljust(20) for n in pair]
        rows.append((band(number), bars[0], bars[1], *(f"{n:,}" for n in pair)))
    rows.append(("not scored", "", "", *(f"{side['pages'] - side['scored']:,}" for side in sides)))
    _table(console, ("score", "before", "now", "before", "now"), rows, 3)


def _pages(console: Console, trend: Trend, status: str, limit: int) -> Iterator[str]:
    from rich.text import Text

    total = trend.summary()["pages"][status]
    if not total or status == "unchanged":
        return
    console.print(f"{TITLES[status]} ({total:,})", style=f"bold {_COLORS.get(status, '')}".strip())
    for page in trend.pages(status, limit=limit or None):
        counts = ", ".join(f"{page[k]:,} {k}" for k in ("new", "fixed", "silenced") if page[k])
        console.print(Text(f"  {score(page):<22}  {visible(page['path'])}" + (f"  {counts}" if counts else "")))
        if page["moved"]:
            console.print(Text(f"  {'':<22}  was {visible(page['old_path'])}", style="dim"))
        shown = [f for f in page["findings"] if f["status"] in ("new", "silenced") or (f["status"] == "fixed" and limit)]
        for f in shown[:_FINDINGS_SHOWN]:
            console.print(
                Text.assemble(
                    (f"    {_SIGNS[f['status']]} ", _COLORS.get(f["status"], "dim")),
                    (f"{f['severity']:<9}", _COLORS[f["severity"]]),
                    f"{f['rule']} {_place(f):<8} {visible(cut(f['text'], 60))}{meant(f, visible)}",
                )
            )
        if len(shown) > _FINDINGS_SHOWN:
            console.print(f"      {len(shown) - _FINDINGS_SHOWN:,} more", style="dim")
        yield _taken(console)
    if limit and total > limit:
        console.print(f"  {total - limit:,} more; --limit 0 shows all", style="dim")
    console.print()
    yield _taken(console)


def _rules(console: Console, rules: Sequence[Row]) -> None:
    changed = [r for r in rules if r["new"] or r["fixed"]]
    keys = ("before", "after", "new", "fixed")
    rows = [(r["rule"], r["name"], *(f"{r[k]:,}" for k in keys)) for r in changed[:_ROWS_SHOWN]]
    if rows:
        _table(console, ("rule", "", "before", "now", "new", "fixed"), rows, 2)
        _left(console, changed, "rules")


def _folders(console: Console, folders: Sequence[Row]) -> None:
    changed = [f for f in folders if f["new"] or f["fixed"] or f["pages_worse"] or f["pages_better"]]
    keys = ("pages_worse", "pages_better", "new", "fixed")
    rows = [
        (
            f["folder"],
            f"{f['pages_after']:,}",
            figure(f["mean_before"]),
            figure(f["mean_after"]),
            *(f"{f[k]:,}" for k in keys),
        )
        for f in changed[:_ROWS_SHOWN]
    ]
    if rows:
        _table(console, ("folder", "pages", "before", "now", "worse", "better", "new", "fixed"), rows, 1)
        _left(console, changed, "folders")


def _left(console: Console, rows: Sequence[Row], what: str) -> None:
    if len(rows) > _ROWS_SHOWN:
        console.print(f"{len(rows) - _ROWS_SHOWN:,} more {what}; --format json has all", style="dim")
        console.print()


def listed(counts: Row, order: Sequence[str]) -> str:
    return ", ".join(f"{counts[k]:,} {k}" for k in order if counts[k]) or "none"


def band(number: int) -> str:
    return f"{number * 10}-{number * 10 + 10}"


def figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def score(page: Row, arrow: str = "->") -> str:
    old, new = page["old_score"], page["new_score"]
    if old is None or new is None:
        return "not scored" if old is None and new is None else f"{figure(old)} {arrow} {figure(new)}"
    return f"{old:.1f} {arrow} {new:.1f} ({page['change']:+.1f})"


def _place(finding: Row) -> str:
    return finding["location"] or f"{finding['line']}:{finding['column']}"


def cut(value: str, room: int) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= room else flat[: room - 1] + "…"


def meant(finding: Row, safe: Any) -> str:
    suggestions = finding["suggestions"]
    return f" (meant: {safe(cut(suggestions[0], 40))})" if suggestions and suggestions[0] else ""
