"""Bytes to text: byte-order marks, UTF-8, UTF-16, declared HTML charsets, and the rest by detection."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
#: what English prose has above ASCII in Windows-1252: quotes, dashes, trade marks, degrees, accents
_ENGLISH_1252 = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xae\xb0\xb1\xb2\xb3\xb5\xb7"
    b"\xbc\xbd\xbe\xc9\xd7\xe0\xe1\xe2\xe4\xe7\xe8\xe9\xea\xeb\xed\xef\xf1\xf3\xf4\xf6\xfc"
)
#: encodings whose ASCII is not ASCII: a page may declare them to smuggle text
_REFUSED = frozenset({"utf-7", "utf_7", "utf7", "unicode-1-1-utf-7", "idna", "punycode"})


class Decoded(NamedTuple):
    """``text`` without a byte-order mark, the ``encoding`` it was in, and a ``note`` when something was lost."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, *, html: bool = False) -> Decoded:
    """Decode a file. Never fails: what cannot be decoded becomes U+FFFD and is told in ``note``.

    The order is: byte-order mark, UTF-16 by its zero bytes, the charset an HTML page declares, UTF-8,
    Windows-1252 where every high byte is one English prose uses, then statistical detection.
    Line ends are kept as they are; the byte-order mark is not part of the text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _forced(data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _forced(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if html:
        declared = _declared(data[:4096])
        if declared and declared != "utf-8":
            try:
                return Decoded(data.decode(declared), declared)
            except (UnicodeDecodeError, LookupError):
                pass
    broken = _mostly_utf8(data)
    if broken:
        return Decoded(data.decode("utf-8", "replace"), "utf-8", broken)
    return _detected(data)


def _forced(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, f"some bytes are not {encoding} and were read as U+FFFD")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    head = data[:4096]
    half = len(head) // 2
    if half < 2 or b"\0" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd >= 0.6 * half and even <= 0.05 * half:
        return "utf-16-le"
    if even >= 0.6 * half and odd <= 0.05 * half:
        return "utf-16-be"
    return ""


def _declared(head: bytes) -> str:
    match = _DECLARED.search(head)
    if not match:
        return ""
    name = (match.group(1) or match.group(2)).decode("ascii", "replace").lower()
    if name in _REFUSED:
        return ""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # browsers read a Latin-1 label as Windows-1252, and so does this
    return "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name


def _mostly_utf8(data: bytes) -> str:
    """A note when the file is UTF-8 but for a few bytes (cut off, pasted), else empty."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in re.findall(r"[^\x00-\x7f]", text[:200_000]) if c != "\ufffd")
    cut = bad == 1 and text.endswith("\ufffd") and (good or data[-1:] >= b"\xc2") and good * 4 >= 1
    if cut or good >= 4 * bad:
        return f"{bad} byte sequence{'s' if bad > 1 else ''} not UTF-8 read as U+FFFD"
    return ""


def _detected(data: bytes) -> Decoded:
    high = {b for b in data if b >= 0x80}
    if high <= _ENGLISH_1252:
        return Decoded(data.decode("cp1252"), "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    for encoding in (best.encoding if best else "", "cp1252"):
        try:
            if encoding:
                return Decoded(data.decode(encoding), encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return Decoded(data.decode("latin-1"), "latin-1")
