"""What a scan checks: one item is one document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One document to check. ``key`` is the same in every run over the same input, so that a scan can be resumed.

    Of a file ``data`` is None and ``name`` its path; of a row it is the text, of a fetched or archived page the bytes.
    ``error`` says why there is nothing to check.
    """

    key: str
    name: str
    data: bytes | str | None = None
    format: str | None = None
    error: str = ""
    #: the file a row or an archived page came from, which decides its configuration; empty for a file itself
    origin: str = ""
    #: address of a page; empty for files and rows
    url: str = ""
    #: ``data`` was extracted from something else, so positions are approximate
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the text and the identity of a row, and what format the text has."""

    text: str = "text"
    id: str | None = None
    format: str = "text"


def one_line(error: BaseException) -> str:
    """An error in one line of at most 200 characters."""
    return " ".join(str(error).split())[:200] or type(error).__name__
