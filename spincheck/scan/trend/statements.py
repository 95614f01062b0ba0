"""The SQL behind :class:`spincheck.scan.trend.compare.Trend`: how pages and findings of two audits are matched.

Pages are matched by address (scheme, ``www.`` and fragment left out; the host too when each audit has exactly one, so that
a site that moved to another domain still matches), files and rows by their path below the root of the inputs. What
then is left on both sides is matched by content, when that content is there once. Findings on matched pages are matched
by fingerprint, then, since a fingerprint covers the neighbouring words, by category and flagged text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

SEVERITY_ORDER: Final = "list_position(['critical', 'high', 'medium', 'low'], severity)"
_PAGE_ORDER: Final = "list_position(['worse', 'unreadable', 'new', 'gone', 'better', 'readable', 'unchanged'], status)"
_MAGIC: Final = re.compile(r"[*?\[]")

#: columns of ``findings`` that are shown
_FINDING: Final = ("start_at", "line", "column", "location", "text", "message", "suggestions", "fingerprint")

PAGE_COLUMNS: Final = (
    "page", "status", "path", "old_path", "url", "moved", "edited", "old_score", "new_score", "change", "old_grade",
    "new_grade", "new", "fixed", "still", "silenced",
)  # fmt: skip


def root(inputs: Sequence[str], exists: Callable[[str], bool]) -> str:
    """What all documents of the inputs lie below: a folder, a single table or archive, or ``""``.

    ``exists`` says whether any document's key begins with a text; the inputs themselves may be gone by now.
    """
    roots: list[list[str]] = []
    for given in inputs:
        path = given if "://" in given else str(PurePath(given))
        parts = path.split("/")
        if exists(path + "#"):
            roots.append(parts if len(inputs) == 1 else parts[:-1])
        elif magic := next((n for n, part in enumerate(parts) if _MAGIC.search(part)), None):
            roots.append(parts[:magic])
        elif exists(path + "/"):
            roots.append(parts)
        else:
            roots.append(parts[:-1])
    if not roots:
        return ""
    common = roots[0]
    for other in roots[1:]:
        common = common[: next((n for n, (a, b) in enumerate(zip(common, other)) if a != b), min(len(common), len(other)))]
    return "/".join(common)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _below(column: str, base: str) -> str:
    """A path below the root of the inputs, as SQL."""
    if not base:
        return column
    return (
        f"case when {column} = {_text(base)} then '' "
        f"when starts_with({column}, {_text(base + '/')}) or starts_with({column}, {_text(base + '#')}) "
        f"then substr({column}, {len(base) + 1 + 1}) else {column} end"
    )


def _page(base: str, *, host: bool) -> str:
    bare = r"regexp_replace(regexp_replace(url, '#.*$', ''), '^[A-Za-z][A-Za-z0-9+.-]*://(www\.)?', '')"
    rest = f"regexp_replace({bare}, '^[^/?]*', '')"
    name = f"lower(regexp_extract({bare}, '^[^/?]*'))" if host else "''"
    return f"case when url <> '' then {name} || {rest} else {_below('key', base)} end"


def probe(side: str) -> Iterator[str]:
    """Statements that fail where the file attached as ``side`` lacks something that is needed of it."""
    shown = ", ".join(f'"{column}"' for column in _FINDING)
    yield f"select key, number, rule, name, category, severity, state, {shown} from {side}.findings limit 0"
    yield f"select key, path, url from {side}.errors limit 0"


def load(side: str, base: str, *, host: bool) -> Iterator[str]:
    """Statements that make ``<side>_pages``, ``<side>_errors`` and ``<side>_checks`` from the audit attached as ``side``."""
    page = _page(base, host=host)
    folder = f"case when url <> '' then {'host || ' if host else ''}folder else {_below('folder', base)} end"
    yield f"""create table {side}_pages as
        select *, row_number() over (partition by page order by key) nth from
        (select {page} page, key, path, url, {folder} folder, hash, words, score, grade from {side}.documents)"""
    yield f"""create table {side}_unreached as select distinct {_page(base, host=host)} page
        from (select url, url as key from {side}.pages where status in ('limit', 'queued'))"""
    yield f"""create table {side}_errors as select distinct {page} page, path, url from {side}.errors"""
    yield f"""create table {side}_checks as select distinct key, x.check as name from (select key, unnest(
        json_transform(not_checked, '[{{"check": "varchar"}}]')) x from {side}.documents)"""


def compare(tolerance: float) -> Iterator[str]:
    """Statements that make ``pages`` (one row per page of either audit) and ``changes`` (one per finding)."""
    yield """create table pairs as select o.key old_key, n.key new_key, false moved
        from old_pages o join new_pages n on o.page = n.page and o.nth = n.nth"""
    yield """create table moves as select o.key old_key, n.key new_key from
        (select any_value(key) as key, hash from old_pages where key not in (select old_key from pairs) and hash <> ''
         group by hash having count(*) = 1) o
        join (select any_value(key) as key, hash from new_pages where key not in (select new_key from pairs) and hash <> ''
         group by hash having count(*) = 1) n using (hash)"""
    yield "insert into pairs select old_key, new_key, true from moves"
    yield "drop table moves"
    yield """create table matched as select row_number() over (order by coalesce(n.page, o.page), o.key, n.key) id,
        coalesce(n.page, o.page) page, coalesce(n.folder, o.folder) folder, p.old_key, p.new_key,
        coalesce(n.path, o.path) path, o.path old_path, coalesce(n.url, o.url) url, p.moved,
        round(o.score, 1) old_score, round(n.score, 1) new_score, o.grade old_grade, n.grade new_grade,
        o.hash is distinct from n.hash or n.hash = '' as edited
        from (from pairs union all
              select key, null, false from old_pages where key not in (select old_key from pairs) union all
              select null, key, false from new_pages where key not in (select new_key from pairs)) p
        left join old_pages o on o.key = p.old_key left join new_pages n on n.key = p.new_key"""
    for side in ("old", "new"):
        yield f"""create table {side}_found as
            select m.id, f.number, f.rule, f.name, f.category, f.severity, f.fingerprint, hash(lower(f.text)) words,
            f.state = 'new' counts, row_number() over (partition by m.id, f.fingerprint order by f.number) nth
            from {side}.findings f join matched m on m.{side}_key = f.key"""
    yield """create table same as select id, o.number old_number, n.number new_number, o.counts old_counts,
        n.counts new_counts from old_found o join new_found n using (id, fingerprint, nth)"""
    left = """select id, number, category, words, counts,
        row_number() over (partition by id, category, words, counts order by number) k from {side}_found
        anti join (select id, {side}_number as number from same) using (id, number)"""
    yield f"""insert into same select id, o.number, n.number, o.counts, n.counts
        from ({left.format(side="old")}) o join ({left.format(side="new")}) n using (id, category, words, counts, k)"""
    yield """create table changes as
        select n.id, case when old_counts and new_counts then 'still' when new_counts then 'new' else 'silenced' end status,
            old_number, new_number, n.rule, n.name, n.category, n.severity
            from same join new_found n on n.id = same.id and n.number = new_number where old_counts or new_counts
        union all select id, 'new', null, number, rule, name, category, severity from new_found
            anti join (select id, new_number as number from same) using (id, number) where counts
        union all select m.id, case when m.new_key is not null then 'fixed'
            when m.page in (select page from new_errors) then 'unseen' else 'gone' end,
            number, null, rule, name, category, severity from old_found
            anti join (select id, old_number as number from same) using (id, number)
            join matched m on m.id = old_found.id where counts"""
    yield "drop table old_found; drop table new_found; drop table same; drop table pairs;"
    yield f"""create table pages as select m.*, coalesce(new, 0) as new, coalesce(fixed, 0) as fixed,
        coalesce(still, 0) as still, coalesce(silenced, 0) as silenced,
        round(new_score - old_score, 1) as change,
        case when old_key is null then case when page in (select page from old_errors) then 'readable' else 'new' end
             when new_key is null then case when page in (select page from new_errors) then 'unreadable' else 'gone' end
             when abs(new_score - old_score) > {max(tolerance, 0.05)!r}
                then case when new_score < old_score then 'worse' else 'better' end
             when {tolerance!r} > 0 and old_score is not null and new_score is not null then 'unchanged'
             else ['better', 'unchanged', 'worse'][coalesce(nullif(sign(critical), 0), nullif(sign(high), 0),
                nullif(sign(medium), 0), sign(low), 0)::integer + 2] end status
        from matched m left join (select id, count(*) filter (status = 'new') as new,
            count(*) filter (status = 'fixed') fixed, count(*) filter (status = 'still') still,
            count(*) filter (status = 'silenced') silenced,
            {", ".join(_net(s) for s in ("critical", "high", "medium", "low"))}
            from changes group by id) using (id)"""
    yield "drop table matched"


def _net(severity: str) -> str:
    """How many findings of a severity came on balance."""
    return (
        " - ".join(
            f"count(*) filter (severity = '{severity}' and status {which})"
            for which in ("= 'new'", "in ('fixed', 'silenced')")
        )
        + f" as {severity}"
    )


PAGE_COUNTS: Final = "select status, count(*) n from pages group by 1"
FINDING_COUNTS: Final = "select status, count(*) n from changes group by 1"
REST: Final = """select (select count(*) from pages where moved) moved,
    (select count(*) from changes join pages using (id)
     where changes.status = 'new' and old_key is not null) new_on_old_pages,
    (select count(*) from old_errors where page in (select page from new_errors)) still_unreadable,
    (select count(*) from new_errors) unreadable"""
BOTH: Final = """select count(*) pages, round(avg(old_score), 2) old_mean, round(avg(new_score), 2) new_mean from pages
    where old_score is not null and new_score is not null"""
NOT_CHECKED: Final = """select name, count(*) pages, count(*) filter (o) as old, count(*) filter (n) as new from
    (select name, id, bool_or(side = 'old') o, bool_or(side = 'new') n from
        (select name, p.id, 'old' side from old_checks c join pages p on p.old_key = c.key where p.new_key is not null
         union all
         select name, p.id, 'new' from new_checks c join pages p on p.new_key = c.key where p.old_key is not null)
     group by 1, 2) where o <> n group by 1 order by 1"""
UNREACHED: Final = """select
    count(*) filter (status = 'gone' and page in (select page from new_unreached)) gone,
    count(*) filter (status = 'new' and page in (select page from old_unreached)) as new from pages"""
NEW_IN: Final = """select new_key, new_number from changes join pages using (id)
    where changes.status = 'new' and new_key in (select unnest(?))"""
SAME_CONTENT: Final = """select count(*) pages from pages
    where not edited and (new + fixed + silenced > 0 or status in ('worse', 'better'))"""
_CHANGE_COUNTS: Final = """count(*) filter (status in ('still', 'fixed', 'silenced', 'gone', 'unseen')) before,
    count(*) filter (status in ('still', 'new')) after, count(*) filter (status = 'new') as new,
    count(*) filter (status = 'fixed') fixed, count(*) filter (status = 'still') still,
    count(*) filter (status = 'silenced') silenced"""
_STATUS_COUNTS: Final = ", ".join(
    f"count(*) filter (status = '{s}') pages_{s}"
    for s in ("worse", "better", "unchanged", "new", "gone", "unreadable", "readable")
)
FOLDERS: Final = f"""select case when p.folder = '' then '.' else p.folder end folder, p.* exclude (folder),
    coalesce(before, 0) before, coalesce(after, 0) after, coalesce(new, 0) as new, coalesce(fixed, 0) fixed
    from (select folder, count(old_key) pages_before, count(new_key) pages_after, round(avg(old_score), 1) mean_before,
        round(avg(new_score), 1) mean_after, {_STATUS_COUNTS} from pages group by 1) p
    left join (select folder, {_CHANGE_COUNTS} from
        (select p.folder, c.status from changes c join pages p using (id)) group by 1) f using (folder)
    order by new desc, pages_worse desc, folder"""


def by(column: str, order: str = "new desc, fixed desc, rule") -> str:
    """Findings before and after, counted by a column of ``changes``."""
    more = ", any_value(name) as name, any_value(category) category" if column == "rule" else ""
    return f"select {column}{more}, {_CHANGE_COUNTS} from changes group by {column} order by {order}"


def scores(side: str) -> str:
    """How the scores of one audit are distributed."""
    bands = ", ".join(
        f"count(*) filter (score >= {low} and score < {low + 10 if low < 90 else 101})" for low in range(0, 100, 10)
    )
    return f"""select count(*) pages, count(score) scored, round(avg(score), 2) mean, round(median(score), 2) median,
        round(quantile_cont(score, 0.1), 2) tenth, [{bands}] bands from {side}_pages"""


def ranked(*, everything: bool) -> str:
    """``rank`` (from 1) and ``id`` of pages, worst news first. One parameter: the wanted statuses."""
    changed = "" if everything else " and (status <> 'unchanged' or new + fixed + silenced > 0)"
    order = f"{_PAGE_ORDER}, coalesce(change, new_score, old_score), page, id"
    return f"""select row_number() over (order by {order}) rank, id from pages where list_contains(?, status){changed}"""


def pages(ranks: str) -> str:
    """Pages with the findings that changed on them, of the table of ranks. Two parameters: first and last rank."""
    found = ", ".join(f'coalesce(n."{c}", o."{c}") f_{c}' for c in _FINDING)
    return f"""with p as (select rank, pages.* from {ranks} r join pages using (id) where rank between ? and ?),
        c as (select * from changes where status <> 'still' and id in (select id from p)),
        n as (select f.* from new.findings f where key in (select new_key from p)),
        o as (select f.* from old.findings f where key in (select old_key from p))
        select p.*, c.status f_status, c.rule f_rule, c.name f_name, c.category f_category, c.severity f_severity, {found}
        from p left join c on c.id = p.id
        left join n on n.key = p.new_key and n.number = c.new_number
        left join o on o.key = p.old_key and o.number = c.old_number
        order by rank, list_position(['new', 'fixed', 'silenced', 'gone', 'unseen'], f_status),
            list_position(['critical', 'high', 'medium', 'low'], f_severity), f_start_at, f_rule, f_text"""


def finding(row: dict[str, Any]) -> dict[str, Any]:
    """The finding of a row of :func:`pages`."""
    out = {"status": row["f_status"], "rule": row["f_rule"], "name": row["f_name"], "category": row["f_category"]}
    out |= {"severity": row["f_severity"]} | {c: row[f"f_{c}"] for c in _FINDING if c != "start_at"}
    return out | {"suggestions": json.loads(out["suggestions"] or "[]")}
