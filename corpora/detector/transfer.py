"""How well does a detector find the work of a family of spinners that it learned nothing of?

    python corpora/detector/train.py BUILD/without-spinbot --hold-out spinbot --plan-steps 550
    python corpora/detector/train.py BUILD/with --plan-steps 550
    python corpora/detector/transfer.py BUILD/without-spinbot BUILD/with --family spinbot

For each checkpoint: average precision over the words of the labelled passages of that family (words a spinner left alone
inside a marked span are not counted), and recall where precision is 0.9. Neither detector may have been shown labelled
passages.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import torch
from transformers import AutoTokenizer

sys.path.insert(0, str(Path(__file__).parent))

import labels as marked
from spin import FAMILIES
from train import Detector, collate, encode, encoder_folder, evaluate, labelled

PASSAGES = Path(__file__).parents[1] / "passages"


def main() -> None:
    """Print one line per checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builds", type=Path, nargs="+")
    parser.add_argument("--family", choices=FAMILIES, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder())
    files = [PASSAGES / "train.jsonl", PASSAGES / "spun.jsonl"]
    every = {"train", "dev", "gate"}
    names = {r["id"] for r, _ in marked.read(files, every) if r["family"] == args.family}
    paragraphs = labelled(files, every, only=names)
    encoded = sorted((encode(p, tokenizer, random.Random(1)) for p in paragraphs), key=lambda e: len(e[0]))
    data = [collate(encoded[low : low + 16]) for low in range(0, len(encoded), 16)]
    for build in args.builds:
        model = Detector(encoder_folder())
        model.load_state_dict(torch.load(build / "detector.pt", weights_only=True)["model"])
        figures = evaluate(model, data)
        print(
            f"{build.name}: {len(names)} passages of {args.family}, " + ", ".join(f"{k} {v:.3f}" for k, v in figures.items())
        )


if __name__ == "__main__":
    main()
