from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from spincheck import cache as cache_module
from spincheck.cache import Cache
from spincheck.cache_codec import decode, encode
from spincheck.document import Document
from spincheck.engine import Analysis, Engine
from spincheck.model import Evidence, NotChecked, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.run import Run, identity
from spincheck.settings import Settings
from spincheck.sources import read_bytes, read_text

calls: list[str] = []


@rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
def counted(ctx: Context) -> Iterator[Hit]:
    """Finds a word and remembers that it looked."""
    calls.append(ctx.document.path)
    at = ctx.text.find("chilly")
    if at >= 0:
        yield Hit(at, at + 6, "found", ("cold",), (Evidence("kind", "why"),), confidence=0.123456789, properties={"a": "b"})
    ctx.panels["readability"] = {"grade": 7.5, "words": ["x"]}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    monkeypatch.setattr("spincheck.engine.all_rules", lambda: (counted,))
    monkeypatch.setattr("spincheck.rules.loader.all_rules", lambda: (counted,))
    monkeypatch.setattr(cache_module, "grammar_state", lambda settings: "none")


MARKDOWN = (
    "---\ntitle: T\n---\n# Head &amp; tail\n\nA *chilly* [link](https://a.example 'x') `code`.\n\n> quoted \"words\"\n\n"
    '<!-- spincheck: ignore[LNK] reason="r" -->\n\n- item '
    '<span style="display:none">hidden <a href="//b.example">x</a></span>\n'
)


def report(text: str, name: str, cache: Cache, settings: Settings | None = None) -> str:
    run = Run(fixed=settings or Settings(), cache=cache)
    assert run.check_bytes(text.encode(), name, run.fixed or Settings()) is not None
    return json.dumps(run.report().to_dict(), sort_keys=True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", MARKDOWN.encode()),
        ("a.html", b"<title>T</title><body><main><h1>A</h1><p>A chilly <a rel='nofollow ugc' href=x>l</a> &nbsp;day."),
        ("a.txt", 'Über chilly\r\n\r\n"Quoted words here" said she. www.example.org\n'.encode("utf-16")),
    ],
)
def test_a_document_comes_back_equal_in_every_field(name: str, data: bytes) -> None:
    document = read_bytes(data, name=name)
    analysis = Engine(Settings(), rules=(counted,)).analyse(document)
    back, found = decode(json.loads(json.dumps(encode(document, analysis))), name)
    for field in fields(Document):
        if field.name != "map":
            assert getattr(back, field.name) == getattr(document, field.name), field.name
    assert back.map.segments == document.map.segments
    assert found == analysis


def test_word_documents_come_back_with_their_places(tmp_path: Path) -> None:
    from docx import Document as Word

    word = Word()
    word.add_paragraph("A chilly laser.")
    word.save(str(tmp_path / "a.docx"))
    document = read_bytes((tmp_path / "a.docx").read_bytes(), name="a.docx")
    analysis = Engine(Settings(), rules=(counted,)).analyse(document)
    back, found = decode(json.loads(json.dumps(encode(document, analysis))), "a.docx")
    assert back.blocks == document.blocks
    assert found.findings[0].location


def test_a_second_run_computes_nothing_and_says_the_same(tmp_path: Path) -> None:
    first = report(MARKDOWN, "a.md", Cache(tmp_path))
    assert report(MARKDOWN, "a.md", Cache(tmp_path)) == first
    assert calls == ["a.md"]


def test_the_same_text_elsewhere_is_known_under_its_new_path(tmp_path: Path) -> None:
    report(MARKDOWN, "a.md", Cache(tmp_path))
    moved = json.loads(report(MARKDOWN, "b.md", Cache(tmp_path)))
    assert moved["documents"][0]["path"] == "b.md"
    assert calls == ["a.md"]


def test_filters_are_applied_anew(tmp_path: Path) -> None:
    report(MARKDOWN, "a.md", Cache(tmp_path))
    run = Run(
        fixed=Settings(),
        cache=Cache(tmp_path),
        filters=lambda _: [lambda d, fs: tuple(replace(f, message=d.format) for f in fs)],
    )
    found = run.check_bytes(MARKDOWN.encode(), "a.md", Settings())
    assert found
    assert [f.message for f in found.findings] == ["markdown"]
    assert calls == ["a.md"]


@pytest.mark.parametrize(
    ("text", "name", "settings"),
    [
        (MARKDOWN + " ", "a.md", Settings()),
        (MARKDOWN, "a.txt", Settings()),
        (MARKDOWN, "a.md", Settings(level="fast")),
        (MARKDOWN, "a.md", Settings(allow=("chilly",))),
        (MARKDOWN, "a.md", Settings(severity={"SPN102": "low"})),
    ],
)
def test_other_content_format_or_settings_is_another_entry(tmp_path: Path, text: str, name: str, settings: Settings) -> None:
    report(MARKDOWN, "a.md", Cache(tmp_path))
    report(text, name, Cache(tmp_path), settings)
    assert len(calls) == 2


@pytest.mark.parametrize("name", ["__version__", "RULESET", "_package"])
def test_another_version_ruleset_or_package_is_another_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    cache_module._stamp.cache_clear()
    report(MARKDOWN, "a.md", Cache(tmp_path))
    monkeypatch.setattr(cache_module, name, (lambda: "other") if name == "_package" else "9.9")
    cache_module._stamp.cache_clear()
    report(MARKDOWN, "a.md", Cache(tmp_path))
    monkeypatch.undo()
    cache_module._stamp.cache_clear()
    assert len(calls) == 2


def test_a_working_copy_is_known_by_its_files() -> None:
    assert "score.json" in cache_module._package()
    assert "cache.py" in cache_module._package()


def test_a_grammar_server_that_appears_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report(MARKDOWN, "a.md", Cache(tmp_path))
    monkeypatch.setattr(cache_module, "grammar_state", lambda settings: "answers")
    report(MARKDOWN, "a.md", Cache(tmp_path))
    assert len(calls) == 2


def test_the_day_matters_only_to_suppressions_with_a_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dated = MARKDOWN.replace('"r"', '"r" until=2999-01-01')
    for seconds in ("86400", "864000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        report(MARKDOWN, "a.md", Cache(tmp_path))
        report(dated, "a.md", Cache(tmp_path))
    assert len(calls) == 3


def test_a_sidecar_file_is_part_of_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("A chilly day.\n", encoding="utf-8")
    for notes in ("", "[[ignore]]\nrules = ['SPN102']\nreason = 'r'\n"):
        (tmp_path / "a.txt.spincheck.toml").write_text(notes, encoding="utf-8")
        Run(fixed=Settings(), cache=Cache(tmp_path / "cache")).check_file(file)
    assert len(calls) == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "other"])
def test_a_damaged_entry_counts_as_missing(tmp_path: Path, damage: str) -> None:
    first = report(MARKDOWN, "a.md", Cache(tmp_path))
    (entry,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    raw = entry.read_bytes()
    bad = {"empty": b"", "cut": raw[:-5], "flipped": raw[:-1] + bytes([raw[-1] ^ 1]), "other": b"hello" * 50}
    entry.write_bytes(bad[damage])
    assert report(MARKDOWN, "a.md", Cache(tmp_path)) == first
    assert len(calls) == 2
    assert entry.read_bytes() == raw


def test_an_entry_of_another_shape_counts_as_missing(tmp_path: Path) -> None:
    import hashlib
    import zlib

    cache = Cache(tmp_path)
    body = zlib.compress(b'{"document": {}}')
    cache._file("ab" * 32).parent.mkdir(parents=True)
    cache._file("ab" * 32).write_bytes(cache_module._FORMAT + hashlib.sha256(body).digest() + body)
    assert cache.get("ab" * 32, "a.md") is None


@pytest.mark.parametrize(
    "reason",
    [
        "the rule failed: ValueError: x",
        "server timed out",
        "Connection refused",
        "no LanguageTool server is installed; run 'spincheck grammar install'",
        "Java 11 is too old; LanguageTool needs Java 17 or later",
        "the local LanguageTool server crashed twice",
    ],
)
def test_what_may_work_the_next_time_is_not_remembered(tmp_path: Path, reason: str) -> None:
    cache = Cache(tmp_path)
    document = read_text("A day.", name="a.txt")
    cache.put("ab" * 32, document, Analysis((), {}, (NotChecked("x", reason),), 2))
    assert cache.size() == (0, 0)
    cache.put("ab" * 32, document, Analysis((), {}, (NotChecked("x", "the model is not installed"),), 2))
    assert cache.size()[0] == 1


def test_panels_that_are_not_plain_data_are_not_remembered(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("ab" * 32, read_text("A day."), Analysis((), {"x": {"y": object()}}, (), 2))
    assert cache.size() == (0, 0)


def test_no_room_or_permission_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    assert report(MARKDOWN, "a.md", Cache(blocked)) == report(MARKDOWN, "a.md", Cache(tmp_path / "ok"))
    assert Cache(blocked).size() == (0, 0)
    assert Cache(blocked).clear() == (0, 0)
    assert blocked.read_text(encoding="utf-8") == "x"


def test_clear_deletes_entries_and_nothing_else(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    report(MARKDOWN, "a.md", cache)
    report(MARKDOWN + "x", "a.md", cache)
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    (cache.root / "ab").mkdir(exist_ok=True)
    (cache.root / "ab" / "notes").write_text("x", encoding="utf-8")
    assert cache.clear()[0] == 2
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["mine.txt", "notes"]


def test_trim_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(4):
        report(MARKDOWN + str(number), "a.md", cache)
    files = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    for age, file in enumerate(files):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    keep = files[0].stat().st_size + files[1].stat().st_size
    assert cache.trim(keep) == 2
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(files[:2])


_HAMMER = """
import sys
from pathlib import Path
from spincheck.cache import Cache
from spincheck.engine import Analysis
from spincheck.sources import read_text
cache, wrong = Cache(Path(sys.argv[1])), 0
document = read_text("A chilly day. " * 50, name="a.txt")
for number in range(60):
    key = f"{number % 3:064x}"
    cache.put(key, document, Analysis((), {}, (), 3))
    found = cache.get(key, "a.txt")
    wrong += found is not None and found[0].text != document.text
    if number % 20 == 19:
        cache.clear()
sys.exit(wrong)
"""


def test_concurrent_runs_share_a_cache(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", _HAMMER, str(tmp_path)]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]


def test_the_folder_is_the_users_or_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINCHECK_CACHE", str(tmp_path))
    assert cache_module.folder() == tmp_path
    monkeypatch.delenv("SPINCHECK_CACHE")
    assert "spincheck" in str(cache_module.folder())


def test_identity_tells_settings_apart() -> None:
    assert identity(Settings()) == identity(Settings())
    assert identity(Settings()) != identity(Settings(never_allow=("x",)))
