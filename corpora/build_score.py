"""Set the half-values of the score from clean reference text.

    python corpora/build_score.py CLEAN_FOLDER [--documents 240] [--out spincheck/data/score.json]

The 90th-percentile clean document of each category shall score 90: half = d90 / log2(100 / 90). Where more than nine in ten
clean documents have nothing, d90 is set to one medium finding of confidence 0.75 in 1,000 words, the second control point.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
from pathlib import Path

from spincheck.document import count_words
from spincheck.engine import Engine
from spincheck.score import FLOOR_WORDS, POINTS
from spincheck.settings import Settings
from spincheck.sources import read_text

#: consumer and general registers: what an editor would publish
FILES = (
    "medquad_nih",
    "nci_cancergov_patient",
    "va_gov_content",
    "openstax_nursing_nutrition_pharm_pophealth",
    "openstax_college_success",
    "digitalgov_general",
)
CATEGORIES = ("spun", "links", "claims", "readability")
LEAST = {"spun": 3.0, "links": 3.0, "claims": 3.0, "readability": 6.0}


def documents(folder: Path, count: int) -> list[str]:
    """Runs of neighbouring paragraphs of 400 to 900 words."""
    rng = random.Random(3)
    out = []
    for name in FILES:
        with gzip.open(folder / f"{name}.txt.gz", "rt", encoding="utf-8") as lines:
            paragraphs = lines.read().splitlines()
        for _ in range(count // len(FILES)):
            at, wanted, text = rng.randrange(len(paragraphs) - 60), rng.randint(400, 900), ""
            while count_words(text) < wanted:
                text += paragraphs[at] + "\n\n"
                at += 1
            out.append(text)
    return out


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--ruleset", default="2026.1")
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/score.json"))
    args = parser.parse_args()
    engine = Engine(Settings())
    densities: dict[str, list[float]] = {c: [] for c in CATEGORIES}
    for number, text in enumerate(documents(args.clean, args.documents)):
        report = engine.check(read_text(text, name=str(number)))
        for category in CATEGORIES:
            points = sum(POINTS[f.severity] * f.confidence for f in report.findings if f.category == category)
            densities[category].append(1000 * points / max(report.words, FLOOR_WORDS))
    out = {}
    for category, values in densities.items():
        d90 = sorted(values)[math.ceil(0.9 * len(values)) - 1]
        half = max(d90, LEAST[category]) / math.log2(100 / 90)
        out[category] = {"half": round(half, 1), "d90": round(d90, 2), "mean": round(sum(values) / len(values), 2)}
    result = {"ruleset": args.ruleset, "documents": len(densities["spun"]), "categories": out}
    args.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
