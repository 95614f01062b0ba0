"""Families into an audit file: tables ``families``, ``pairs`` and ``siblings``; written whole, replacing earlier ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from spincheck import __version__
from spincheck.errors import SpincheckError
from spincheck.scan.families.find import Found
from spincheck.scan.families.side import Comparison, compare
from spincheck.scan.families.texts import Texts

TABLES: Final = {
    "siblings": "version varchar, threshold double, documents bigint, short bigint, families bigint, candidates bigint",
    # the exemplar is a row of its family too, with similarity 1
    "families": "family integer, size integer, exemplar varchar, key varchar, similarity double, coverage double, "
    "coverage_exemplar double",
    # a is the exemplar, b a member; or both are members, and nothing but their similarity is known
    "pairs": "family integer, a varchar, b varchar, similarity double, coverage_a double, coverage_b double, "
    "changed double, swapped integer, source varchar, reason varchar, aligned json",
}
#: pairs of exemplar and member that are shown side by side, and sentences of each; the largest families come first
PAIRS: Final = 5_000
_SENTENCES: Final = 40


@dataclass(frozen=True, slots=True)
class Side:
    """What is kept of one pair's comparison. ``source``: key of the page that was likely there first, or ""."""

    changed: float
    swapped: int
    source: str
    reason: str
    aligned: str


Sides = dict[tuple[str, str], Side]


def sides(found: Found, texts: Texts, most: int = PAIRS) -> Sides:
    """(exemplar, member) -> what a look at both texts says, of at most ``most`` pairs, largest families first."""
    wanted = ((f.exemplar, m.key) for f in found.families for m in f.members)
    out: Sides = {}
    while len(out) < most and (part := list(islice(wanted, min(most - len(out), 200)))):
        known = texts.get(sorted({key for pair in part for key in pair}))
        for exemplar, key in part:
            side = compare(known[exemplar], known[key])
            source = {"first": exemplar, "second": key, "": ""}[side.source]
            out[exemplar, key] = Side(round(side.changed, 4), side.swapped, source, side.reason, aligned_json(side))
    return out


def aligned_json(found: Comparison) -> str:
    """``[{"a": [start, end], "b": [start, end], "similarity": s, "changes": [[as, ae, bs, be, kind], ...]}]``.

    Offsets are code points into the two texts. At most forty sentences, those with changes first, in the first text's order.
    """
    chosen = sorted(sorted(found.sentences, key=lambda s: (not s.changes, s.first))[:_SENTENCES], key=lambda s: s.first)
    return json.dumps(
        [
            {
                "a": s.first,
                "b": s.second,
                "similarity": s.similarity,
                "changes": [[*c.first, *c.second, c.kind] for c in s.changes],
            }
            for s in chosen
        ]
    )


def save(path: Path, found: Found, seen: Sides, threshold: float) -> None:
    """Write the tables; nobody else may have the file open. Raises SpincheckError."""
    import duckdb

    from spincheck.scan.store import connect, first_line

    base = connect(path)
    try:
        base.begin()
        for name, columns in TABLES.items():
            base.execute(f"drop table if exists {name}")
            base.execute(f"create table {name} ({columns})")
        row = (__version__, threshold, found.pages, found.short, len(found.families), found.candidates)
        _insert(base, "siblings", [row])
        members, pairs = [], []
        for family in found.families:
            size = len(family.members) + 1
            members.append((family.number, size, family.exemplar, family.exemplar, 1.0, 1.0, 1.0))
            for m in family.members:
                fit = (round(m.similarity, 4), round(m.coverage[1], 4), round(m.coverage[0], 4))
                members.append((family.number, size, family.exemplar, m.key, *fit))
                side = seen.get((family.exemplar, m.key))
                shown = astuple(side) if side else (None, None, "", "", "[]")
                pairs.append((family.number, family.exemplar, m.key, fit[0], fit[2], fit[1], *shown))
        unseen = (None, None, None, None, "", "", "[]")
        pairs += [(number, a, b, round(similarity, 4), *unseen) for number, a, b, similarity in found.links]
        _insert(base, "families", members)
        _insert(base, "pairs", pairs)
        base.commit()
    except duckdb.Error as error:
        raise SpincheckError(f"{path}: cannot be written: {first_line(error)}", "make room, or close other users") from None
    finally:
        base.close()


def _insert(base: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    for at in range(0, len(rows), 200):
        part = rows[at : at + 200]
        marks = ", ".join("(" + ", ".join("?" * len(part[0])) + ")" for _ in part)
        base.execute(f"insert into {table} values {marks}", [value for row in part for value in row])
