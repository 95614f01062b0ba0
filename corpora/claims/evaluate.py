"""Measure the claims family on labelled passages.

    python corpora/claims/evaluate.py passages FILE.jsonl...     records with text and spans (kind "claim")
    python corpora/claims/evaluate.py news FILE.jsonl[.gz]       findings per 1,000 words on honest articles
    python corpora/claims/evaluate.py quotes FILE.jsonl[.gz]     press releases: reviewers' quotes touched by a finding
    python corpora/claims/evaluate.py strength FILE.csv...       claim strength: sentence, label 0..3
    python corpora/claims/evaluate.py sentences [FILE.tsv]       this project's labelled sentences
    python corpora/claims/evaluate.py speed FILE.jsonl[.gz]      words per second on one core

``--half 0|1`` keeps every other record, so that one half can be tuned on and the other reported. ``--show`` prints what went wrong.
"""

# ruff: noqa: E501, E731 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spincheck.engine import Engine
from spincheck.model import Finding, Severity
from spincheck.settings import Settings
from spincheck.sources import read_bytes


def records(path: Path, half: int | None) -> Iterator[dict[str, Any]]:
    """JSON Lines, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if half is None or number % 2 == half:
                yield json.loads(line)


def findings(engine: Engine, text: str) -> tuple[tuple[Finding, ...], int]:
    """The findings of a text and its number of words."""
    report = engine.check(read_bytes(text.encode(), name="a.txt"))
    return report.findings, report.words


def interval(values: Sequence[Any], figure: Callable[[Sequence[Any]], float], rounds: int = 1000) -> str:
    """A figure with its 95 % bootstrap interval over records."""
    rng = random.Random(1)
    sample = sorted(figure([rng.choice(values) for _ in values]) for _ in range(rounds))
    return f"{figure(values):.3f} [{sample[int(rounds * 0.025)]:.3f}, {sample[int(rounds * 0.975)]:.3f}]"


def passages(engine: Engine, paths: list[Path], half: int | None, show: bool) -> None:
    """Recall over clear labelled claims, precision over findings (clear and soft labels count as right)."""
    rows = []
    for path in paths:
        for record in records(path, half):
            labels = [s for s in record["spans"] if s["kind"] == "claim"]
            found = [
                f
                for f in findings(engine, record["text"])[0]
                if f.severity > Severity.LOW or path.name.startswith(("spun", "cold"))
            ]
            hit = [any(f.start < s["end"] and s["start"] < f.end for f in found) for s in labels]
            right = [any(f.start < s["end"] and s["start"] < f.end for s in labels) for f in found]
            clear = [h for s, h in zip(labels, hit) if s["confidence"] == "clear"]
            rows.append((sum(clear), len(clear), sum(right), len(right), sum(hit), len(hit)))
            if show:
                for s, h in zip(labels, hit):
                    if not h:
                        print("missed", record["id"], s["confidence"], "|", s["text"])
                for f, r in zip(found, right):
                    if not r:
                        print("false ", record["id"], f.rule, f.severity, f.evidence[0].detail, "|", f.text)
    ratio = lambda a, b: lambda v: sum(x[a] for x in v) / max(1, sum(x[b] for x in v))
    print(
        "recall clear",
        interval(rows, ratio(0, 1)),
        "all",
        interval(rows, ratio(4, 5)),
        "precision",
        interval(rows, ratio(2, 3)),
        "of",
        sum(x[1] for x in rows),
        "/",
        sum(x[5] for x in rows),
        "labels,",
        sum(x[3] for x in rows),
        "findings",
    )


def news(engine: Engine, path: Path, half: int | None, show: bool) -> None:
    """Findings of medium or above per 1,000 words."""
    rows, codes = [], Counter[str]()
    for record in records(path, half):
        found, words = findings(engine, record["text"])
        bad = [f for f in found if f.severity > Severity.LOW]
        rows.append((len(bad), words, len(found)))
        codes.update(f"{f.rule}" for f in bad)
        if show:
            for f in bad:
                print(record["id"], f.rule, f.severity, f.evidence[0].detail, "|", f.text[:220])
    per = lambda a: lambda v: 1000 * sum(x[a] for x in v) / sum(x[1] for x in v)
    print(
        "medium or above per 1,000 words", interval(rows, per(0)), "any", interval(rows, per(2)), dict(codes.most_common())
    )


def quotes(engine: Engine, path: Path, half: int | None, show: bool) -> None:
    """Quotes of the criteria sensational language and, separately, benefits that a finding touches."""
    rows = []
    fold = lambda t: t.replace("’", "'").replace("“", '"').replace("”", '"').replace("‘", "'").lower()
    for record in records(path, half):
        text = fold(record["text"])
        found = findings(engine, record["text"])[0]
        for quote in record["quotes"]:
            wanted = fold(quote["quote"]).strip(" .,")
            at = text.find(wanted)
            if quote["criterion"] == "sensational_language" and quote["answer"] == "Not Satisfactory" and at >= 0:
                places = [i for i in range(len(text)) if text.startswith(wanted, i)][:20]
                hit = any(f.start < i + len(wanted) and i < f.end for i in places for f in found)
                rows.append(hit)
                if show and not hit:
                    s = max(0, at - 80)
                    print("missed", quote["quote"][:160], "|", record["text"][s : at + 120].replace("\n", " "))
    print("quotes touched", interval(rows, lambda v: sum(v) / len(v)), "of", len(rows))


def strength(paths: list[Path], half: int | None, show: bool) -> None:
    """Macro-F1 over the four classes, and conditional against direct."""
    from spincheck.rules.claims import _strength

    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            data = [
                (r["sentence"], int(r["label"])) for i, r in enumerate(csv.DictReader(file)) if half is None or i % 2 == half
            ]
        judged = _strength.judge_many([s for s, _ in data])
        got = [strength for strength, _ in judged]
        rows = [(label, g) for (_, label), g in zip(data, got)]
        scope = [(label, hedge) for (_, label), (_, hedge) in zip(data, judged) if label in (2, 3)]
        if show:
            for (text, label), g in zip(data, got):
                if label != g:
                    print(label, "->", g, text[:200])
        print(path.name, "macro-F1", interval(rows, macro_f1), "by class", [round(f1(rows, c), 3) for c in range(4)])
        print(
            "  hedge scope, conditional against direct: precision",
            interval(scope, lambda v: sum(a == 2 for a, b in v if b) / max(1, sum(b for _, b in v))),
            "recall",
            interval(scope, lambda v: sum(b for a, b in v if a == 2) / max(1, sum(a == 2 for a, _ in v))),
        )


def f1(rows: Sequence[tuple[int, int]], c: int) -> float:
    """F1 of one class."""
    right = sum(a == b == c for a, b in rows)
    return 2 * right / max(1, sum(a == c for a, _ in rows) + sum(b == c for _, b in rows))


def macro_f1(rows: Sequence[tuple[int, int]]) -> float:
    """Mean F1 of the four classes."""
    return sum(f1(rows, c) for c in range(4)) / 4


def sentences(engine: Engine, path: Path, half: int | None, show: bool) -> None:
    """This project's sentences: a finding is wanted on unsupported and hedged ones, none on the others."""
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for i, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
            if half is not None and i % 2 != half:
                continue
            found = findings(engine, row["text"].replace("\\n", "\n"))[0]
            got = any(f.severity > Severity.LOW or row["kind"] in ("hedged", "hype") for f in found)
            want = row["kind"] in ("unsupported", "hedged", "spun", "hype")
            rows.append((row["kind"], want, got))
            if show and want != got:
                print(row["kind"], row["code"], "|", row["text"][:200], [f.rule for f in found])
    for kind in dict.fromkeys(r[0] for r in rows):
        mine = [r for r in rows if r[0] == kind]
        print(f"{kind:12} right {interval(mine, lambda v: sum(a == b for _, a, b in v) / len(v))} of {len(mine)}")


def speed(engine: Engine, path: Path, half: int | None) -> None:
    """Words per second, reading excluded."""
    documents = [read_bytes(r["text"].encode(), name="a.txt") for r in records(path, half)]
    from spincheck.rules.claims import _strength

    engine.check(documents[0])
    # start-up is not what is measured: the parser loads when the first sentence asks for it
    _strength.classify_many(["Tea may help."])
    start = time.process_time()
    words = sum(engine.check(d).words for d in documents)
    print(f"{words / (time.process_time() - start):,.0f} words/s over {words:,} words")


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["passages", "news", "quotes", "strength", "sentences", "speed"])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--half", type=int, choices=[0, 1])
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    engine = Engine(Settings(select=("CLM",)))
    paths = args.paths or [Path(__file__).parent / "sentences.tsv"]
    if args.what == "passages":
        passages(engine, paths, args.half, args.show)
    elif args.what == "strength":
        strength(paths, args.half, args.show)
    elif args.what == "speed":
        speed(engine, paths[0], args.half)
    else:
        {"news": news, "quotes": quotes, "sentences": sentences}[args.what](engine, paths[0], args.half, args.show)


if __name__ == "__main__":
    main()
