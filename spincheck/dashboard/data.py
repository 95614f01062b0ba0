"""What the report shows, as plain data: one list per column over all pages, the roll-ups, and the texts of some pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from spincheck.dashboard.pack import columns, utf16
from spincheck.model import CATEGORIES
from spincheck.scan import rollup

if TYPE_CHECKING:
    import duckdb

#: longest text of one page, in characters, and most findings of one page, worst first
TEXT: Final = 100_000
FINDINGS: Final = 500
#: rows of the roll-up tables; what is left out is counted in the note on method
ROWS: Final = 1000

_NAMES: Final = {"folder": "folders", "host": "hosts", "author": "authors", "template": "templates"}


def pages(base: duckdb.DuckDBPyConnection) -> tuple[dict[str, Any], dict[str, int]]:
    """All pages in the order of the input, column by column, and where each key stands.

    ``score`` and ``grade_level`` are tenths (-1: none), ``probability`` is per mille. ``folder``, ``host``, ``author`` and
    ``template`` are numbers into the lists under ``names``. ``prefix`` is the beginning that all paths share.
    """
    counted = ", ".join(f"count(*) filter (category = '{c}') {c}_n" for c in CATEGORIES)
    result = base.execute(
        f"""with counted as (select key, {counted}, count(*) filter (severity = 'critical') critical
              from findings where state = 'new' group by key)
            select d.key, path, coalesce(title, ''), coalesce(url, ''), coalesce(folder, ''), coalesce(host, ''),
            coalesce(author, ''), coalesce(template, ''), words,
            coalesce(round(score * 10), -1)::integer, grade, coalesce(spun_verdict = 'spun', false),
            coalesce(round(spun_probability * 1000), 0)::integer, coalesce(spun_spans, 0),
            coalesce(round((d.readability->>'$.flesch_kincaid_grade')::double * 10), -1)::integer,
            verdict = 'fail', coalesce(critical, 0), {", ".join(f"coalesce({c}_n, 0)" for c in CATEGORIES)}
            from documents d left join counted using (key) order by position, d.key"""
    )
    names = (
        "key", "path", "title", "url", "folder", "host", "author", "template", "words", "score", "grade", "verdict",
        "probability", "spans", "grade_level", "fail", "critical", *CATEGORIES,
    )  # fmt: skip
    lists: dict[str, list[Any]] = {name: [] for name in names}
    while part := result.fetchmany(5000):
        for name, values in zip(names, zip(*part)):
            lists[name].extend(values)
    index = {key: n for n, key in enumerate(lists.pop("key"))}
    lists["verdict"] = [int(spun) for spun in lists["verdict"]]
    lists["fail"] = [int(failed) for failed in lists["fail"]]
    tables = {}
    for name in (*_NAMES, "grade"):
        tables[name] = sorted(set(lists[name]))
        places = {value: n for n, value in enumerate(tables[name])}
        lists[name] = [places[value] for value in lists[name]]
    prefix = shared_prefix(lists["path"])
    lists["path"] = [path[len(prefix) :] for path in lists["path"]]
    # a title or address that says nothing new need not travel
    lists["url"] = ["" if url == prefix + path else url for url, path in zip(lists["url"], lists["path"])]
    return {"count": len(index), "prefix": prefix, "names": tables, **lists}, index


def shared_prefix(paths: list[str]) -> str:
    """The folders that all paths begin with, up to and with the last slash; '' for fewer than two paths."""
    if len(paths) < 2:
        return ""
    first, last = min(paths), max(paths)
    same = next((n for n, (a, b) in enumerate(zip(first, last)) if a != b), min(len(first), len(last)))
    return first[: first[:same].rfind("/") + 1]


def rollups(base: duckdb.DuckDBPyConnection, index: dict[str, int]) -> dict[str, Any]:
    """The roll-ups for the browser: tables by column, keys replaced by page numbers."""
    reading = rollup.readability(base)
    errors = rollup.errors(base, ROWS)
    out = {
        "groups": {column: _table(rollup.groups(base, column, ROWS), index) for column in rollup.GROUPS},
        "phrases": _table(rollup.phrases(base, ROWS), index),
        "hosts": _table(rollup.link_hosts(base, ROWS), index),
        "anchors": _table(rollup.anchors(base, ROWS), index),
        "claims": _table(rollup.claims(base, 5000), index),
        "rules": _table(rollup.rules(base), index),
        "readability": reading | {"hard_words": columns(reading["hard_words"])},
        "errors": errors | {"pages": columns(errors["pages"])},
        "families": [
            {"exemplar": index[f["exemplar"]], "members": [(index[k], round(s, 3)) for k, s in f["members"] if k in index]}
            for f in rollup.families(base, ROWS)
            if f["exemplar"] in index
        ],
    }
    out["edges"] = _edges(base, index) if out["families"] else []
    return out


def _table(table: list[dict[str, Any]], index: dict[str, int]) -> dict[str, list[Any]]:
    for row in table:
        for name in ("example", "worst_key"):
            if name in row:
                row[name] = index.get(row[name], -1)
        for name in ("mean", "median", "worst", "confidence"):
            if row.get(name) is not None:
                row[name] = round(row[name], 2)
    return columns(table)


def _edges(base: duckdb.DuckDBPyConnection, index: dict[str, int]) -> list[tuple[int, int, float]]:
    """Verified pairs within the families, the most alike first; at most 20,000 are drawn."""
    if not rollup.has_table(base, "pairs"):
        return []
    found = base.execute(
        """select a, b, p.similarity from pairs p join families f on f.key = p.a join families g on g.key = p.b
           where f.family = g.family order by p.similarity desc, a, b limit 20000"""
    ).fetchall()
    return [(index[a], index[b], round(s, 3)) for a, b, s in found if a in index and b in index]


def worst_keys(base: duckdb.DuckDBPyConnection, limit: int) -> list[str]:
    """Pages with something to show: the lowest score first, then unscored ones with findings."""
    return [
        row["key"]
        for row in rollup.worst_pages(base, limit)
        if (row["score"] is not None and row["score"] < 100) or any(row[c] for c in CATEGORIES)
    ]


def texts(base: duckdb.DuckDBPyConnection, keys: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Text and findings of some pages, in the given order; offsets in UTF-16 units of the text."""
    for key in keys:
        row = base.execute("select text from texts where key = ?", [key]).fetchone()
        text = row[0] if row and row[0] else ""
        kept = text[:TEXT]
        found = base.execute(
            """select text_start, text_end, rule, name, category, severity, confidence, text, message, suggestions, evidence,
               points, line, location from findings where key = ? and state = 'new'
               order by text_start, text_end, rule, number""",
            [key],
        ).fetchall()
        others = base.execute("select count(*) from findings where key = ? and state <> 'new'", [key]).fetchone()
        if len(found) > FINDINGS:
            rank = {"critical": 0, "high": 1, "medium": 2, "low": 3}
            worst = sorted(range(len(found)), key=lambda n: (rank.get(found[n][5], 4), -found[n][6], n))[:FINDINGS]
            kept_findings = [found[n] for n in sorted(worst)]
        else:
            kept_findings = found
        places = utf16(kept, [place if place is not None else -1 for f in kept_findings for place in f[:2]])
        yield key, {
            "text": kept,
            "left": len(text) - len(kept),
            "more": len(found) - len(kept_findings),
            "other": others[0] if others else 0,
            "findings": [
                (places[2 * n], places[2 * n + 1], *f[2:6], round(f[6], 3), _quote(text, f)[:2000], f[8], json.loads(f[9]),
                 [(e["kind"], e["detail"]) for e in json.loads(f[10])], round(f[11], 2), f[12], f[13])
                for n, f in enumerate(kept_findings)
            ],
        }  # fmt: skip


def _quote(text: str, found: tuple[Any, ...]) -> str:
    # the text's own words: in the source there may be markup between them
    start, end, quoted = found[0], found[1], str(found[7])
    return text[start:end] if start is not None and 0 <= start < end <= len(text) else quoted
