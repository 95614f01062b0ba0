"""The measuring tool itself: overlap matching, suggestions, calibration, malformed records."""

import json
from pathlib import Path
from typing import Any

import pytest

from spincheck.engine import Engine
from spincheck.errors import SourceError
from spincheck.evaluate import calibration_error, evaluate, read
from spincheck.settings import Settings

TEXT = "The {relief|comfort} is real. Nothing else is wrong here."


def record(**changes: Any) -> dict[str, Any]:
    span = {"start": 4, "end": 20, "text": TEXT[4:20], "intended": "relief", "kind": "spun", "confidence": "clear"}
    return {"id": "a", "text": TEXT, "spans": [span], "family": "seed"} | changes


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    return path


def test_hits_misses_and_alarms_are_counted(tmp_path: Path) -> None:
    missed = {"start": 30, "end": 37, "text": TEXT[30:37], "intended": "x", "kind": "spun", "confidence": "clear"}
    file = write(tmp_path / "c.jsonl", record(), record(id="b", spans=[missed]), record(id="clean", spans=[]))
    result = evaluate(read(file), Engine(Settings(select=("SPN107",))))
    figures = result.to_dict()["kinds"]["spun"]
    assert (figures["reported"], figures["clear"]) == (3, 2)
    assert figures["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["recall"] == 0.5
    assert figures["first_suggestion"] == 1.0
    assert figures["alarms_per_1000_clean_words"] == pytest.approx(1000 / figures["clean_words"], abs=1e-3)
    assert result.to_dict()["families"]["seed"]["clear"] == 2


def test_calibration_error() -> None:
    assert calibration_error([]) is None
    assert calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.95, False)] * 4) == pytest.approx(0.95)


@pytest.mark.parametrize(
    "bad",
    [
        {"text": 3},
        {"spans": [{"start": 0, "end": 3, "text": "nope", "kind": "spun"}]},
        {"spans": [{"start": 9, "end": 3, "text": "", "kind": "spun"}]},
    ],
)
def test_a_malformed_record_is_named_by_its_line(tmp_path: Path, bad: dict[str, Any]) -> None:
    file = write(tmp_path / "c.jsonl", record(), record(**bad))
    with pytest.raises(SourceError, match="line 2"):
        list(read(file))
