"""The compiler of the labelled passages, and the state of the committed corpora."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

CORPORA = Path(__file__).resolve().parents[3] / "corpora"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_passages", CORPORA / "compile_passages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


compiler = _load()

FRONT = "---\nid: x1\ntopic: eye\nregister: blog\nfamily: {family}\nsplit: dev\nsource: a test\n---\n"


def test_marks_are_stripped_and_offsets_are_code_points() -> None:
    text, spans = compiler.parse_marks(
        "Caf\u00e9 \U0001f600 {{c:It [[remedies|cures]] all, see {{l:http://a.b/c}}.}} A | B [[?so|]]"
    )
    assert text == "Caf\u00e9 \U0001f600 It remedies all, see http://a.b/c. A | B so"
    assert [(s["kind"], s["confidence"], s["text"], s["intended"]) for s in spans] == [
        ("claim", "clear", "It remedies all, see http://a.b/c.", ""),
        ("spun", "clear", "remedies", "cures"),
        ("link", "clear", "http://a.b/c", ""),
        ("spun", "soft", "so", ""),
    ]
    assert spans[0]["start"] == 7
    for span in spans:
        assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("a [[b|c", "never closed"),
        ("a [[b]] c", "without '|"),
        ("a b]] c", "closes nothing"),
        ("{{c:a [[b|c}} d]]", "closes nothing"),
        ("[[a [[b|c]]|d]]", "only a claim"),
        ("{{c:a {{c?:b}}}}", "claim inside a claim"),
        ("[[ a|b]]", "begins or ends with a space"),
        ("[[|b]]", "empty"),
        ("[[a|b|c]]", "second '|'"),
    ],
)
def test_malformed_marks_are_refused(marked: str, message: str) -> None:
    with pytest.raises(compiler.SourceError) as caught:
        compiler.parse_marks(marked)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no front matter", "no front matter"),
        ("---\nid: x", "never closed"),
        ("---\nid: x\n---\ntext", "lacks topic"),
        (FRONT.format(family="robot") + "text", "unknown family"),
        (FRONT.format(family="seed"), "empty"),
        (FRONT.format(family="seed") + "a {{x:b", "stray"),
        (FRONT.format(family="clean") + "a [[b|c]]", "clean passage"),
    ],
)
def test_malformed_sources_are_refused(source: str, message: str) -> None:
    with pytest.raises(compiler.SourceError) as caught:
        compiler.parse_source(source)
    assert message in str(caught.value)


def _tree(root: Path, spun: str) -> None:
    for name, body in (
        ("spun", spun),
        ("clean", FRONT.format(family="clean").replace("x1", "x2") + "Fine."),
        ("train", FRONT.format(family="seed").replace("x1", "x3") + "Fine."),
        ("sealed", FRONT.format(family="seed").replace("x1", "x4") + "Fine."),
        ("observed", FRONT.format(family="seed").replace("x1", "x5") + "Fine."),
    ):
        folder = root / "passages" / "src" / name
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text(body, encoding="utf-8")


def test_check_notices_a_stale_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _tree(tmp_path, FRONT.format(family="seed") + "Take [[pressure|stress]] off.")
    assert compiler.main(["--root", str(tmp_path), "--check"]) == 1
    assert compiler.main(["--root", str(tmp_path)]) == 0
    assert compiler.main(["--root", str(tmp_path), "--check"]) == 0
    output = tmp_path / "passages" / "spun.jsonl"
    output.write_text(output.read_text(encoding="utf-8").replace("pressure", "strain"), encoding="utf-8")
    assert compiler.main(["--root", str(tmp_path), "--check"]) == 1
    assert "out of date" in capsys.readouterr().err


def test_a_malformed_source_exits_2_and_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _tree(tmp_path, FRONT.format(family="seed") + "Take [[pressure off.")
    assert compiler.main(["--root", str(tmp_path)]) == 2
    assert "one.txt: body line 1" in capsys.readouterr().err


def test_committed_files_are_what_the_sources_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert compiler.main(["--check"]) == 0, capsys.readouterr().err


def test_the_cards_quote_the_counts_of_the_compiled_files() -> None:
    for output, sources in compiler.targets(CORPORA):
        card = (output.parent / "CARD.md").read_text(encoding="utf-8")
        assert compiler.describe(output.name, compiler.compile_files(sources)) in card


def _records(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "name",
    [*(f"passages/{n}.jsonl" for n in ("spun", "clean", "train", "sealed", "observed")), "articles/cold-laser.jsonl"],
)
def test_every_committed_span_slices_to_its_text(name: str) -> None:
    for record in _records(name):
        text, spans = record["text"], record["spans"]
        assert isinstance(text, str)
        assert isinstance(spans, list)
        for span in spans:
            assert text[span["start"] : span["end"]] == span["text"]
            assert span["kind"] in {"spun", "claim", "link"}
            assert span["confidence"] in {"clear", "soft"}
            assert span["kind"] != "spun" or span["text"] != span["intended"]


def test_the_passages_cover_what_the_card_promises() -> None:
    spun, clean = _records("passages/spun.jsonl"), _records("passages/clean.jsonl")
    assert len(spun) >= 60
    assert len(clean) >= 60
    for family in ("seed", "skin", "spinbot", "thesaurus", "pivot"):
        assert sum(record["family"] == family for record in spun) >= 10
    for records in (spun, clean):
        topics = {
            split: {str(r["topic"]).split("/")[0] for r in records if r["split"] == split} for split in ("dev", "gate")
        }
        assert not topics["dev"] & topics["gate"]
        assert abs(sum(r["split"] == "dev" for r in records) - len(records) / 2) <= 2


def test_the_article_is_labelled_on_its_exact_text() -> None:
    (article,) = _records("articles/cold-laser.jsonl")
    assert article["text"] == (CORPORA / "articles" / "cold-laser.txt").read_bytes().decode("utf-8")
