"""The report of an audit: one self-contained HTML file that reads the audit file and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

#: pages whose text a report carries unless it is told otherwise
PAGES: Final = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What every report format gets to know beside the audit."""

    #: the audit file, for its name
    audit: Path
    #: name of the client or site; empty: made from the audit's inputs
    title: str = ""
    #: how many pages, worst first, come with their text and findings
    pages: int = PAGES
    #: earlier audits to compare with, oldest first
    compare: tuple[Path, ...] = ()


def html(base: duckdb.DuckDBPyConnection, options: Options) -> Iterator[str]:
    """The report in HTML, in parts to be written one after the other. Raises UsageError for a bad ``compare``."""
    from spincheck.dashboard.page import render

    return render(base, options)
