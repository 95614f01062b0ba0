"""Bytes of every usual encoding give the same text."""

from __future__ import annotations

import codecs

import pytest

from spincheck.sources import read_bytes
from spincheck.sources.encoding import decode

ENGLISH = "The naïve patient’s “cold” laser — 5 µm at 37 °C — costs £3.\r\nIt helped."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ENGLISH.encode(), "utf-8"),
        (codecs.BOM_UTF8 + ENGLISH.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + ENGLISH.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + ENGLISH.encode("utf-32-le"), "utf-32-le"),
        (ENGLISH.encode("utf-16-le"), "utf-16-le"),
        (ENGLISH.encode("utf-16-be"), "utf-16-be"),
        (ENGLISH.encode("cp1252"), "cp1252"),
    ],
)
def test_same_text_from_every_encoding(data: bytes, encoding: str) -> None:
    assert decode(data)[:2] == (ENGLISH, encoding)


def test_latin_1_letters() -> None:
    text = "Ein Café für señor Müller: déjà vu, naïve façade."
    assert decode(text.encode("latin-1")).text == text


def test_the_charset_a_page_declares() -> None:
    page = '<meta charset="windows-1251"><p>Холодный лазер лечит боль</p>'
    assert decode(page.encode("cp1251"), html=True).text == page
    assert read_bytes(page.encode("cp1251"), name="a.html").text == "Холодный лазер лечит боль"


def test_utf_8_wins_over_a_wrong_declaration() -> None:
    page = '<meta charset="iso-8859-1"><p>naïve “cold”</p>'
    assert decode(page.encode(), html=True)[:2] == (page, "utf-8")


def test_utf_7_is_never_believed() -> None:
    page = b'<meta charset="utf-7"><p>+ADw-script+AD4- caf\xe9</p>'
    assert "<script>" not in decode(page, html=True).text


def test_a_cut_off_character_is_told() -> None:
    data = "It helps – naïve – café".encode()[:-1]
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text.endswith("caf\ufffd")
    assert read_bytes(data, name="a.txt").left_out == (("encoding", decoded.note),)
    assert "U+FFFD" in decoded.note


def test_offsets_do_not_count_the_byte_order_mark() -> None:
    doc = read_bytes(codecs.BOM_UTF8 + b"Cold laser helps the pain.", name="a.txt")
    assert doc.source.startswith("Cold")
    assert doc.map.to_source(0, 4) == (0, 4)


def test_every_byte_value_decodes() -> None:
    assert len(decode(bytes(range(256))).text) > 0
