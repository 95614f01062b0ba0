"""Word documents to Document. The source is the text itself, one line a paragraph; findings also name the
paragraph and run they stand in ("paragraph 12, run 3"), because a docx file has no text offsets.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from spincheck.document import Document, Hidden, Link
from spincheck.errors import SourceError
from spincheck.sources.builder import Builder
from spincheck.sources.docx_body import Body, Paragraph
from spincheck.sources.prose import is_byline, looks_like_heading, pick_title, top_headings

#: bounds on what a docx may unpack to; zip bombs go far beyond
_MOST_BYTES = 200_000_000
_MOST_RATIO = 250
_MOST_MEMBERS = 10_000

_TOP = 12


def read(data: bytes, *, name: str) -> Document:
    """Read a docx file from its bytes. Raises SourceError when it is damaged or unpacks to too much."""
    _check_archive(data, name)
    try:
        import docx

        package = docx.Document(io.BytesIO(data))
        body = Body(package)
        body.read()
        meta = _properties(package)
    except Exception as error:  # python-docx and lxml raise whatever a damaged part leads to
        reason = str(error).split("\n", 1)[0][:120] or type(error).__name__
        raise SourceError(name, f"the Word document is damaged ({reason})", "open and save it in Word again") from None
    return _document(body, meta, name)


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise SourceError(
            name, "the Word document is damaged or cut off", "copy the file again, or open and save it in Word"
        ) from None
    size = sum(m.file_size for m in members)
    packed = any(m.file_size > 1_000_000 and m.file_size > _MOST_RATIO * max(m.compress_size, 1) for m in members)
    if size > _MOST_BYTES or packed or len(members) > _MOST_MEMBERS:
        raise SourceError(name, "unpacks to far more than a document holds", "save its text as a new document")
    if not any(m.filename.startswith("word/") for m in members):
        raise SourceError(name, "this is a zip archive, not a Word document", "unpack it and check the files in it")


def _document(body: Body, meta: dict[str, str], name: str) -> Document:
    source = "".join(body.out).removesuffix("\n")
    builder = Builder(source)
    builder.left_out.extend(body.left_out)
    titles: list[str] = []
    styled = any(p.kind == "heading" for p in body.paragraphs)
    for paragraph in body.paragraphs:
        if paragraph.code:
            builder.code.append((paragraph.start, min(paragraph.end, len(source))))
            continue
        block = _add(builder, paragraph)
        if block and paragraph.title:
            titles.append(builder.since(block[0]))
    builder.close()
    text = builder.since(0)
    if not styled:  # headings made by hand, in bold
        _guess_headings(builder, text)
    byline = ""
    for block_ in builder.blocks[:_TOP]:
        if block_.kind != "heading" and is_byline(text[block_.start : block_.end]):
            byline = text[block_.start : block_.end]
            break
    title = (titles or [""])[0] or pick_title(top_headings(text, builder.blocks)) or meta.get("title", "")
    if not text and not builder.links:
        raise SourceError(name, "there is no text in the document", "give a document with text in it")
    return builder.document(name, "docx", title=title, byline=byline or meta.get("author", ""), meta=meta)


def _add(builder: Builder, paragraph: Paragraph) -> tuple[int, int] | None:
    builder.open(paragraph.kind, paragraph.level)
    link: tuple[int, int, str, list[str]] | None = None
    how = ""
    for piece in paragraph.pieces:
        if piece.edge == "open":
            link, how = (builder.length, piece.start, piece.target, []), ""
        elif piece.edge == "close" and link is not None:
            start, end = builder.trimmed(link[0])
            anchor = builder.since(start) if end > start else "".join(link[3]).strip()
            builder.links.append(
                Link(start, end, link[2], anchor, link[1], piece.end, form="docx", hidden="" if end > start else how)
            )
            link = None
        elif piece.hidden:
            how = piece.hidden
            words = builder.source[piece.start : piece.end]
            if link is not None:
                link[3].append(words)
            if words.strip():
                _hide(builder, Hidden(piece.start, piece.end, words.strip(), how, link is not None))
        elif piece.end > piece.start:
            builder.locate(piece.location)
            builder.prose(piece.start, piece.end)
    block = builder.close()
    if block is not None and paragraph.kind == "quote":
        builder.quotes.append((block.start, block.end))
    return (block.start, block.end) if block else None


def _hide(builder: Builder, hidden: Hidden) -> None:
    """Neighbouring runs that are hidden the same way are one hidden part."""
    last = builder.hidden[-1] if builder.hidden else None
    if last is not None and last.source_end == hidden.source_start and last.how == hidden.how:
        builder.hidden[-1] = replace(
            last,
            source_end=hidden.source_end,
            text=builder.source[last.source_start : hidden.source_end].strip(),
            has_link=last.has_link or hidden.has_link,
        )
    else:
        builder.hidden.append(hidden)


def _guess_headings(builder: Builder, text: str) -> None:
    for index, block in enumerate(builder.blocks[:-1]):
        words = text[block.start : block.end]
        if block.kind == "paragraph" and looks_like_heading(words) and not is_byline(words):
            builder.blocks[index] = replace(block, kind="heading", level=2 if index else 1)


def _properties(package: Any) -> dict[str, str]:
    core = package.core_properties
    found = {
        "title": core.title,
        "author": core.author,
        "description": core.comments,
        "keywords": core.keywords,
        "lang": core.language,
        "date": core.created.date().isoformat() if core.created else "",
        "modified": core.modified.date().isoformat() if core.modified else "",
    }
    # what the library that made the file wrote is not an author
    return {k: v.strip() for k, v in found.items() if v and v.strip() and "python-docx" not in v}
