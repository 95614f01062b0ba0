"""The HTML file: a shell, style and script from ``assets``, the data packed, and a policy that forbids everything else.

Nothing from a page reaches the markup except through :func:`html.escape` or inside base64; the script puts it in as text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from spincheck.dashboard import Options, data, sides, trend, words
from spincheck.dashboard.pack import packed
from spincheck.scan import rollup

if TYPE_CHECKING:
    import duckdb

#: bytes that the texts of pages may take in the file; pages that no longer fit are shown without text
ROOM: Final = 20_000_000
SCRIPTS: Final = ("util.js", "table.js", "charts.js", "families.js", "view.js", "app.js")


def render(base: duckdb.DuckDBPyConnection, options: Options) -> Iterator[str]:
    """The file in parts. The same audit and options give the same bytes."""
    found = rollup.summary(base)
    runs = rollup.runs(base)
    columns, index = data.pages(base)
    numbers = {columns["prefix"] + path: n for n, path in enumerate(columns["path"])}
    blocks, carried = _texts(base, index, options.pages)
    heading = options.title or words.title(runs, columns["names"]["host"])
    payload = {
        "title": heading,
        "summary": found,
        "runs": runs,
        "pages": columns,
        "carried": [index[key] for key in carried],
        "trend": trend.trend(base, options.audit, options.compare, numbers),
        **data.rollups(base, index),
    }
    facts = words.facts(base, found)
    if payload["trend"]["changes"]:
        facts.append(("trend", trend.sentence(payload["trend"]["changes"])))
    style = _asset("style.css")
    script = "(() => {\n'use strict';\n" + "\n".join(_asset(name) for name in SCRIPTS) + "\n})();"
    values = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "title": escape(heading),
        "dates": escape(dates(found)),
        "size": escape(f"{words.count(found['pages'], 'page')}, {words.count(found['words'], 'word')}"),
        "facts": "\n".join(f'<li><a href="#{where}">{escape(line)}</a></li>' for where, line in facts),
        "method": "\n".join(f"<li>{escape(line)}</li>" for line in words.method(base, found, len(carried), options.pages)),
        "data": packed(payload),
    }
    shell = _asset("shell.html")
    while shell:
        before, mark, rest = shell.partition("{{")
        yield before
        if not mark:
            break
        name, _, shell = rest.partition("}}")
        if name == "texts":
            yield from blocks
        else:
            yield values[name]


def dates(found: dict[str, Any]) -> str:
    """The days of the first and last run, in UTC: ``3 May 2026`` or ``3 May 2026 to 4 May 2026``; '' where unknown."""
    import datetime

    days = []
    for stamp in (found["began"], found["ended"] or found["began"]):
        if stamp:
            day = datetime.date.fromisoformat(stamp[:10])
            days.append(f"{day.day} {_MONTHS[day.month - 1]} {day.year}")
    return " to ".join(dict.fromkeys(days))


# not strftime: the report must not depend on the locale of the machine
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _texts(base: duckdb.DuckDBPyConnection, index: dict[str, int], limit: int) -> tuple[list[str], list[str]]:
    blocks, carried, used = [], [], 0
    aligned = sides.has_sides(base)
    for key, page in data.texts(base, data.worst_keys(base, limit)):
        page["side"] = sides.side(base, key, index) if aligned else None
        block = f'<script type="text/plain" id="text-{index[key]}">{packed(page)}</script>\n'
        if used + len(block) > ROOM:
            break
        used += len(block)
        blocks.append(block)
        carried.append(key)
    return blocks, carried


def _asset(name: str) -> str:
    return files("spincheck.dashboard").joinpath("assets", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"

    return f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; base-uri 'none'; form-action 'none'"
