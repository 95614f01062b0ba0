"""The HTML report without a browser: what is in the file, that it is the same every time, and that text stays text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from spincheck.cli import main
from spincheck.dashboard import data, words
from spincheck.dashboard.pack import packed, utf16
from spincheck.scan import rollup


def unpacked(text: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(text)))


def block(html: str, name: str) -> Any:
    found = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', html)
    assert found, name
    return unpacked(found[1])


@pytest.fixture(scope="module")
def audit(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = made.small(tmp_path_factory.mktemp("audit") / "a.duckdb")
    return path


def report(audit: Path, *options: str) -> str:
    out = audit.parent / "report.html"
    done = CliRunner().invoke(main, ["report", str(audit), "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    return out.read_text(encoding="utf-8")


def test_the_file_holds_pages_texts_and_findings_at_the_right_words(audit: Path) -> None:
    html = report(audit, "--title", "Example Clinic")
    found = block(html, "data")
    assert found["title"] == "Example Clinic"
    assert found["pages"]["prefix"] == "site/"
    assert found["pages"]["path"] == ["bad/one.html", "good/two.html", "good/three.html"]
    assert found["pages"]["score"] == [125, 970, -1]
    assert found["pages"]["verdict"] == [1, 0, 0]
    assert found["carried"] == [0, 1]
    page = block(html, "text-0")
    units = page["text"].encode("utf-16-le")
    for (
        start,
        end,
        *_,
    ) in page["findings"]:
        row = next(f for f in page["findings"] if f[:2] == [start, end])
        assert units[2 * start : 2 * end].decode("utf-16-le") == row[7]
    assert page["other"] == 1, "the suppressed finding is counted and not shown"
    assert len(page["findings"]) == 5


def test_text_from_pages_cannot_become_markup(audit: Path, made: ModuleType) -> None:
    html = report(audit, "--title", made.HOSTILE)
    assert "<img" not in html
    assert html.count("</script>") == 1 + 1 + 2  # the data, the program, and two pages
    assert "<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;: content audit</title>" in html


def test_the_policy_allows_this_script_and_this_style_and_nothing_else(audit: Path) -> None:
    html = report(audit)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]
    assert not re.search(r"""(src|href)=["'](https?:)?//""", html), "nothing is loaded from anywhere"


def test_the_same_audit_gives_the_same_bytes(audit: Path) -> None:
    assert report(audit) == report(audit)


def test_summary_and_limits_are_in_plain_words_without_a_script(audit: Path) -> None:
    html = report(audit)
    for sentence in (
        "1 of 3 pages (33 %) reads as spun.",
        "1 page carries links or link text that look planted, to 1 site, first of all pills.example.",
        "1 page makes 1 medical claim without support, a critical one; the condition named most often is breast cancer.",
        "1 page could not be read or checked.",
        "Not checked on 1 of 3 pages: grammar (no LanguageTool server is running).",
        "Findings that do not count and are not shown: 1 suppressed.",
        "3 May 2026",
    ):
        assert sentence in html, sentence


def test_pages_bounds_the_texts(audit: Path) -> None:
    none, one = report(audit, "--pages", "0"), report(audit, "--pages", "1")
    assert 'id="text-' not in none
    assert re.findall(r'id="(text-\d+)"', one) == ["text-0"]
    assert "carries text and findings of 1 page, worst first" in one


def test_room_bounds_the_file(audit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spincheck.dashboard.page.ROOM", 10)
    assert 'id="text-' not in report(audit)


def test_an_audit_without_pages(made: ModuleType, tmp_path: Path) -> None:
    made.empty(tmp_path / "a.duckdb").close()
    done = CliRunner().invoke(main, ["report", str(tmp_path / "a.duckdb")])
    assert done.exit_code == 2, "without a run this is no audit"
    assert "Traceback" not in done.output


def test_long_texts_and_many_findings_are_cut_and_counted(made: ModuleType, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(data, "TEXT", 20)
    monkeypatch.setattr(data, "FINDINGS", 2)
    page = block(report(made.small(tmp_path / "a.duckdb")), "text-0")
    assert len(page["text"]) == 20
    assert page["left"] > 0
    assert (len(page["findings"]), page["more"]) == (2, 3)
    assert {f[5] for f in page["findings"]} == {"critical"}, "the worst are kept"
    assert all(f[1] <= 21 for f in page["findings"]), "offsets stay within the text, one astral character counts two"


def test_markup_within_a_phrase_is_not_quoted(made: ModuleType, tmp_path: Path) -> None:
    audit = made.small(tmp_path / "a.duckdb")
    base = duckdb.connect(str(audit))
    base.execute("update findings set text = '<b>chilly</b>\n laser' where text = 'chilly laser'")
    assert [row["phrase"] for row in rollup.phrases(base)] == ["bosom disease", "chilly laser"]
    base.close()
    assert "chilly laser" in [f[7] for f in block(report(audit), "text-0")["findings"]]


@pytest.mark.parametrize(("number", "words", "kinds"), [(0, ["chilly", ""], ["swapped", "put in"]),
                                                           (1, ["cold", "very "], ["swapped", "left out"])])  # fmt: skip
def test_a_page_beside_its_sibling(
    made: ModuleType, tmp_path: Path, number: int, words: list[str], kinds: list[str]
) -> None:
    html = report(made.respun(tmp_path / "a.duckdb"))
    side = block(html, f"text-{number}")["side"]
    assert (side["page"], side["source"], side["similarity"], side["left"]) == (1 - number, 1, 0.8, 0)
    marked = []
    for one, _, changes in side["sentences"]:
        for start, end, *_, kind in changes:
            marked.append((one.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le"), kind))
    assert marked == list(zip(words, kinds, strict=True))
    assert "2 pages form 1 family of respun copies." in html


@given(st.text(), st.data())
def test_offsets_in_utf16(text: str, draw: st.DataObject) -> None:
    text = text.encode("utf-8", "replace").decode()
    start = draw.draw(st.integers(0, len(text)))
    end = draw.draw(st.integers(start, len(text)))
    first, last = utf16(text, [start, end])
    assert text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le") == text[start:end]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_packed_comes_back_and_holds_no_markup(value: Any) -> None:
    text = packed(value)
    assert re.fullmatch(r"[A-Za-z0-9+/=]*", text)
    assert unpacked(text) == json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("paths", "prefix"),
    [
        (["a/b/1", "a/b/2"], "a/b/"),
        (["a/b/1", "a/bc/2"], "a/"),
        (["https://x.org/1", "https://x.org/2"], "https://x.org/"),
        (["a", "b"], ""),
        (["a/b"], ""),
        ([], ""),
    ],
)
def test_shared_prefix(paths: list[str], prefix: str) -> None:
    assert data.shared_prefix(paths) == prefix


def test_words() -> None:
    assert [words.count(n, "family") for n in (0, 1, 2)] == ["0 families", "1 family", "2 families"]
    assert [words.share(*x) for x in ((0, 9), (1, 1000), (1, 3), (999, 1000), (9, 9))] == [
        "0 %", "under 1 %", "33 %", "over 99 %", "100 %",
    ]  # fmt: skip
    assert words.title([{"inputs": ["sites/example/"]}], [""]) == "example"
    assert words.title([], ["example.org"]) == "example.org"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.duckdb"], "no such file"),
        (["text.txt"], "name an audit file"),
        (["a.duckdb", "-o", "nowhere/x.html"], "no such folder"),
        (["a.duckdb", "-o", "a.duckdb"], "this is the audit itself"),
        (["a.duckdb", "--compare", "none.duckdb"], "no such file"),
        (["a.duckdb", "--compare", "text.txt", "-o", "x.html"], "name an audit file"),
        (["a.duckdb", "--format", "htm"], "html"),
        (["a.duckdb", "--pages", "-1"], "--pages"),
    ],
)
def test_bad_usage(made: ModuleType, tmp_path: Path, monkeypatch: Any, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    made.small(tmp_path / "a.duckdb")
    (tmp_path / "text.txt").write_text("no audit")
    done = CliRunner().invoke(main, ["report", *arguments])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "x.html").exists()
    assert not list(tmp_path.glob(".x.html*")), "no half a report is left behind"
