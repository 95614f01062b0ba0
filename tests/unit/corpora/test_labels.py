"""Labelled passages as training data."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[3] / "corpora" / "detector"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("labels", FOLDER / "labels.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["labels"] = module
    spec.loader.exec_module(module)
    return module


labels = _load()


def _span(text: str, seen: str, intended: str, confidence: str = "clear") -> dict[str, object]:
    start = text.index(seen)
    return {"start": start, "end": start + len(seen), "intended": intended, "confidence": confidence, "kind": "spun"}


def test_words_that_were_there_all_along_teach_nothing() -> None:
    text = "Fleas are greater than a problem."
    places = labels.places(_span(text, "Fleas are greater than a problem", "Fleas are more than a nuisance"), text)
    assert [(text[p.start : p.end], p.weight > 0, p.original) for p in places] == [
        ("Fleas", False, ""), ("are", False, ""), ("greater", True, "more"), ("than", False, ""), ("a", False, ""),
        ("problem", True, "nuisance"),
    ]  # fmt: skip


def test_a_soft_span_weighs_less_and_a_reordered_one_counts_whole() -> None:
    text = "He has aches of head."
    soft = labels.places(_span(text, "aches of head", "headaches", "soft"), text)
    assert {p.weight for p in soft} == {labels.SOFT_WEIGHT}
    same = labels.places(_span(text, "aches of head", "aches of head"), text)
    assert all(p.weight == 1.0 for p in same)


def test_the_shipped_training_passages_are_read() -> None:
    files = [FOLDER.parent / "passages" / "train.jsonl"]
    found = list(labels.read(files, {"train"}))
    assert len(found) > 50
    assert all(r["split"] == "train" for r, _ in found)
    assert all(r["text"][p.start : p.end].strip() for r, places in found for p in places)
    assert not list(labels.read(files, {"gate"}))
