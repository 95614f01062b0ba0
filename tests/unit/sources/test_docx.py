"""Word documents, made here with python-docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from spincheck.document import Document
from spincheck.errors import SourceError
from spincheck.sources import read_bytes, read_path

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
FOOTNOTES = """<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="-1"><w:p><w:r><w:t>separator</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def saved(package: Any) -> bytes:
    stream = io.BytesIO()
    package.save(stream)
    return stream.getvalue()


def read(package: Any) -> Document:
    return read_bytes(saved(package), name="a.docx")


def element(name: str, text: str = "", **attributes: str) -> Any:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if text:
        made.text = text
    return made


def run(text: str) -> Any:
    made = element("r")
    made.append(element("t", text))
    return made


def add_link(package: Any, paragraph: Any, target: str, text: str) -> None:
    link = element("hyperlink")
    link.set(qn("r:id"), package.part.relate_to(target, HYPERLINK, is_external=True))
    link.append(run(text))
    paragraph._p.append(link)


def add_field(paragraph: Any, code: str, text: str) -> None:
    for piece in (
        element("fldChar", fldCharType="begin"),
        element("instrText", code),
        element("fldChar", fldCharType="separate"),
        element("t", text),
        element("fldChar", fldCharType="end"),
    ):
        paragraph.add_run()._r.append(piece)


def kinds(doc: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, doc.text[b.start : b.end]) for b in doc.blocks]


def test_kinds_source_and_locations(tmp_path: Path) -> None:
    package = docx.Document()
    package.add_paragraph("The Title", style="Title")
    package.add_heading("Section", 2)
    paragraph = package.add_paragraph("A ")
    paragraph.add_run("chilly").bold = True
    paragraph.add_run(" laser\tfor\nyou 😀")
    package.add_paragraph("Item", style="List Bullet")
    package.add_paragraph("Said by somebody", style="Quote")
    package.add_paragraph("Figure", style="Caption")
    package.add_table(2, 2).cell(1, 0).text = "Cell"
    package.save(str(tmp_path / "a.docx"))
    doc = read_path(tmp_path / "a.docx")
    assert kinds(doc) == [
        ("heading", 1, "The Title"),
        ("heading", 2, "Section"),
        ("paragraph", 0, "A chilly laser for you 😀"),
        ("list-item", 1, "Item"),
        ("quote", 0, "Said by somebody"),
        ("caption", 0, "Figure"),
        ("table-cell", 0, "Cell"),
    ]
    assert doc.source.startswith("The Title\nSection\nA chilly laser\tfor\nyou 😀\nItem\n")
    body = doc.blocks[2]
    assert [(doc.text[at:].split()[0], name) for at, name in body.locations] == [
        ("A", "paragraph 3, run 1"),
        ("chilly", "paragraph 3, run 2"),
        ("laser", "paragraph 3, run 3"),
    ]
    assert doc.blocks[-1].locations[0][1] == "table 1, row 2, cell 1, paragraph 1, run 1"
    at = doc.text.index("chilly laser for")
    start, end = doc.map.to_source(at, at + len("chilly laser for"))
    assert doc.source[start:end] == "chilly laser\tfor"
    assert doc.title == "The Title"
    assert [doc.text[a:b] for a, b in doc.quotes] == ["Said by somebody"]


def test_hyperlinks_and_fields() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("See ")
    add_link(package, paragraph, "http://spam.org/x", "click here")
    paragraph.add_run(" and ")
    add_field(paragraph, ' HYPERLINK "http://field.org/" \\l "part" ', "the field")
    simple = element("fldSimple", instr='HYPERLINK \\l "mark"')
    simple.append(run("below"))
    paragraph.add_run(" or ")
    paragraph._p.append(simple)
    add_field(paragraph, " PAGE ", " 7")
    paragraph.add_run(" http://bare.org/z")
    doc = read(package)
    assert doc.text == "See click here and the field or below 7 http://bare.org/z"
    assert [(k.form, k.target, k.anchor) for k in doc.links] == [
        ("docx", "http://spam.org/x", "click here"),
        ("docx", "http://field.org/#part", "the field"),
        ("docx", "#mark", "below"),
        ("bare", "http://bare.org/z", "http://bare.org/z"),
    ]
    assert all(doc.text[k.start : k.end] == k.anchor == doc.source[k.source_start : k.source_end] for k in doc.links)


def test_hidden_text() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("Seen ")
    for text in ("not ", "seen"):
        paragraph.add_run(text).font.hidden = True
    paragraph.add_run(" again.")
    package.add_paragraph("White ").add_run("on white").font.color.rgb = RGBColor(255, 255, 255)
    package.add_paragraph("Tiny ").add_run("print").font.size = Pt(1)
    package.add_paragraph("Plain ").add_run("shown").font.hidden = False
    cell = package.add_table(1, 1).cell(0, 0).paragraphs[0]
    cell.add_run("Header in white").font.color.rgb = RGBColor(255, 255, 255)
    doc = read(package)
    assert [t for _, _, t in kinds(doc)] == ["Seen again.", "White", "Tiny", "Plain shown", "Header in white"]
    assert [(h.how, h.text, doc.source[h.source_start : h.source_end]) for h in doc.hidden] == [
        ("hidden text", "not seen", "not seen"),
        ("white text on white", "on white", "on white"),
        ("font size 1 pt", "print", "print"),
    ]


def test_a_hidden_link() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("Seen ")
    add_link(package, paragraph, "http://spam.org", "pills")
    properties = element("rPr")
    properties.append(element("vanish"))
    paragraph._p.findall(f".//{qn('w:hyperlink')}/{qn('w:r')}")[0].insert(0, properties)
    doc = read(package)
    assert doc.text == "Seen"
    assert [(k.anchor, k.hidden, k.start == k.end) for k in doc.links] == [("pills", "hidden text", True)]
    assert doc.hidden[0].has_link


def test_tracked_changes_comments_and_page_headers() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("It ")
    inserted, deleted = element("ins"), element("del")
    inserted.append(run("helps"))
    gone = element("r")
    gone.append(element("delText", "cures"))
    deleted.append(gone)
    paragraph._p.append(deleted)
    paragraph._p.append(inserted)
    package.sections[0].header.paragraphs[0].text = "Page header"
    doc = read(package)
    assert doc.text == "It helps"
    assert [check for check, _ in doc.left_out] == ["docx:tracked-changes", "docx:header-footer"]


def test_footnotes_follow_the_text() -> None:
    package = docx.Document()
    package.add_paragraph("It helps").add_run()._r.append(element("footnoteReference", id="2"))
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(package))) as old, zipfile.ZipFile(data, "w") as new:
        for member in old.namelist():
            content = old.read(member).decode("latin-1")
            if member == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                content = content.replace("</Relationships>", relation)
            if member == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                part = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                content = content.replace("</Types>", part)
            new.writestr(member, content.encode("latin-1"))
        new.writestr("word/footnotes.xml", FOOTNOTES)
    doc = read_bytes(data.getvalue(), name="a.docx")
    assert [t for _, _, t in kinds(doc)] == ["It helps [1]", "The note."]
    assert doc.blocks[1].locations == ((doc.blocks[1].start, "footnote 1, paragraph 1, run 1"),)


def test_headings_made_by_hand_and_metadata() -> None:
    package = docx.Document()
    package.core_properties.author = "Ann Lee"
    package.core_properties.title = "From the properties"
    package.add_paragraph("How Cold Lasers Work").runs[0].bold = True
    package.add_paragraph("By Bob Roe")
    package.add_paragraph("They shine on the skin, and that is all.")
    doc = read(package)
    assert [k for k, _, _ in kinds(doc)] == ["heading", "paragraph", "paragraph"]
    assert (doc.title, doc.byline) == ("How Cold Lasers Work", "By Bob Roe")
    assert doc.meta["author"] == "Ann Lee"
    assert "description" not in doc.meta


def test_code_and_contents_are_left_out() -> None:
    package = docx.Document()
    package.styles.add_style("Source Code", 1)
    package.add_paragraph("pip install", style="Source Code")
    package.add_paragraph("Text here.")
    doc = read(package)
    assert doc.text == "Text here."
    assert [doc.source[a:b] for a, b in doc.code] == ["pip install"]


def test_a_document_without_text() -> None:
    with pytest.raises(SourceError, match="no text in the document"):
        read(docx.Document())


def test_an_entity_bomb_is_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = io.BytesIO()
    package = docx.Document()
    package.add_paragraph("MARK")
    with zipfile.ZipFile(io.BytesIO(saved(package))) as old, zipfile.ZipFile(data, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/document.xml":
                head, body = content.split(b"?>", 1)
                content = head + b"?>" + bomb.encode() + body.replace(b"MARK", b"x &b; y")
            new.writestr(member, content)
    try:
        text = read_bytes(data.getvalue(), name="a.docx").text
    except SourceError:
        text = ""
    assert "aaa" not in text


def test_text_boxes_are_read_once_however_they_nest() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("Around")
    around = paragraph._p
    for depth in range(40):
        box, inner = element("txbxContent"), element("p")
        inner.append(run(f"box {depth}"))
        box.append(inner)
        holder = element("r")
        holder.append(box)
        around.append(holder)
        around = inner
    doc = read(package)
    assert [t for _, _, t in kinds(doc)] == ["Around", *(f"box {i}" for i in range(40))]
