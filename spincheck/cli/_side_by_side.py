"""A comparison of two texts for people: two columns on a terminal, one below the other where it is narrow, or HTML."""

from __future__ import annotations

import html
import io
import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spincheck.report.text import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from spincheck.scan.families.side import Change, Comparison, Span

#: below this many columns the sentences stand one below the other
_NARROW = 72
_STYLES = {"swapped": "bold red", "reworded": "yellow", "left out": "cyan", "put in": "cyan"}
_WORDS = {"first": "the first file", "second": "the second file"}


def console(*, color: bool, width: int | None = None) -> Console:
    """A console that keeps what is printed, in the width of the terminal."""
    from rich.console import Console

    columns = width or min(160, shutil.get_terminal_size((100, 24)).columns)
    return Console(
        file=io.StringIO(), width=columns, force_terminal=color, color_system="standard" if color else None,
        no_color=not color, highlight=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def text(names: tuple[str, str], texts: tuple[str, str], found: Comparison, out: Console, *, every: bool) -> Iterator[str]:
    """The comparison for a terminal. Without colour changed words stand in brackets. ``every``: also equal sentences."""
    out.print(*_summary(names, found), sep="\n", markup=False)
    out.print(_legend(plain=out.no_color))
    shown = [s for s in found.sentences if every or s.changes]
    from rich.rule import Rule

    for sentence in shown:
        out.print(Rule(style="dim", characters="·"))
        sides = [
            _marked(whole, getattr(sentence, side), sentence.changes, side, plain=out.no_color)
            for whole, side in zip(texts, ("first", "second"))
        ]
        out.print(_columns(sides[0], sides[1], out.width))
    for name, whole, spans in zip(names, texts, (found.only_first, found.only_second)):
        if spans:
            out.print(Rule(style="dim", characters="·"))
            out.print(f"Only in {visible(name)}:", markup=False)
            for span in spans:
                out.print(_indented(visible(" ".join(whole[slice(*span)].split()))))
    assert isinstance(out.file, io.StringIO)
    yield out.file.getvalue()


def _summary(names: tuple[str, str], found: Comparison) -> Iterator[str]:
    yield f"A  {visible(names[0])}"
    yield f"B  {visible(names[1])}"
    yield ""
    yield f"similarity {found.similarity:.2f}   covered A {found.coverage[0]:.0%}, B {found.coverage[1]:.0%}   "
    equal = sum(not s.changes for s in found.sentences)
    yield (
        f"{_count(len(found.sentences), 'sentence')} aligned, {equal} of them word for word; "
        f"{found.changed:.0%} of their words differ, {_count(found.swapped, 'known swap')}"
    )
    source = f"likely source: {_WORDS[found.source]}" if found.source else "likely source: not clear"
    yield f"{source} ({found.reason})"


def _legend(*, plain: bool) -> Text:
    from rich.text import Text

    if plain:
        return Text("[ ] marks what differs")
    out = Text("marked: ")
    for kind, meaning in (("swapped", "known swap"), ("reworded", "other wording"), ("left out", "only on one side")):
        out.append(meaning, _style(kind)).append("  ")
    return out


def _style(kind: str) -> str:
    return _STYLES.get(kind, "") + (" underline" if kind == "swapped" else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _columns(one: Text, other: Text, width: int) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table

    if width < _NARROW:
        return Group("A", Padding(one, (0, 0, 0, 2)), "B", Padding(other, (0, 0, 0, 2)))
    grid = Table.grid(padding=(0, 2), expand=True)
    for _ in range(2):
        grid.add_column(ratio=1, overflow="fold")
    grid.add_row(one, other)
    return grid


def _indented(words: str) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(words), (0, 0, 0, 2))


def _marked(whole: str, span: Span, changes: Sequence[Change], side: str, *, plain: bool) -> Text:
    from rich.text import Text

    out = Text()
    for part, kind in pieces(whole, span, changes, side):
        clean = visible(part.replace("\n", " "))
        if kind and plain:
            out.append(f"[{clean}]")
        else:
            out.append(clean, _style(kind))
    return out


def pieces(whole: str, span: Span, changes: Sequence[Change], side: str) -> Iterator[tuple[str, str]]:
    """The sentence in pieces: text, and the kind of its change or ""."""
    at = span[0]
    for change in sorted(changes, key=lambda c: getattr(c, side)):
        start, end = getattr(change, side)
        if start == end:
            continue
        if at < start:
            yield whole[at:start], ""
        yield whole[start:end], change.kind
        at = end
    if at < span[1]:
        yield whole[at : span[1]], ""


def as_html(names: tuple[str, str], texts: tuple[str, str], found: Comparison) -> Iterator[str]:
    """One page without script or network: a table of aligned sentences."""
    yield (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{html.escape(names[0])} and {html.escape(names[1])}</title>\n<style>{_CSS}</style>\n<body><main>\n"
    )
    yield "".join(f"<p>{html.escape(line)}</p>\n" for line in _summary(names, found) if line.strip())
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("A", "B", "Similarity"))
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
    for sentence in found.sentences:
        cells = []
        for whole, side in zip(texts, ("first", "second")):
            cells.append(
                "".join(
                    f"<mark class='{kind.split()[0]}' title='{kind}'>{html.escape(visible(part))}</mark>"
                    if kind
                    else html.escape(visible(part.replace("\n", " ")))
                    for part, kind in pieces(whole, getattr(sentence, side), sentence.changes, side)
                )
            )
        yield f"<tr><td>{cells[0]}</td><td>{cells[1]}</td><td>{sentence.similarity:.2f}</td></tr>\n"
    for whole, spans, left in ((texts[0], found.only_first, True), (texts[1], found.only_second, False)):
        for span in spans:
            cell = f"<td>{html.escape(visible(whole[slice(*span)]))}</td>"
            yield f"<tr>{cell if left else '<td></td>'}{'<td></td>' if left else cell}<td></td></tr>\n"
    yield "</tbody></table></main></body></html>\n"


_CSS = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1rem}main{max-width:80rem;margin:auto}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}th:last-child,td:last-child{width:6rem;text-align:right}"
    "td,th{vertical-align:top;text-align:left;padding:.4rem;border-bottom:1px solid #8886;overflow-wrap:anywhere}"
    "mark{background:#ffe08a;color:#222}mark.swapped{background:#ffb3b3;text-decoration:underline}"
    "mark.left,mark.put{background:#b8e0ff}"
)
