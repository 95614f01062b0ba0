"""What a file is, from its name and its first bytes, and what to say when the two disagree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType

from spincheck.errors import SourceError

#: the formats that can be read
FORMATS: tuple[str, ...] = ("text", "markdown", "html", "docx")

#: format by file name suffix, lower case
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text",
        ".text": "text",
        ".md": "markdown",
        ".markdown": "markdown",
        ".mdx": "markdown",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".docx": "docx",
    }
)

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF file", "save its text as .docx or .txt and check that"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc)", "save it as .docx"),
    (b"{\\rtf", "a rich text file (.rtf)", "save it as .docx or .txt"),
    (b"\x89PNG", "a PNG image", "give a text, Markdown, HTML or docx file"),
    (b"\xff\xd8\xff", "a JPEG image", "give a text, Markdown, HTML or docx file"),
    (b"GIF8", "a GIF image", "give a text, Markdown, HTML or docx file"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and check the files in it"),
    (b"BZh", "a bzip2 archive", "unpack it and check the files in it"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it and check the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it and check the files in it"),
    (b"Rar!", "a RAR archive", "unpack it and check the files in it"),
    (b"\x7fELF", "a program", "give a text, Markdown, HTML or docx file"),
    (b"SQLite format 3\0", "a database", "give a text, Markdown, HTML or docx file"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
#: control characters that text files do not have
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: more control characters than this per character is not text
_CONTROL_SHARE = 0.02


def format_of(name: str) -> str | None:
    """The format the suffix of a file name stands for, or None for an unknown suffix."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def check_bytes(data: bytes, name: str, format: str | None) -> str | None:
    """The format, as far as the bytes decide it; None leaves it to the text.

    Raises SourceError for a file that is empty, binary, or not what its name says.
    """
    if not data:
        raise SourceError(name, "the file is empty", "give a file with text in it")
    if data.startswith(_ZIP):
        if format == "docx":
            return "docx"
        if b"word/" in data[:65536] or b"word/document.xml" in data[-65536:]:
            if format is None:
                return "docx"
            raise SourceError(name, "this is a Word document, not " + _called(format), "rename it to .docx")
        raise SourceError(name, "this is a zip archive", "unpack it and check the files in it")
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise SourceError(name, f"this is {what}", remedy)
    if format == "docx":
        raise SourceError(
            name,
            "not a Word document (a docx file is a zip archive)",
            "rename it to what it is (.txt, .md, .html), or save it as .docx again",
        )
    return format


def check_text(text: str, name: str, format: str | None) -> str:
    """The format of decoded text. Raises SourceError when it is blank, binary or mislabelled."""
    if not text.strip(" \t\r\n\f\v\xa0\ufeff\u200b"):
        raise SourceError(name, "there is only white space in the file", "give a file with text in it")
    if "\0" in text:
        raise SourceError(name, "binary data (zero bytes), not text", "give a text, Markdown, HTML or docx file")
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample):
        raise SourceError(name, "binary data (control characters), not text", "give a text, Markdown, HTML or docx file")
    if _HTML_START.match(text):
        if format in ("text", "markdown"):
            raise SourceError(name, f"this is an HTML page, not {_called(format)}", "rename it to .html")
        return "html"
    return format or "text"


def _called(format: str) -> str:
    return {"text": "plain text", "markdown": "Markdown", "html": "HTML", "docx": "docx"}[format]
