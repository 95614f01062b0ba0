"""Families on the small generated set: floors below what was measured, with folding tables the spinner does not use."""

from __future__ import annotations

import gzip
import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpora" / "siblings"


def test_recall_and_precision_of_pairs() -> None:
    pytest.importorskip("lemminflect")
    sys.path.insert(0, str(CORPUS))
    try:
        from spinner import held_out
    finally:
        sys.path.remove(str(CORPUS))
    from spincheck.scan.families.find import collect, find
    from spincheck.scan.families.fold import Folding, shipped_edges

    records = [json.loads(line) for line in gzip.decompress((CORPUS / "small.jsonl.gz").read_bytes()).splitlines()]
    groups = defaultdict(list)
    for record in records:
        groups[record["family"]].append(record["key"])
    true = {pair for keys in groups.values() for pair in itertools.combinations(sorted(keys), 2)}
    folding = Folding(e for e in shipped_edges() if not held_out(e[0], e[1]))
    found = find(collect(((r["key"], r["text"]) for r in records), folding))
    got = {
        pair
        for family in found.families
        for pair in itertools.combinations(sorted([family.exemplar, *(m.key for m in family.members)]), 2)
    }
    assert len(true) > 1000
    assert len(got & true) / len(true) >= 0.97
    assert len(got & true) / len(got) >= 0.98
