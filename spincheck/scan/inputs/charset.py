"""The charset that an HTTP header gives a page, where the page itself does not settle it."""

from __future__ import annotations

import codecs
import re
from typing import Final

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
#: a charset that is no text, or one that smuggles text
_REFUSED: Final = frozenset({"utf-8", "utf-7", "punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"})


def by_header(body: bytes, content_type: str) -> bytes | str:
    """The body decoded, where only the Content-Type header tells its charset; else the body, for the reader to find out.

    What begins with a byte-order mark or is valid UTF-8 is left to the reader whatever the header says.
    """
    found = _CHARSET.search(content_type)
    if not found or body.startswith(_MARKS) or not content_type.lower().lstrip().startswith("text/"):
        return body
    try:
        codec = codecs.lookup(found[1])
        body.decode("utf-8")
    except LookupError:
        return body
    except UnicodeDecodeError:
        pass
    else:
        return body
    if codec.name in _REFUSED or not getattr(codec, "_is_text_encoding", False):
        return body
    try:
        # a Latin-1 label means Windows-1252 to browsers, and so here
        return body.decode("cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name)
    except (UnicodeError, ValueError):
        return body
