"""Data that travels inside an HTML file: small, the same for the same input, and unable to end its element."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any


def packed(value: Any) -> str:
    """JSON, compressed, in base64: no character of it means anything to HTML. The same value gives the same string."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def utf16(text: str, places: list[int]) -> list[int]:
    """Code point offsets as the UTF-16 offsets that a browser counts in. Offsets beyond the text become its end."""
    if text.isascii() or max(text, default="") < "\U00010000":
        return [min(max(place, 0), len(text)) for place in places]
    at = [0]
    for character in text:
        at.append(at[-1] + (2 if character >= "\U00010000" else 1))
    return [at[min(max(place, 0), len(text))] for place in places]


def columns(table: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns; names are then written once, and equal values compress well."""
    return {name: [row[name] for row in table] for name in (table[0] if table else ())}
