"""Readers: files, bytes and strings of every supported format become a Document.

``read_path``, ``read_bytes`` and ``read_text`` raise SourceError, one line that names the file and the
remedy, and nothing else, whatever the input. A reader's own libraries load only when its format is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from spincheck.document import Document, Link
from spincheck.errors import SourceError
from spincheck.sources.encoding import decode
from spincheck.sources.sniff import FORMATS, SUFFIXES, check_bytes, check_text, format_of

HtmlScope = Literal["main", "body", "all"]

#: files larger than this are refused unless the caller says otherwise
MAX_BYTES = 20_000_000

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "SUFFIXES",
    "HtmlScope",
    "format_of",
    "read_bytes",
    "read_data",
    "read_path",
    "read_text",
    "resolve_target",
]


def read_path(path: str | Path, *, html_scope: HtmlScope = "main", max_bytes: int = MAX_BYTES) -> Document:
    """Read one file; its format follows from its suffix, for an unknown suffix from its content.

    ``html_scope``: ``main`` reads a page's main content, ``body`` also navigation, header and footer,
    ``all`` also what scripts replace (noscript) and templates. ``max_bytes`` bounds the file's size.

    Raises SourceError when the file is missing, unreadable, a folder, too large, empty, binary, truncated
    or not what its name says.
    """
    return read_bytes(read_data(path, max_bytes=max_bytes), name=str(path), html_scope=html_scope)


def read_data(path: str | Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file. Raises SourceError when it is missing, unreadable, a folder or too large."""
    name = str(path)
    try:
        # a pipe or a device reports no size, so the bound is on what is read
        with open(path, "rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise SourceError(name, "no such file", "check the path") from None
    except IsADirectoryError:
        raise SourceError(name, "this is a folder", "give a file, or check the folder as a whole") from None
    except PermissionError:
        raise SourceError(name, "permission denied", "make the file readable for you") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(name, f"cannot be read ({reason})", "check the path") from None
    if len(data) > max_bytes:
        raise SourceError(name, f"larger than {max_bytes / 1e6:g} MB", "split it, or raise the size limit")
    return data


def read_bytes(data: bytes, *, name: str, format: str | None = None, html_scope: HtmlScope = "main") -> Document:
    """Read a document from bytes. ``name`` stands for it in messages and gives its format by its suffix.

    ``format`` (one of FORMATS) overrules the suffix. Raises SourceError as :func:`read_path` does.
    """
    _known(format, name)
    format = check_bytes(data, name, format or format_of(name))
    if format == "docx":
        from spincheck.sources import docx

        return docx.read(data, name=name)
    decoded = decode(data, html=format in (None, "html"))
    document = _read(
        decoded.text,
        name=name,
        format=check_text(decoded.text, name, format),
        html_scope=html_scope,
        encoding=decoded.encoding,
    )
    if decoded.note:
        from dataclasses import replace

        document = replace(document, left_out=(*document.left_out, ("encoding", decoded.note)))
    return document


def read_text(text: str, *, name: str = "<text>", format: str = "text", html_scope: HtmlScope = "main") -> Document:
    """Read a document from a string; offsets of findings are into this very string.

    Unlike a file, an empty string is allowed and gives an empty Document. Raises SourceError for an
    unknown format and for docx, which is not text.
    """
    _known(format, name)
    if format == "docx":
        raise SourceError(name, "a docx document is not text", "read it from its file or bytes")
    return _read(text, name=name, format=format, html_scope=html_scope, encoding="utf-8")


def _read(text: str, *, name: str, format: str, html_scope: HtmlScope, encoding: str) -> Document:
    if format == "html":
        from spincheck.sources import html

        return html.read(text, name=name, scope=html_scope, encoding=encoding)
    if format == "markdown":
        from spincheck.sources import markdown

        return markdown.read(text, name=name, encoding=encoding)
    from spincheck.sources import plain

    return plain.read(text, name=name, encoding=encoding)


def _known(format: str | None, name: str) -> None:
    if format is not None and format not in FORMATS:
        raise SourceError(name, f"unknown format {format!r}", f"use one of {', '.join(FORMATS)}")


def resolve_target(document: Document, link: Link) -> str:
    """A link's absolute target: relative ones are joined to the page's <base> or canonical address.

    Without either, or where the target is not a URL at all, it stays as written.
    """
    base = document.meta.get("base") or document.meta.get("canonical") or ""
    try:
        return urljoin(base, link.target) if base else link.target
    except ValueError:
        return link.target
