"""What an audit says about a site as a whole: pure functions from a connection to an audit file to plain data.

Only findings that count (state ``new``) are counted. Every list is in a fixed order, so the same audit gives the same
answer. Rates are shares of 0 to 1; scores run from 0 to 100 with 100 = nothing found; grades are school grades.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

from spincheck.model import CATEGORIES

if TYPE_CHECKING:
    import duckdb

    Base = duckdb.DuckDBPyConnection

Row = dict[str, Any]

#: columns of ``documents`` that pages can be grouped by
GROUPS: Final = ("folder", "host", "author", "template")
#: borders of the readability classes, in Flesch-Kincaid grades; the last class is open
GRADES: Final = (6.0, 8.0, 10.0, 12.0, 14.0, 16.0)
#: link findings at least this severe make a link "planted" rather than untidy
_PLANTED: Final = "severity in ('critical', 'high')"
_NEW: Final = "state = 'new'"
#: what a finding quotes from the source, without the markup that may stand in it
_SPOKEN: Final = r"trim(regexp_replace(regexp_replace(text, '</?[A-Za-z][^>]*>', '', 'g'), '\s+', ' ', 'g'))"


def rows(base: Base, sql: str, values: list[Any] | None = None) -> list[Row]:
    """The rows of a query as dictionaries."""
    result = base.execute(sql, values or [])
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row)) for row in result.fetchall()]


def summary(base: Base) -> Row:
    """The figures a first sentence needs: pages, words, verdicts, pages and findings by category, errors, run times."""
    out = rows(
        base,
        f"""select count(*) pages, coalesce(sum(words), 0)::bigint words, count(score) scored,
            median(score) median, avg(score) mean, count(*) filter (verdict = 'fail') failing,
            count(*) filter (spun_verdict = 'spun') spun, count(*) filter (incomplete) incomplete,
            count(*) filter (gate <> '') gated,
            {_bands("score")} bands from documents""",
    )[0]
    out["grades"] = {
        r["grade"]: r["pages"] for r in rows(base, "select grade, count(*) pages from documents group by 1 order by 1")
    }
    found = rows(
        base,
        f"""select category, count(*) findings, count(distinct key) pages,
            count(*) filter (severity = 'critical') critical, count(distinct key) filter ({_PLANTED}) grave
            from findings where {_NEW} group by 1 order by 1""",
    )
    empty = {"findings": 0, "pages": 0, "critical": 0, "grave": 0}
    out["categories"] = {c: next((_without(r, "category") for r in found if r["category"] == c), empty) for c in CATEGORIES}
    out["errors"] = _one(base, "select count(*) from errors")
    out["texts"] = _one(base, "select count(*) from texts where text <> ''")
    out["began"], out["ended"] = base.execute("select min(began)::varchar, max(ended)::varchar from runs").fetchone() or (
        None,
        None,
    )
    return out


def groups(base: Base, column: str, limit: int = 500) -> list[Row]:
    """Pages rolled up by one of :data:`GROUPS`, the largest first.

    Each row: name, pages, words, mean, median, worst (score) and worst_key, failing, reads_spun, bands (pages per ten
    points of score), and per category the findings and the pages that have any. Raises ValueError for another column.
    """
    if column not in GROUPS:
        raise ValueError(f"not one of {', '.join(GROUPS)}: {column}")
    parts = ", ".join(f"coalesce(sum({c}_n), 0)::bigint {c}, count(*) filter ({c}_n > 0) {c}_pages" for c in CATEGORIES)
    return rows(
        base,
        f"""with counted as ({_counted()})
            select coalesce({column}, '') as name, count(*) pages, sum(words)::bigint words, avg(score) mean,
            median(score) median, min(score) worst, arg_min(d.key, (score, d.key)) worst_key,
            count(*) filter (verdict = 'fail') failing, count(*) filter (spun_verdict = 'spun') reads_spun,
            {_bands("score")} bands, {parts}
            from documents d left join counted using (key) group by 1 order by pages desc, name limit ?""",
        [limit],
    )


def worst_pages(base: Base, limit: int = 25) -> list[Row]:
    """The pages with the lowest score: key, path, title, url, score, grade, spun_verdict, words, findings by category.

    Unscored pages (too short) come last, those with most findings first.
    """
    return rows(
        base,
        f"""with counted as ({_counted()})
            select d.key, path, title, url, score, grade, spun_verdict, words,
            {", ".join(f"coalesce({c}_n, 0)::bigint {c}" for c in CATEGORIES)}
            from documents d left join counted using (key)
            order by score nulls last, coalesce(total, 0) desc, path, d.key limit ?""",
        [limit],
    )


def phrases(base: Base, limit: int = 500) -> list[Row]:
    """Spun phrases over all pages: phrase, suggestion (the most frequent), findings, pages, confidence, example (key)."""
    return rows(
        base,
        f"""select lower({_SPOKEN}) phrase, {_suggestion()} suggestion, count(*) findings,
            count(distinct key) pages, max(confidence) confidence, min(key) example
            from findings where {_NEW} and category = 'spun' group by 1
            order by pages desc, findings desc, phrase limit ?""",
        [limit],
    )


def link_hosts(base: Base, limit: int = 500) -> list[Row]:
    """Hosts that link findings point to: host, findings, planted (critical or high), pages, rules, anchors, example."""
    return rows(
        base,
        f"""with found as (select key, {_property("host")} host, severity, rule || ' ' || name as what from findings
              where {_NEW} and category = 'links'),
            anchors as (select f.host, list_slice(list(distinct anchor order by anchor), 1, 8) anchors
              from (select distinct key, host from found) f join links l using (key, host)
              where anchor <> '' and anchor not like '%://%' group by 1)
            select host, count(*) findings, count(*) filter ({_PLANTED}) planted, count(distinct key) pages,
            list(distinct what order by what) rules, coalesce(any_value(anchors), []) anchors, min(key) example
            from found left join anchors using (host) where host <> '' group by host
            order by planted desc, pages desc, findings desc, host limit ?""",
        [limit],
    )


def anchors(base: Base, limit: int = 500) -> list[Row]:
    """Words (not addresses) that links to a host with a planted link hang on: anchor, links, pages, hosts, example (key)."""
    return rows(
        base,
        f"""with bad as (select distinct key, {_property("host")} host from findings
              where {_NEW} and category = 'links' and {_PLANTED})
            select lower(anchor) anchor, count(*) links, count(distinct key) pages,
            list_slice(list(distinct host order by host), 1, 8) hosts, min(key) example
            from links join bad using (key, host) where anchor <> '' and anchor not like '%://%' group by 1
            order by pages desc, links desc, 1 limit ?""",
        [limit],
    )


def claims(base: Base, limit: int = 2000) -> list[Row]:
    """Unsupported claims by type and condition: rule, name, condition ('' unknown), findings, pages, critical, example."""
    return rows(
        base,
        f"""select rule, name, lower({_property("condition")}) condition, count(*) findings, count(distinct key) pages,
            count(*) filter (severity = 'critical') critical, min(key) example
            from findings where {_NEW} and category = 'claims' group by 1, 2, 3
            order by findings desc, rule, condition limit ?""",
        [limit],
    )


def rules(base: Base) -> list[Row]:
    """Every rule that found something: rule, name, category, findings, pages, points lost, severity (the highest)."""
    return rows(
        base,
        f"""select rule, name, category, count(*) findings, count(distinct key) pages, round(sum(points), 1) points,
            case min(case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end)
              when 0 then 'critical' when 1 then 'high' when 2 then 'medium' else 'low' end severity
            from findings where {_NEW} group by 1, 2, 3 order by findings desc, rule""",
    )


def readability(base: Base, limit: int = 100) -> Row:
    """Flesch-Kincaid grades in classes, their median, pages above their target, hard words, and what pages state.

    ``criteria``: per criterion of the claims family's document panel (sources, date, author ...) met and pages.
    """
    grade = "(readability->>'$.flesch_kincaid_grade')::double"
    target = "(readability->>'$.target_grade')::double"
    classes = ", ".join(
        f"count(*) filter ({grade} > {low} and {grade} <= {high})"
        for low, high in zip(("'-inf'::double", *GRADES), (*GRADES, "'inf'::double"))
    )
    out = rows(
        base,
        f"""select count({grade}) pages, median({grade}) median, count(*) filter ({grade} > {target}) above,
            any_value({target}) target, [{classes}] classes from documents""",
    )[0]
    out["hard_words"] = rows(
        base,
        f"""select lower({_SPOKEN}) word, {_suggestion()} suggestion, count(distinct key) pages from findings
            where {_NEW} and category = 'readability' and name = 'hard-word' group by 1 order by pages desc, word limit ?""",
        [limit],
    )
    out["criteria"] = rows(
        base,
        """select item->>'$.name' as name, count(*) filter ((item->>'$.met')::boolean) met, count(*) pages
           from (select unnest(json_extract(panels, '$.criteria.items[*]')) item from documents) group by 1 order by 1""",
    )
    return out


def errors(base: Base, limit: int = 1000) -> Row:
    """What could not be read or checked: kinds (kind, pages) and the first pages (path, url, kind, error)."""
    return {
        "kinds": rows(base, "select kind, count(*) pages from errors group by 1 order by pages desc, kind"),
        "pages": rows(base, "select path, url, kind, error from errors order by position, key limit ?", [limit]),
    }


def not_checked(base: Base) -> list[Row]:
    """Checks that were left out: check, reason, pages."""
    return rows(
        base,
        """select item->>'$.check' as "check", item->>'$.reason' as reason, count(*) pages
           from (select unnest(json_extract(not_checked, '$[*]')) item from documents)
           group by 1, 2 order by 3 desc, 1, 2""",
    )


def runs(base: Base) -> list[Row]:
    """The runs that made the audit, in order: run, version, ruleset, began, ended (UTC), documents, inputs, settings."""
    out = rows(
        base,
        """select run, version, ruleset, began::varchar began, ended::varchar ended, documents, inputs, settings_json
           from runs order by run""",
    )
    for row in out:
        row["inputs"] = json.loads(row["inputs"] or "[]")
        row["settings"] = json.loads(row.pop("settings_json") or "{}")
    return out


def families(base: Base, limit: int = 2000) -> list[Row]:
    """Families of spun siblings, the largest first: family, exemplar (key), members (key, similarity, most alike first).

    Empty where no ``families`` table was written into the audit.
    """
    if not has_table(base, "families"):
        return []
    found = rows(
        base,
        """select family, any_value(exemplar) exemplar, count(*) pages,
           list([key, similarity::varchar] order by similarity desc, key) members
           from families group by family order by pages desc, exemplar limit ?""",
        [limit],
    )
    for row in found:
        row["members"] = [(key, float(similarity)) for key, similarity in row["members"]]
    return found


def has_table(base: Base, name: str) -> bool:
    """Whether the audit has this table; some are only there once a command added them."""
    return bool(_one(base, "select count(*) from duckdb_tables() where table_name = ?", [name]))


def _one(base: Base, sql: str, values: list[Any] | None = None) -> int:
    row = base.execute(sql, values or []).fetchone()
    return int(row[0]) if row else 0


def _without(row: Row, name: str) -> Row:
    return {k: v for k, v in row.items() if k != name}


def _bands(score: str) -> str:
    # not least(floor(score / 10), 9): least() passes over nulls
    limits = itertools.pairwise([*range(0, 100, 10), 101])
    return "[" + ", ".join(f"count(*) filter ({score} >= {low} and {score} < {high})" for low, high in limits) + "]"


def _counted() -> str:
    parts = ", ".join(f"count(*) filter (category = '{c}') {c}_n" for c in CATEGORIES)
    return f"select key, count(*) total, {parts} from findings where {_NEW} group by key"


def _property(name: str) -> str:
    return f"coalesce(properties->>'$.{name}', '')"


def _suggestion() -> str:
    # mode() over an ordered input: among equally frequent ones the first in the alphabet, whatever the row order
    return "coalesce(mode(suggestions->>'$[0]' order by suggestions->>'$[0]'), '')"
