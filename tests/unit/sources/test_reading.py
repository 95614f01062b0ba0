"""Files that cannot be read give one line with the remedy; format and text agree."""

from __future__ import annotations

import builtins
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from spincheck.document import Link
from spincheck.errors import SourceError
from spincheck.sources import SUFFIXES, read_bytes, read_path, read_text, resolve_target


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in members.items():
            z.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.html", b"", "empty"),
        ("a.docx", b"", "empty"),
        ("a.txt", b" \n\t\r\n ", "only white space"),
        ("a.txt", "\ufeff \n".encode(), "only white space"),
        ("a.txt", b"%PDF-1.7 x", "PDF"),
        ("a.docx", b"%PDF-1.7 x", "PDF"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", ".doc"),
        ("a.md", b"{\\rtf1 hello}", "rich text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.txt", b"text \0 with a zero byte", "zero bytes"),
        ("a.html", b"<p>text \0 with a zero byte</p>", "zero bytes"),
        ("a.txt", b"ab\x01\x02\x03\x04\x05" * 9, "control characters"),
        ("a.txt", archive(word__document_xml=b"<a/>"), "Word document"),
        ("a.txt", archive(x=b"1"), "zip archive"),
        ("a.docx", archive(x=b"1"), "not a Word document"),
        ("a.docx", archive(word__document_xml=b"<a/>"), "damaged"),
        ("a.docx", archive(word__document_xml=b"<a/>")[:40], "damaged or cut off"),
        ("a.docx", b"<html><p>hi</p></html>", "not a Word document"),
        ("a.docx", b"Just some text.", "not a Word document"),
        ("a.docx", archive(word__document_xml=b"0" * 30_000_000), "unpacks to far more"),
        ("a.txt", b"<!DOCTYPE html><html><p>hi</p></html>", "HTML page, not plain text"),
        ("a.md", b"<html>\n<p>hi</p></html>", "HTML page, not Markdown"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, name=name)
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert reason in line
    assert "\n" not in line
    assert caught.value.remedy


def test_missing_folder_too_large_and_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_path(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="folder"):
        read_path(tmp_path)
    big = tmp_path / "big.txt"
    big.write_bytes(b"word " * 100)
    with pytest.raises(SourceError, match=r"larger than 0\.0004 MB"):
        read_path(big, max_bytes=400)
    assert read_path(big, max_bytes=500).words == 100
    with pytest.raises(SourceError):
        read_path("zero\0byte.txt")

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    with pytest.raises(SourceError, match="permission denied: make the file readable"):
        read_path(big)


@pytest.mark.parametrize(("suffix", "format"), SUFFIXES.items())
def test_the_suffix_gives_the_format(suffix: str, format: str) -> None:
    if format != "docx":
        assert read_bytes(b"<p>Cold laser.</p>", name="A" + suffix.upper()).format == format


def test_without_a_known_suffix_the_content_decides() -> None:
    assert read_bytes(b"Cold laser.", name="<stdin>").format == "text"
    assert read_bytes(b"<!-- x --><!doctype html><p>a", name="<stdin>").format == "html"
    assert read_bytes(b"# Cold *laser*", name="<stdin>", format="markdown").text == "Cold laser"


def test_unknown_and_impossible_formats() -> None:
    with pytest.raises(SourceError, match="unknown format 'pdf': use one of text, markdown, html, docx"):
        read_bytes(b"x", name="a", format="pdf")
    with pytest.raises(SourceError, match="not text"):
        read_text("x", format="docx")


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_an_empty_string_is_an_empty_document(format: str) -> None:
    doc = read_text("", format=format)
    assert (doc.text, doc.blocks, doc.words, doc.links) == ("", (), 0, ())


def test_reading_text_loads_no_other_readers_libraries() -> None:
    code = (
        "import sys; from spincheck.sources import read_text; read_text('Cold laser. It helps.');"
        "heavy = {'markdown_it', 'docx', 'lxml', 'linkify_it', 'charset_normalizer', 'spacy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("head", "target", "resolved"),
    [
        ('<base href="https://a.org/x/">', "y", "https://a.org/x/y"),
        ('<link rel=canonical href="https://a.org/x/z">', "../y", "https://a.org/y"),
        ("", "y", "y"),
        ('<base href="https://a.org/">', "http://[bad", "http://[bad"),
        ('<base href="https://a.org/">', "mailto:a@b.c", "mailto:a@b.c"),
    ],
)
def test_targets_resolve_against_base_or_canonical(head: str, target: str, resolved: str) -> None:
    doc = read_text(f'{head}<p>a <a href="{target}">b</a> c</p>', format="html")
    link: Link = doc.links[0]
    assert link.target == target
    assert resolve_target(doc, link) == resolved
