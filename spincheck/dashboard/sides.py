"""A page beside the page it is most likely a respun copy of: aligned sentences with the changed words marked.

Reads what ``spincheck siblings`` wrote into the table ``pairs``; without it there is nothing to show.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from spincheck.dashboard.pack import utf16
from spincheck.scan import rollup

if TYPE_CHECKING:
    import duckdb

#: sentences shown of one pair; those with changes come first into the choice
SENTENCES: Final = 16


def has_sides(base: duckdb.DuckDBPyConnection) -> bool:
    """Whether the audit holds aligned pairs."""
    return bool(
        rollup.has_table(base, "pairs")
        and rollup.rows(
            base,
            "select 1 from duckdb_columns() where table_name = 'pairs' and column_name in ('aligned', 'source') limit 1",
        )
    )


def side(base: duckdb.DuckDBPyConnection, key: str, index: dict[str, int]) -> dict[str, Any] | None:
    """The most alike aligned partner of a page: ``page`` (its number), ``similarity``, ``changed`` (share of words),
    ``swapped`` (words), ``source`` (number of the page that was likely there first, -1 unknown), ``reason``, and
    ``sentences``: [this page's, the other's, changes], a change being [start, end, start, end, kind] in UTF-16 units.
    """
    found = base.execute(
        """select a, b, similarity, changed, swapped, source, reason, aligned from pairs
           where (a = ? or b = ?) and changed is not null and aligned::varchar <> '[]'
           order by similarity desc, a, b limit 1""",
        [key, key],
    ).fetchone()
    if found is None:
        return None
    a, b, similarity, changed, swapped, source, reason, aligned = found
    other = b if a == key else a
    texts = dict(base.execute("select key, text from texts where key in (?, ?)", [a, b]).fetchall())
    if other not in index or not texts.get(a) or not texts.get(b):
        return None
    rows = json.loads(aligned)
    chosen = sorted(sorted(rows, key=lambda row: not row["changes"])[:SENTENCES], key=lambda row: row["a"])
    sentences = [_sentence(row, texts[a], texts[b], flipped=a != key) for row in chosen]
    return {
        "page": index[other],
        "similarity": round(similarity, 3),
        "changed": round(changed, 3),
        "swapped": swapped,
        "source": index.get(source, -1),
        "reason": reason or "",
        "left": len(rows) - len(chosen),
        "sentences": sentences,
    }


def _sentence(row: dict[str, Any], first: str, second: str, *, flipped: bool) -> list[Any]:
    one, other = first[slice(*row["a"])], second[slice(*row["b"])]
    from_one, from_other = row["a"][0], row["b"][0]
    changes = []
    for c in row["changes"]:
        near = utf16(one, [c[0] - from_one, c[1] - from_one])
        far = utf16(other, [c[2] - from_other, c[3] - from_other])
        changes.append([*far, *near, _turned(c[4])] if flipped else [*near, *far, c[4]])
    return [other, one, changes] if flipped else [one, other, changes]


def _turned(kind: str) -> str:
    return {"left out": "put in", "put in": "left out"}.get(kind, kind)
