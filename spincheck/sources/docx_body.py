"""What a Word document's parts hold: its text, one line a paragraph, with the runs and links of each paragraph.

The element names are those of WordprocessingML (ISO/IEC 29500-1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from spincheck.document import BlockKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HYPERLINK = re.compile(r"\s*HYPERLINK\s+(?:\\l\s+)?(?:\"([^\"]*)\"|(\S+))(?:\s+\\l\s+\"([^\"]*)\")?", re.IGNORECASE)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CODE = re.compile(r"code|preformatted|listing", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
#: what runs and links may be wrapped in
_WRAPPERS = frozenset(_W + n for n in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo"))


@dataclass(slots=True)
class Piece:
    """A stretch of one run, or the edge of a link."""

    start: int
    end: int
    location: str = ""
    hidden: str = ""
    edge: str = ""
    target: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph: what it is, whether it is code or the document's title, and its pieces in order."""

    kind: BlockKind
    level: int
    code: bool = False
    title: bool = False
    pieces: list[Piece] = field(default_factory=list)
    start: int = 0
    end: int = 0


class Body:
    """Collects the source text (``out``, joined), the paragraphs with their pieces, and what was left out."""

    def __init__(self, package: Any) -> None:
        self.package = package
        self.out: list[str] = []
        self.length = 0
        self.paragraphs: list[Paragraph] = []
        self.left_out: list[tuple[str, str]] = []
        self.styles = {
            s.get(_W + "styleId"): (s.find(_W + "name").get(_W + "val") if s.find(_W + "name") is not None else "")
            for s in package.styles.element.iter(_W + "style")
        }
        self.relations = {i: r.target_ref for i, r in package.part.rels.items() if r.is_external}
        self.notes: list[str] = []
        self.field = ""
        self.in_code = self.in_result = self.field_link = False

    def read(self) -> None:
        """Read the body, then the footnotes."""
        self._blocks(self.package.element.body, "", "paragraph")
        self._footnotes()
        self._say_what_is_missing()

    def _blocks(self, parent: Any, where: str, kind: BlockKind) -> None:
        paragraphs = tables = 0
        for child in _unwrapped(parent):
            if child.tag == _W + "p":
                paragraphs += 1
                self._paragraph(child, f"{where}paragraph {paragraphs}", kind)
            elif child.tag == _W + "tbl":
                tables += 1
                for r, row in enumerate((x for x in _unwrapped(child) if x.tag == _W + "tr"), 1):
                    for c, cell in enumerate((x for x in _unwrapped(row) if x.tag == _W + "tc"), 1):
                        self._blocks(cell, f"{where}table {tables}, row {r}, cell {c}, ", "table-cell")

    def _paragraph(self, element: Any, where: str, kind: BlockKind) -> None:
        paragraph = self._described(element, kind)
        paragraph.start = self.length
        self.field, self.in_code, self.in_result, self.field_link = "", False, False, False
        self._runs(element, paragraph, where, [0])
        if self.field_link:
            paragraph.pieces.append(Piece(self.length, self.length, edge="close"))
            self.field_link = False
        paragraph.end = self.length
        self._write("\n")
        self.paragraphs.append(paragraph)
        for box in element.iter(_W + "txbxContent"):
            # text boxes stand twice in a file: once for old versions of Word
            # and a box inside a box is read with the paragraph it is in
            around = [a.tag for a in takewhile(lambda a: a is not element, box.iterancestors())]
            if not any(tag == _W + "txbxContent" or tag.endswith("}Fallback") for tag in around):
                self._blocks(box, f"{where}, text box, ", "other")

    def _described(self, element: Any, kind: BlockKind) -> Paragraph:
        properties = element.find(_W + "pPr")
        style = ""
        level = 0
        if properties is not None:
            named = properties.find(_W + "pStyle")
            style = (self.styles.get(named.get(_W + "val")) or named.get(_W + "val") or "") if named is not None else ""
            numbered = properties.find(_W + "numPr")
            if numbered is not None and kind == "paragraph":
                depth = numbered.find(_W + "ilvl")
                kind, level = "list-item", 1 + int(depth.get(_W + "val", "0") if depth is not None else 0)
            outline = properties.find(_W + "outlineLvl")
            if outline is not None and outline.get(_W + "val", "9") in "012345":
                kind, level = "heading", 1 + int(outline.get(_W + "val"))
        heading = _HEADING.match(style)
        lower = style.lower()
        if heading or lower == "title":
            return Paragraph("heading", int(heading.group(1)) if heading else 1, title=lower == "title")
        if lower.startswith("list") and kind == "paragraph":
            kind, level = "list-item", 1
        elif "quote" in lower:
            kind = "quote"
        elif lower == "caption":
            kind = "caption"
        return Paragraph(kind, level, code=bool(_CODE.search(style)) or lower.startswith("toc "))

    def _runs(self, parent: Any, paragraph: Paragraph, where: str, count: list[int]) -> None:
        for child in _unwrapped(parent):
            if child.tag == _W + "r":
                count[0] += 1
                self._run(child, paragraph, f"{where}, run {count[0]}")
            elif child.tag in (_W + "hyperlink", _W + "fldSimple"):
                target = self._target(child)
                if target:
                    paragraph.pieces.append(Piece(self.length, self.length, edge="open", target=target))
                self._runs(child, paragraph, where, count)
                if target:
                    paragraph.pieces.append(Piece(self.length, self.length, edge="close"))

    def _target(self, element: Any) -> str:
        if element.tag == _W + "fldSimple":
            return _field_target(element.get(_W + "instr", ""))
        target = str(self.relations.get(element.get(_R + "id"), ""))
        anchor = element.get(_W + "anchor")
        return f"{target}#{anchor}" if anchor else target

    def _run(self, run: Any, paragraph: Paragraph, where: str) -> None:
        start = self.length
        how = self._hidden(run, paragraph)
        for child in run:
            if child.tag == _W + "fldChar":
                self._flush(paragraph, start, where, how)
                self._field(child.get(_W + "fldCharType"), paragraph)
                start = self.length
            elif child.tag == _W + "instrText":
                self.field += child.text or ""
            elif self.in_code:
                continue  # a field's code is no text
            elif child.tag == _W + "t":
                self._write(child.text or "")
            elif child.tag in (_W + "tab", _W + "ptab"):
                self._write("\t")
            elif child.tag in (_W + "br", _W + "cr"):
                self._write("\n")
            elif child.tag == _W + "noBreakHyphen":
                self._write("-")
            elif child.tag == _W + "softHyphen":
                self._write("\u00ad")
            elif child.tag in (_W + "footnoteReference", _W + "endnoteReference"):
                self.notes.append(child.get(_W + "id", ""))
                self._write(f" [{len(self.notes)}]")
        self._flush(paragraph, start, where, how)

    def _flush(self, paragraph: Paragraph, start: int, where: str, how: str) -> None:
        if self.length > start:
            paragraph.pieces.append(Piece(start, self.length, where, how))

    def _field(self, kind: str | None, paragraph: Paragraph) -> None:
        """Complex fields: begin, code, separate, result, end."""
        if kind == "begin":
            self.field, self.in_code = "", True
        elif kind == "separate":
            self.in_code = False
            target = _field_target(self.field)
            if target and not self.field_link:
                paragraph.pieces.append(Piece(self.length, self.length, edge="open", target=target))
                self.field_link = True
        elif kind == "end":
            self.in_code = False
            if self.field_link:
                paragraph.pieces.append(Piece(self.length, self.length, edge="close"))
                self.field_link = False

    def _hidden(self, run: Any, paragraph: Paragraph) -> str:
        properties = run.find(_W + "rPr")
        if properties is None:
            return ""
        vanish = properties.find(_W + "vanish")
        if vanish is not None and vanish.get(_W + "val", "1") not in _OFF:
            return "hidden text"
        size = properties.find(_W + "sz")
        if size is not None and size.get(_W + "val", "") in ("0", "1", "2"):
            return f"font size {int(size.get(_W + 'val')) / 2:g} pt"
        colour = properties.find(_W + "color")
        if colour is not None and colour.get(_W + "val", "").upper() == "FFFFFF" and paragraph.kind != "table-cell":
            shaded = any(a.find(f".//{_W}shd") is not None for a in (properties, *run.iterancestors(_W + "p")))
            if not shaded and properties.find(_W + "highlight") is None:
                return "white text on white"
        return ""

    def _footnotes(self) -> None:
        from lxml import etree

        numbers = {identity: n for n, identity in reversed(list(enumerate(self.notes, 1)))}
        for relation in self.package.part.rels.values():
            if relation.is_external or not relation.reltype.endswith("/footnotes"):
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root.iter(_W + "footnote"):
                if note.get(_W + "id") in numbers:
                    self._blocks(note, f"footnote {numbers[note.get(_W + 'id')]}, ", "other")

    def _say_what_is_missing(self) -> None:
        body = self.package.element.body
        if next(body.iter(_W + "delText"), None) is not None:
            self.left_out.append(("docx:tracked-changes", "text deleted in tracked changes left out"))
        parts = {r.reltype.rsplit("/", 1)[-1]: r for r in self.package.part.rels.values() if not r.is_external}
        edges = [k for k in ("header", "footer") if k in parts and _has_text(parts[k])]
        if edges:
            self.left_out.append(("docx:header-footer", f"page {' and '.join(edges)} left out"))
        if "comments" in parts and _has_text(parts["comments"]):
            self.left_out.append(("docx:comments", "reviewers' comments left out"))
        if "endnotes" in parts and any(i for i in body.iter(_W + "endnoteReference")):
            self.left_out.append(("docx:endnotes", "endnotes left out"))

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)


def _has_text(relation: Any) -> bool:
    return re.search(rb"<w:t[ >][^<]*[^<\s]", relation.target_part.blob) is not None


def _unwrapped(parent: Any) -> Iterator[Any]:
    """Children, and the children of content controls and tracked insertions in their place."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _field_target(code: str) -> str:
    match = _HYPERLINK.match(code)
    if not match:
        return ""
    target, anchor = match.group(1) or match.group(2) or "", match.group(3)
    if "\\l" in code.split('"', 1)[0]:
        return f"#{target}"
    return f"{target}#{anchor}" if anchor else target
