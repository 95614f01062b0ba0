"""A trend in Markdown, for a job summary or a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spincheck.report.markdown import ROOM, escape
from spincheck.scan.trend.compare import FINDINGS, PAGES, Trend
from spincheck.scan.trend.text import TITLES, band, cut, figure, listed, meant, score


def markdown(trend: Trend, gate: Sequence[str], *, limit: int) -> Iterator[str]:
    """The trend for a job summary or a ticket; stops before the 1 MiB that GitHub takes."""
    used = 0
    for chunk in _markdown(trend, gate, limit):
        used += len(chunk.encode("utf-8", "surrogatepass"))
        if used > ROOM:
            yield "\n\nThe rest is left out: the summary would grow beyond 1 MiB; use --limit, or --format json.\n"
            return
        yield chunk


def _markdown(trend: Trend, gate: Sequence[str], limit: int) -> Iterator[str]:
    yield "## spincheck: what changed\n\n"
    if unfair := trend.unfair():
        yield "**This is not a fair comparison.** Differences may come from how the audits were made:\n\n"
        yield "".join(f"- {escape(line)}\n" for line in unfair) + "\n"
    if gate:
        yield "**The gate failed.**\n\n" + "".join(f"- {escape(reason)}\n" for reason in gate) + "\n"
    old, new = trend.runs()
    yield "| Audit | Pages | Errors | Ended | spincheck | Rules |\n|---|---:|---:|---|---|---|\n"
    for run in (old, new):
        ended = run["ended"] or "not finished"
        yield _cells(escape(run["file"]), f"{run['pages']:,}", f"{run['errors']:,}", ended, run["version"], run["ruleset"])
    summary, scores = trend.summary(), trend.scores()
    yield f"\nPages: {listed(summary['pages'], PAGES)}.  \nFindings: {listed(summary['findings'], FINDINGS)}.\n"
    if scores["both"]["pages"]:
        both = scores["both"]
        means = f"{both['old_mean']:.1f} → {both['new_mean']:.1f}"
        yield f"\nMean score of the {both['pages']:,} pages scored in both: {means}.\n"
    yield "\n| Score | Before | Now |\n|---|---:|---:|\n"
    for number, (before, now) in enumerate(zip(scores["old"]["bands"], scores["new"]["bands"])):
        yield _cells(band(number), f"{before:,}", f"{now:,}")
    yield _cells("not scored", *(f"{scores[s]['pages'] - scores[s]['scored']:,}" for s in ("old", "new")))
    for status in PAGES:
        yield from _markdown_pages(trend, status, limit)
    if rules := [r for r in trend.rules() if r["new"] or r["fixed"]]:
        yield "\n### Rules\n\n| Rule | Name | Before | Now | New | Fixed |\n|---|---|---:|---:|---:|---:|\n"
        for r in rules[: limit or None]:
            yield _cells(r["rule"], r["name"], f"{r['before']:,}", f"{r['after']:,}", f"{r['new']:,}", f"{r['fixed']:,}")
    if folders := [f for f in trend.folders() if f["new"] or f["fixed"] or f["pages_worse"] or f["pages_better"]]:
        yield "\n### Folders\n\n| Folder | Pages | Mean score | Worse | Better | New findings | Fixed |\n"
        yield "|---|---:|---:|---:|---:|---:|---:|\n"
        for f in folders[: limit or None]:
            mean = f"{figure(f['mean_before'])} → {figure(f['mean_after'])}"
            counts = (f"{f[k]:,}" for k in ("pages_worse", "pages_better", "new", "fixed"))
            yield _cells(escape(f["folder"]), f"{f['pages_after']:,}", mean, *counts)


def _markdown_pages(trend: Trend, status: str, limit: int) -> Iterator[str]:
    total = trend.summary()["pages"][status]
    if not total or status == "unchanged":
        return
    yield f"\n### {TITLES[status]} ({total:,})\n\n"
    yield "| Page | Score | New | Fixed | Worst new findings |\n|---|---|---:|---:|---|\n"
    for page in trend.pages(status, limit=limit or None):
        worst = [f for f in page["findings"] if f["status"] == "new"][:3]
        said = "; ".join(f"{f['rule']} {f['severity']} {escape(cut(f['text'], 60))}{meant(f, escape)}" for f in worst)
        name = escape(page["path"]) + (f" (was {escape(page['old_path'])})" if page["moved"] else "")
        yield _cells(name, score(page, "→"), f"{page['new']:,}", f"{page['fixed']:,}", said)
    if limit and total > limit:
        yield f"\n{total - limit:,} more.\n"


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"
