"""Export the trained detector: ONNX, int8 weights, with its tokenizer; and say what quantisation cost.

The word embeddings are stored beside the ONNX file, since both the input and the restoring head need them: int8, each row
with a step of its own.

python corpora/detector/export.py BUILD_FOLDER [--out spincheck/data/detector]
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.metrics import average_precision_score, precision_recall_curve
from transformers import AutoTokenizer

sys.path.insert(0, str(Path(__file__).parent))

from spin import tools_from
from torch import nn
from train import NO_TARGET, Detector, batches, encoder_folder


class Shipped(nn.Module):
    """The detector from embedded pieces on: log odds, and points in the space of the embeddings."""

    def __init__(self, model: Detector) -> None:
        super().__init__()
        self.model = model

    def forward(self, embedded: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Outputs of both heads."""
        hidden = self.model.encoder(inputs_embeds=embedded, attention_mask=attention_mask).last_hidden_state
        return self.model.head(hidden).squeeze(-1), self.model.restore(hidden)


def main() -> None:
    """Export, quantise, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/detector"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(args.build / "detector.pt", weights_only=True)
    model = Detector(encoder_folder())
    model.load_state_dict(state["model"])
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    full = args.build / "detector.onnx"
    table = model.encoder.embeddings.word_embeddings.weight.detach().numpy()
    steps = np.abs(table).max(1) / 127
    rows = np.rint(table / steps[:, None]).astype(np.int8)
    np.save(args.out / "embeddings.npy", rows)
    bias = model.bias.detach().numpy()
    np.savez_compressed(args.out / "pieces.npz", steps=steps.astype(np.float32), bias=bias.astype(np.float16))
    example = (torch.ones(2, 16, table.shape[1]), torch.ones(2, 16, dtype=torch.long))
    torch.onnx.export(
        Shipped(model),
        example,
        str(full),
        input_names=["embedded", "attention_mask"],
        output_names=["logits", "points"],
        dynamic_axes={n: {0: "batch", 1: "pieces"} for n in ("embedded", "attention_mask", "logits", "points")},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, args.out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(encoder_folder() / "tokenizer.json", args.out / "tokenizer.json")
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder())
    with (args.build / "tagged.pkl").open("rb") as file:
        passages = pickle.load(file)
    tools = tools_from(passages, random.Random(5), 1.0)
    data = []
    for batch in batches(passages[:700], tools, tokenizer, random.Random(4242), 2048):
        data.append(batch)
        if sum(int(b[1].sum()) for b in data) > 60_000:
            break
    shipped = ("model.onnx", "embeddings.npy", "pieces.npz")
    figures = {"trained_words": state["words"], "bytes": sum((args.out / n).stat().st_size for n in shipped)}
    rounded = rows.astype(np.float32) * steps[:, None]
    for name, file, embeddings in (("float32", full, table), ("int8", args.out / "model.onnx", rounded)):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(file), options)
        scores, truth, restored, words, spent = [], [], [], 0, 0.0
        for ids, mask, labels, weights, targets in data:
            keep = (weights >= 0.99).numpy()
            begun = time.process_time()
            logits, points = session.run(None, {"embedded": embeddings[ids.numpy()], "attention_mask": mask.numpy()})
            spent += time.process_time() - begun
            scores.append(logits[keep])
            truth.append(labels.numpy()[keep])
            words += int((weights > 0).sum())
            spun = ((targets != NO_TARGET) & (labels > 0)).numpy()
            found = (points[spun] @ embeddings.T + bias).argmax(-1)
            restored.append(found == targets.numpy()[spun])
        y, s = np.concatenate(truth), np.concatenate(scores)
        precision, recall, _ = precision_recall_curve(y, s)
        figures[name] = {
            "average_precision": round(float(average_precision_score(y, s)), 4),
            "recall_at_precision_0.9": round(float(recall[precision >= 0.9].max(initial=0.0)), 4),
            "restored": round(float(np.concatenate(restored).mean()), 4),
            "words_per_cpu_second": round(words / spent),
        }
    (args.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
