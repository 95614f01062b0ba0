"""The labelled link corpus, read for tests; docx records become real docx files in memory."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spincheck.document import Document
from spincheck.sources import read_bytes, read_text

FILE = Path(__file__).parents[4] / "corpora" / "links" / "links.jsonl"


def records() -> Iterator[dict[str, Any]]:
    """Every record."""
    with open(FILE, encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def read(record: dict[str, Any]) -> Document:
    """A record as the rules see it."""
    if record["format"] == "docx":
        return read_bytes(docx_bytes(record["text"]), name=f"{record['id']}.docx")
    return read_text(record["text"], name=record["id"], format=record["format"])


def docx_bytes(text: str) -> bytes:
    """A docx file with one paragraph per blank-line-separated part; ``[words](address)`` becomes a hyperlink."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    for part in text.strip().split("\n\n"):
        paragraph = document.add_paragraph()
        for piece in re.split(r"(\[[^\]]*\]\([^)]*\))", part):
            match = re.fullmatch(r"\[([^\]]*)\]\(([^)]*)\)", piece)
            if match is None:
                paragraph.add_run(piece)
                continue
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(match[2], RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            run = OxmlElement("w:r")
            words = OxmlElement("w:t")
            words.text = match[1]
            run.append(words)
            link.append(run)
            paragraph._p.append(link)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
