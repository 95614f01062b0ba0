"""An audit as work for somebody: a ticket per page in Markdown, a row per finding in CSV (Jira, Excel).

Pages come worst first. Only findings that count (state ``new``) are shown. Pages are read a slice at a time, so memory does
not grow with the site.
"""

from __future__ import annotations

import csv as csv_module
import io
import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from spincheck.report.csv import safe
from spincheck.report.markdown import escape

if TYPE_CHECKING:
    import duckdb

    from spincheck.dashboard import Options
    from spincheck.scan.trend import Trend

Row = dict[str, Any]

#: pages whose findings are fetched by one query
_SLICE: Final = 5_000
#: different findings listed in one ticket
_LISTED: Final = 12
#: places named of findings that are otherwise equal
_PLACES: Final = 8
#: code points of text shown on either side of a finding
_AROUND: Final = 60
#: Excel cuts longer cells
_CELL: Final = 32_000
#: severities that make a page worth a ticket of its own
_GRAVE: Final = "('critical', 'high')"
_PRIORITIES: Final = {"critical": "Highest", "high": "High", "medium": "Medium", "low": "Low"}

#: columns of the CSV. The first four after the number are what Jira's importer asks for
COLUMNS: Final = (
    "number", "Summary", "Description", "Priority", "Labels", "page", "title", "author", "folder", "score", "grade",
    "severity", "rule", "name", "category", "confidence", "line", "column", "location", "phrase", "meant", "context",
    "since", "fingerprint",
)  # fmt: skip

#: temporary, so it is made beside the audit, which stays as it is
_RANK: Final = """create or replace temp table ticket_order as
    select key, row_number() over (order by score nulls last, path, key) rank from documents where {where}"""
_INTEREST: Final = f"""gate <> '' or verdict = 'fail'
    or key in (select key from findings where state = 'new' and severity in {_GRAVE})"""
_FOUND: Final = f"""with d as (select * from documents join ticket_order using (key) where rank between ? and ?)
    select d.key, d.path, d.url, d.title, d.author, d.folder, d.score, d.grade, d.verdict, d.words, d.spun_verdict,
        d.spun_probability, d.gate, d.approximate, f.number, f.rule, f.name, f.category, f.severity, f.confidence,
        f.line, f."column", f.location, f.text, f.message, f.suggestions, f.fingerprint,
        substr(t.text, greatest(1, f.text_start + 1 - {_AROUND}), least({_AROUND}, f.text_start)) as before,
        substr(t.text, f.text_end + 1, {_AROUND}) as after
    from d left join (from findings where state = 'new' and key in (select key from d)) f using (key)
        left join texts t using (key)
    order by d.rank,
        list_position(['critical', 'high', 'medium', 'low'], f.severity), f.points desc, f.start_at, f.number"""


def markdown(base: duckdb.DuckDBPyConnection, options: Options) -> Iterator[str]:
    """A ticket for each page with a critical or high finding, a failed gate or the verdict ``fail``; at most ``pages``.

    With ``compare``, findings that the last earlier audit did not have are marked as new.
    """
    with ExitStack() as stack:
        trend = _trend(options, stack)
        total, errors = (
            _one(base, f"select count(*) from documents where {_INTEREST}"),
            _one(base, "select count(*) from errors"),
        )
        yield f"# {escape(options.title) if options.title else 'spincheck audit'}\n\n"
        yield f"{_many(_one(base, 'select count(*) from documents'), 'page')} checked, "
        yield f"{total:,} of them with findings that matter, {errors:,} could not be read.\n"
        if trend is not None:
            yield f"Compared with {escape(str(trend.old))}; findings it did not have are marked **new**.\n"
            yield "".join(f"**Not a fair comparison:** {escape(line)}\n" for line in trend.unfair())
        for page, found in itertools.islice(_pages(base, _INTEREST, trend), options.pages):
            yield from _ticket(page, found)
        if total > options.pages:
            yield f"\n---\n\n{_many(total - options.pages, 'more page')} not listed; --pages {total} lists all.\n"


def csv(base: duckdb.DuckDBPyConnection, options: Options) -> Iterator[str]:
    """A row for every finding of every page, in the order of :data:`COLUMNS`, for a spreadsheet or an issue tracker.

    Cells that a spreadsheet would run as a formula get an apostrophe. ``since`` is ``new`` or ``known`` with ``compare``.
    """
    with ExitStack() as stack:
        trend = _trend(options, stack)
        # the mark makes Excel read UTF-8; trackers that take it for part of the first column lose only the number
        yield "\ufeff" + _line(COLUMNS)
        number = 0
        for page, found in _pages(base, "true", trend):
            for f in found:
                number += 1
                yield _line(_cells(number, page, f))


def _trend(options: Options, stack: ExitStack) -> Trend | None:
    if not options.compare:
        return None
    from spincheck.scan.trend import Trend

    return stack.enter_context(Trend(options.compare[-1], options.audit))


def _one(base: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = base.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _pages(base: duckdb.DuckDBPyConnection, where: str, trend: Trend | None) -> Iterator[tuple[Row, list[Row]]]:
    """Pages in order, each with its findings, worst first."""
    base.execute(_RANK.format(where=where))
    for first in itertools.count(1, _SLICE):
        result = base.execute(_FOUND, [first, first + _SLICE - 1])
        names = [column[0] for column in result.description or ()]
        # read to the end at once: other queries follow before the next slice
        rows = [dict(zip(names, row)) for row in result.fetchall()]
        if not rows:
            return
        new = trend.new_in(list(dict.fromkeys(row["key"] for row in rows))) if trend is not None else set()
        for _, group in itertools.groupby(rows, key=lambda row: row["key"]):
            page = list(group)
            for row in page:
                row["since"] = "" if trend is None else "new" if (row["key"], row["number"]) in new else "known"
                row["suggestions"] = json.loads(row["suggestions"] or "[]")
            yield page[0], [row for row in page if row["rule"] is not None]


def _ticket(page: Row, found: Sequence[Row]) -> Iterator[str]:
    score = "not scored" if page["score"] is None else f"{page['score']:.0f} of 100, grade {page['grade']}"
    name = page["url"] or page["path"]
    yield f"\n---\n\n## {escape(page['title'] or name)}\n\n"
    yield f"- Page: {escape(name)}\n- Score: {score}; {page['words']:,} words\n"
    if page["author"]:
        yield f"- Author: {escape(page['author'])}\n"
    if page["spun_verdict"] not in ("", "not spun", "not checked"):
        yield f"- Reads as {escape(page['spun_verdict'])}, probability {page['spun_probability']:.2f}\n"
    if page["gate"]:
        yield f"- Gate: {escape(page['gate'])}\n"
    counts = {s: sum(f["severity"] == s for f in found) for s in _PRIORITIES}
    yield f"- Findings: {', '.join(f'{n} {s}' for s, n in counts.items() if n) or 'none'}\n\n"
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for f in found:
        groups.setdefault((f["rule"], f["text"].casefold(), _meant(f)), []).append(f)
    for alike in itertools.islice(groups.values(), _LISTED):
        yield _task(alike)
    if len(groups) > _LISTED:
        yield f"\n{_many(len(groups) - _LISTED, 'more finding')}, the least severe.\n"


def _task(alike: Sequence[Row]) -> str:
    first = alike[0]
    places = ", ".join(_place(f) for f in alike[:_PLACES]) + (f" and {len(alike) - _PLACES} more" if alike[_PLACES:] else "")
    meant = f" → **{escape(_meant(first))}**" if _meant(first) else " → remove" if first["suggestions"] else ""
    new = " **new**" if any(f["since"] == "new" for f in alike) else ""
    around = f"\n  > {_around(first, escape, '**')}" if first["before"] or first["after"] else ""
    return (
        f"- [ ] **{first['severity']}**{new} {first['rule']} {escape(first['name'])}, {places}: "
        f"{escape(_cut(first['text'], 120))}{meant}  \n  {escape(first['message'])}{around}\n"
    )


def _cells(number: int, page: Row, f: Row) -> list[Any]:
    name = page["url"] or page["path"]
    what = _cut(f["text"], 80)
    context = _around(f, str, "")
    description = [f["message"], f"Page: {name}", f"Place: {_place(f)}"]
    description += [f"Write instead: {_meant(f)}"] if _meant(f) else []
    description += [f"In the text: {context}"] if context else []
    return [
        number, f"{f['rule']} {f['name']}: {what}", "\n".join(description), _PRIORITIES[f["severity"]],
        f"spincheck {f['rule']}", name, page["title"], page["author"], page["folder"],
        None if page["score"] is None else round(page["score"], 1), page["grade"], f["severity"], f["rule"], f["name"],
        f["category"], round(f["confidence"], 3), f["line"], f["column"], f["location"], f["text"], _meant(f), context,
        f["since"], f["fingerprint"],
    ]  # fmt: skip


def _line(values: Sequence[Any]) -> str:
    out = io.StringIO()
    cells = ["" if v is None else v if isinstance(v, (int, float)) else safe(str(v)[:_CELL]) for v in values]
    csv_module.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _meant(finding: Row) -> str:
    """What the phrase should have been; empty when that is not known, or when it should go."""
    return str(finding["suggestions"][0]) if finding["suggestions"] else ""


def _place(finding: Row) -> str:
    """Where to look; "about" when positions had to be found again in a page whose main content was extracted."""
    place = str(finding["location"]) if finding["location"] else f"line {finding['line']}:{finding['column']}"
    return f"about {place}" if finding["approximate"] else place


def _around(finding: Row, safe_text: Any, mark: str) -> str:
    """The finding between its neighbours, on one line."""
    if not (finding["before"] or finding["after"]):
        return ""
    before = _cut(finding["before"] or "", _AROUND + 1)
    after = _cut(finding["after"] or "", _AROUND + 1)
    space = " " if (finding["before"] or "")[-1:].isspace() else ""
    gap = " " if (finding["after"] or "")[:1].isspace() else ""
    middle = f"{mark}{safe_text(_cut(finding['text'], 200))}{mark}"
    return f"…{safe_text(before)}{space}{middle}{gap}{safe_text(after)}…"


def _cut(value: str, room: int) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= room else flat[: room - 1] + "…"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
