"""Export the trained detector: ONNX, int8 weights, with its tokenizer; and say what quantisation cost.

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
from train import Detector, batches, encoder_folder


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
    example = (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long))
    torch.onnx.export(
        model,
        example,
        str(full),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={n: {0: "batch", 1: "pieces"} for n in ("input_ids", "attention_mask", "logits")},
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
    figures = {"trained_words": state["words"], "bytes": (args.out / "model.onnx").stat().st_size}
    for name, file in (("float32", full), ("int8", args.out / "model.onnx")):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(file), options)
        scores, truth, words, begun = [], [], 0, time.process_time()
        for ids, mask, labels, weights in data:
            keep = (weights >= 0.99).numpy()
            (logits,) = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
            scores.append(logits[keep])
            truth.append(labels.numpy()[keep])
            words += int((weights > 0).sum())
        spent = time.process_time() - begun
        y, s = np.concatenate(truth), np.concatenate(scores)
        precision, recall, _ = precision_recall_curve(y, s)
        figures[name] = {
            "average_precision": round(float(average_precision_score(y, s)), 4),
            "recall_at_precision_0.9": round(float(recall[precision >= 0.9].max(initial=0.0)), 4),
            "words_per_cpu_second": round(words / spent),
        }
    (args.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
