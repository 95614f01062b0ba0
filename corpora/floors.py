"""The evaluation gate: figures on the labelled corpora must not fall below their floors.

    python corpora/floors.py --check                       measure and compare (CI runs this as a test)
    python corpora/floors.py --update                      raise floors to what is reached now, less a small margin
    python corpora/floors.py --update --lower "reason"     also lower floors; the reason is kept in the file

``corpora/floors.json`` pins each corpus by its hash, so that a floor always speaks of the text it was set on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spincheck.engine import Engine
from spincheck.evaluate import evaluate, read
from spincheck.settings import Settings

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "corpora" / "floors.json"
#: a corpus is a list of files and a split; every figure of ``HIGH`` has a floor, every one of ``LOW`` a ceiling
CORPORA: dict[str, tuple[tuple[str, ...], str | None]] = {
    "article": (("corpora/articles/cold-laser.jsonl",), None),
    "passages": (("corpora/passages/spun.jsonl", "corpora/passages/clean.jsonl"), "gate"),
    "sealed": (("corpora/passages/sealed.jsonl",), "gate"),
    "observed": (("corpora/passages/observed.jsonl",), "gate"),
    "claims": (("corpora/claims/passages.jsonl",), "gate"),
}
#: a corpus in which only some kinds are labelled
ONLY = {"claims": ("claim",), "sealed": ("spun",), "observed": ("spun",)}
_MARGIN = 0.01


def figures(name: str) -> dict[str, float]:
    """What is measured of a corpus: dotted name -> value."""
    files, split = CORPORA[name]
    records = [r for f in files for r in read(ROOT / f) if split is None or r.facts.get("split") == split]
    measured = evaluate(records, Engine(Settings())).to_dict()
    out: dict[str, float] = {}
    for kind, row in measured["kinds"].items():
        if kind not in ONLY.get(name, (kind,)):
            continue
        for figure in ("precision", "recall", "f1", "first_suggestion", "alarms_per_1000_clean_words", "calibration_error"):
            if row[figure] is not None and (row["clear"] or figure.startswith("alarms")):
                out[f"{kind}.{figure}"] = row[figure]
    for figure, value in measured["documents"].items() if "spun" in ONLY.get(name, ("spun",)) else ():
        if "called" in figure and value is not None:
            out[f"documents.{figure}"] = value
    return out


def is_ceiling(figure: str) -> bool:
    """Whether less is better."""
    return "alarms" in figure or "calibration" in figure or figure.endswith("clean_called_spun")


def digest(name: str) -> str:
    """Hash over the files of a corpus."""
    total = hashlib.sha256()
    for file in CORPORA[name][0]:
        total.update((ROOT / file).read_bytes())
    return total.hexdigest()[:16]


def problems(name: str, measured: dict[str, float], pinned: dict[str, Any]) -> Iterator[str]:
    """What is worse than its floor or ceiling."""
    if pinned["sha256"] != digest(name):
        yield f"{name}: the corpus has changed; set its floors anew"
    for figure, limit in pinned["figures"].items():
        value = measured.get(figure)
        if value is None:
            yield f"{name}: {figure} was not measured"
        elif value > limit + 1e-9 if is_ceiling(figure) else value < limit - 1e-9:
            yield f"{name}: {figure} is {value:.4f}, the {'ceiling' if is_ceiling(figure) else 'floor'} is {limit:.4f}"


def updated(name: str, measured: dict[str, float], old: dict[str, Any] | None, lower: str | None) -> dict[str, Any]:
    """New limits. A worse one is taken only with a reason, or when the corpus itself is new."""
    out: dict[str, float] = {}
    worse = []
    for figure, value in measured.items():
        ceiling = is_ceiling(figure)
        limit = round(value + _MARGIN if ceiling else max(0.0, value - _MARGIN), 4)
        before = old["figures"].get(figure) if old else None
        if before is not None and (limit > before if ceiling else limit < before):
            worse.append(f"{figure} {before} -> {limit}")
            if lower is None:
                limit = before
        out[figure] = limit
    reasons = list(old.get("lowered", [])) if old else []
    if worse and lower is not None:
        reasons.append({"reason": lower, "figures": worse})
    return {"sha256": digest(name), "figures": out, "lowered": reasons}


def main() -> None:
    """Check or update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower", metavar="REASON")
    args = parser.parse_args()
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    bad: list[str] = []
    for name in CORPORA:
        measured = figures(name)
        print(name, json.dumps(measured, indent=1))
        if args.update:
            pinned[name] = updated(name, measured, pinned.get(name), args.lower)
        bad += problems(name, measured, pinned[name])
    if args.update:
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")
    for line in bad:
        print(line)
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
