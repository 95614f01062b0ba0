"""The figures on the labelled corpora hold their floors (see corpora/floors.py)."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _floors() -> ModuleType:
    spec = importlib.util.spec_from_file_location("floors", ROOT / "corpora" / "floors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FLOORS = _floors()
PINNED = json.loads((ROOT / "corpora" / "floors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FLOORS.CORPORA)
def test_figures_hold_their_floors(name: str) -> None:
    assert not list(FLOORS.problems(name, FLOORS.figures(name), PINNED[name]))


def test_every_corpus_is_pinned() -> None:
    assert set(PINNED) == set(FLOORS.CORPORA)


def test_a_fall_is_seen() -> None:
    name = next(iter(FLOORS.CORPORA))
    fallen = {f: (v + 0.2 if FLOORS.is_ceiling(f) else v - 0.2) for f, v in PINNED[name]["figures"].items()}
    assert len(list(FLOORS.problems(name, fallen, PINNED[name]))) == len(fallen)


def test_lowering_takes_a_reason() -> None:
    name = next(iter(FLOORS.CORPORA))
    fallen = {f: (v + 0.2 if FLOORS.is_ceiling(f) else v - 0.2) for f, v in PINNED[name]["figures"].items()}
    kept = FLOORS.updated(name, fallen, PINNED[name], None)
    assert kept["figures"] == PINNED[name]["figures"]
    lowered = FLOORS.updated(name, fallen, PINNED[name], "a stricter reading")
    assert lowered["figures"] != PINNED[name]["figures"]
    assert lowered["lowered"][-1]["reason"] == "a stricter reading"
