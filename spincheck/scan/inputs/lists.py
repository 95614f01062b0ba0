"""Lists of what to check: one path or one web address a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spincheck.errors import SourceError
from spincheck.scan.inputs.storage import decompressed, opened

#: suffixes of text files that may list addresses
LISTS: Final = (".txt", ".lst", ".list", ".urls")
#: longest line in bytes, and how many lines are looked at to tell a list of addresses
_LONGEST: Final = 8192
_LOOKED_AT: Final = 20
_WEB: Final = (b"http://", b"https://")


def addresses(name: str) -> Iterator[tuple[int, str]]:
    """(line number, address) of a list; empty lines and those that begin with "#" are left out. "-" is the standard input.

    Raises SourceError when the file cannot be read.
    """
    try:
        with opened(name) if name == "-" else decompressed(name) as stream:
            for number, line in _lines(stream.readline):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
                if text and not text.startswith("#"):
                    yield number, text
    except (OSError, EOFError, ValueError) as error:
        raise SourceError(name, f"cannot be read ({error})") from None


def paths(name: str) -> Iterator[str]:
    """The paths of a list, one a line, or ended by null bytes (``find -print0``). "-" is the standard input.

    Raises SourceError when the file cannot be read.
    """
    import os

    try:
        with opened(name) as stream:
            for _, line in _lines(stream.readline, longest=1 << 20):
                for part in line.rstrip(b"\r\n").split(b"\0"):
                    if part.strip():
                        yield os.fsdecode(part)
    except OSError as error:
        raise SourceError(name, f"cannot be read ({error})") from None


def is_list(name: str) -> bool:
    """Whether a text file lists web addresses: its first lines are nothing else. False when it cannot be read."""
    if not name.lower().endswith(LISTS):
        return False
    try:
        with opened(name) as stream:
            head = stream.read(_LONGEST * 2)
    except (SourceError, OSError):
        return False
    whole = head.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    if len(head) == _LONGEST * 2 and len(whole) > 1:
        whole.pop()
    lines = [s for line in whole if (s := line.strip()) and not s.startswith(b"#")][:_LOOKED_AT]
    return bool(lines) and all(line.lower().startswith(_WEB) and len(line.split()) == 1 for line in lines)


def _lines(readline: object, longest: int = _LONGEST) -> Iterator[tuple[int, bytes]]:
    """Lines with their number; one that is too long is cut, and its rest left out."""
    read = readline
    assert callable(read)
    number = 0
    while line := read(longest):
        number += 1
        yield number, line
        while line and not line.endswith(b"\n"):
            line = read(longest)
