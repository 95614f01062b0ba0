# ruff: noqa: E501
"""A long fuzz run over the links family. Run: ``python tests/bench/fuzz_links.py --seconds 240 --seed 1``.

Mutates documents of the corpus (cuts, doublings, hostile addresses, control characters, unclosed tags) in all text
formats and checks the promises of the property tests. Prints how many documents it made and every broken promise.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import traceback
from itertools import pairwise
from pathlib import Path

from spincheck.engine import Engine
from spincheck.errors import SpincheckError
from spincheck.rules.links import _clean, _table, rules
from spincheck.settings import Settings
from spincheck.sources import read_text

CORPUS = Path(__file__).parents[2] / "corpora" / "links" / "links.jsonl"
HOSTILE = [
    "http://" + "a" * 5000, "http://[::", "http://%zz%00/", "https://xn--" + "z" * 80 + ".com/", "http://nih.gov\u202e.com/x-y-z",
    "https://a@b@c.example:99999/", "//\\\\x", "http://0x7f.1/", "data:text/html,<b>", "javascript:alert(1)", "<a href=", "</a>", "<div hidden>",
    "<style>a{display:none}", "[x](", "](http://", "\u202e", "\u200b", "\x00", "İ", "\ufeff", "&#x110000;", "click " * 50, "have a peek at this web-site",
    "mouse click the up coming", " -invasive", "😀", "\r", "\n\n", "<!--", "https://e.com/a-b-c by ", "(", "“", "?utm_source=" + "&utm_x=1" * 200,
]  # fmt: skip


def mutate(text: str, dice: random.Random) -> str:
    """The text with one to eight random changes."""
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(text) + 1)
        kind = dice.randrange(5)
        if kind == 0:
            text = text[:at] + dice.choice(HOSTILE) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + dice.randint(1, 40) :]
        elif kind == 2:
            text = text[:at] + text[at : at + 60] * dice.randint(2, 5) + text[at:]
        elif kind == 3:
            text = text[:at] + chr(dice.choice([dice.randrange(32, 0x3000), dice.randrange(0x1F300, 0x1F600)])) + text[at:]
        else:
            other = dice.randrange(len(text) + 1)
            a, b = sorted((at, other))
            text = text[:a] + text[a:b].swapcase() + text[b:]
    return text


def check(engine: Engine, source: str, fmt: str) -> list[str]:
    """The promises that a document breaks."""
    broken = []
    document = read_text(source, format=fmt)
    start = time.process_time()
    report = engine.check(document)
    spent = time.process_time() - start
    if spent > 2:
        broken.append(f"took {spent:.1f} s")
    broken += [f"{n.check}: {n.reason}" for n in report.not_checked if n.check.startswith("LNK")]
    broken += [f"{f.rule} is not where it says" for f in report.findings if source[f.start : f.end] != f.text]
    broken += [f"{f.rule} prints a control character" for f in report.findings if not f.message.isprintable()]
    edits = _clean.edits(document, report.findings)
    if any(a.end > b.start for a, b in pairwise(edits)):
        broken.append("edits overlap")
    _table.rows(document, Settings(), report.findings)
    return broken


def main() -> None:
    """Run for the time given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    texts = [(r["text"], r["format"]) for r in map(json.loads, CORPUS.open(encoding="utf-8")) if r["format"] != "docx"]
    engine = Engine(Settings(), rules())
    made, failed, seen = 0, 0, set()
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        text, fmt = dice.choice(texts)
        source = mutate(text, dice)
        made += 1
        try:
            broken = check(engine, source, fmt)
        except SpincheckError:
            continue
        except Exception:
            broken = [traceback.format_exc(limit=-2)]
        for line in broken:
            failed += 1
            key = line[:160]
            if key not in seen:
                seen.add(key)
                print(f"document {made} ({fmt}): {line}")
    print(f"{made} documents in {options.seconds:.0f} s, seed {options.seed}: {failed} broken promises, {len(seen)} kinds")


if __name__ == "__main__":
    main()
