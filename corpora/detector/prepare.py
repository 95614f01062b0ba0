"""Tag honest prose once, so that training can spin it anew in every epoch.

    python corpora/detector/prepare.py CLEAN_FOLDER --out BUILD_FOLDER [--words 3500000]

Writes ``tagged.pkl`` (passages of Tokens with their register and split) into BUILD_FOLDER. Passages are taken from consumer
and general registers before science; the project's own prose is taken whole.
"""

from __future__ import annotations

import argparse
import gzip
import pickle
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from spin import Token

#: share of the words by source; the rest of the folder is not used
MIX = {
    "medquad_nih": 0.15,
    "nci_cancergov_patient": 0.12,
    "nhs_uk_recased": 0.07,
    "va_gov_content": 0.03,
    "openstax_nursing_nutrition_pharm_pophealth": 0.14,
    "nci_pdq_professional": 0.03,
    "cdc_mmwr_supplements": 0.04,
    "pmc_rct_ccby": 0.08,
    "digitalgov_general": 0.15,
    "masc_general": 0.04,
    "state_union_general": 0.02,
    "openstax_anthropology": 0.05,
    "openstax_college_success": 0.05,
}


def passages(file: Path, words: int, rng: random.Random) -> list[str]:
    """Paragraphs of 12 to 130 words, long ones cut at a sentence end, up to ``words`` words, evenly over the file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        paragraphs = [line.strip() for line in lines]
    rng.shuffle(paragraphs)
    out, total = [], 0
    for paragraph in paragraphs:
        count = len(paragraph.split())
        if count < 12:
            continue
        if count > 130:
            cut = paragraph.find(". ", 500)
            paragraph = paragraph[: cut + 1] if cut > 0 else " ".join(paragraph.split()[:110])
        out.append(paragraph)
        total += len(paragraph.split())
        if total >= words:
            break
    return out


def main() -> None:
    """Tag and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--out", type=Path, default=Path("corpora/build"))
    parser.add_argument("--words", type=int, default=3_500_000)
    parser.add_argument("--model", default="spincheck/data/language")
    parser.add_argument("--prose", type=Path, default=Path("corpora/prose"))
    args = parser.parse_args()
    import spacy

    rng = random.Random(7)
    nlp = spacy.load(args.model, exclude=["parser", "senter"])
    todo: list[tuple[str, str]] = []
    for name, share in MIX.items():
        todo += [(name, p) for p in passages(args.clean / f"{name}.txt.gz", int(args.words * share), rng)]
    for file in sorted(args.prose.glob("*.txt")):
        todo += [
            ("prose", line.strip())
            for line in file.read_text(encoding="utf-8").splitlines()
            if len(line.split()) > 8 and line[0] != "#"
        ]
    rng.shuffle(todo)
    args.out.mkdir(parents=True, exist_ok=True)
    begun, done, words = time.monotonic(), [], 0
    lemma_of = _lemmas()
    for doc, name in nlp.pipe(((text, name) for name, text in todo), as_tuples=True, batch_size=128):
        tokens = [
            Token(t.text, t.lemma_ or lemma_of(t.text, t.pos_), t.tag_, t.pos_, t.whitespace_) for t in doc if not t.is_space
        ]
        done.append((name, tokens))
        words += len(tokens)
        if len(done) % 2000 == 0:
            print(f"{len(done):,} of {len(todo):,} passages, {words / (time.monotonic() - begun):,.0f} tokens/s", flush=True)
    with (args.out / "tagged.pkl").open("wb") as file:
        pickle.dump(done, file, protocol=5)
    print(f"{len(done):,} passages, {words:,} tokens")


def _lemmas():  # type: ignore[no-untyped-def]
    """Lemmas by lemminflect where the model gives none."""
    from functools import lru_cache

    from lemminflect import getLemma

    @lru_cache(maxsize=200_000)
    def lemma(text: str, pos: str) -> str:
        found = getLemma(text.lower(), pos if pos in ("NOUN", "VERB", "ADJ", "ADV") else "NOUN")
        return found[0] if found else text.lower()

    return lemma


if __name__ == "__main__":
    main()
