"""Read the suppressions a document carries: comments, front matter, and a sidecar file beside it.

Comments (a line by itself in plain text; anywhere in Markdown and HTML)::

    <!-- spincheck: ignore[SPN102] reason="quoted source" until=2027-01-01 -->       this block, or the next one
    <!-- spincheck: ignore-start[SPN102, LNK] reason="..." --> ... <!-- spincheck: ignore-end -->
    <!-- spincheck: ignore-file[RDB] reason="..." -->

Front matter: a list ``spincheck-ignore`` of ``SPN102 reason="..." until=...``. Sidecar, for formats without comments:
``<name>.spincheck.toml`` with ``[[ignore]]`` tables (rules, reason, until, text, place).
"""

from __future__ import annotations

import difflib
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from spincheck.document import Directive, Document, Link
from spincheck.errors import ConfigError

SIDECAR_SUFFIX = ".spincheck.toml"
FRONT_MATTER_KEY = "spincheck-ignore"
_SIDECAR_BYTES = 1_000_000
_VERBS = ("ignore", "ignore-start", "ignore-end", "ignore-file")
_HEAD = re.compile(r"([A-Za-z][\w-]*)\s*(?:\[([^\]]*)\])?\s*")
_FIELD = re.compile(r"([A-Za-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”|([^\s\"'“”,\]]+))\s*")
_CODE = re.compile(r"[A-Za-z][\w-]*")
_SIDECAR_KEYS = ("rules", "reason", "until", "text", "place")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One wish not to see some findings.

    ``at`` is where it is written (source offsets, (0, 0) for a sidecar), ``start:end`` the part of the source it
    covers. ``codes`` are rule codes, code prefixes, rule names or ``all``. ``problems`` says what is wrong with it.
    """

    at: tuple[int, int]
    start: int
    end: int
    codes: tuple[str, ...]
    reason: str = ""
    until: date | None = None
    #: only findings whose text holds this, or lies in it
    text: str = ""
    #: only findings whose location begins with this ("paragraph 12")
    place: str = ""
    origin: Literal["comment", "front matter", "sidecar"] = "comment"
    #: names a sidecar entry, which has no place in the source
    location: str = ""
    problems: tuple[str, ...] = ()

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and today > self.until


@dataclass(frozen=True, slots=True)
class _Parsed:
    verb: str
    codes: tuple[str, ...]
    fields: Mapping[str, str]
    until: date | None
    problems: tuple[str, ...]


def today() -> date:
    """The date suppressions expire by; ``SOURCE_DATE_EPOCH`` fixes it for reproducible runs."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdigit():
        return datetime.fromtimestamp(int(fixed), UTC).date()
    return datetime.now().astimezone().date()


def suppressions(document: Document) -> list[Suppression]:
    """All suppressions of a document, in source order, those of the sidecar last.

    Raises ConfigError when the sidecar file cannot be read or is wrong.
    """
    found = [*_from_front_matter(document), *_from_comments(document)]
    return [*sorted(found, key=lambda s: s.at), *_from_sidecar(document)]


def sidecar_of(path: str) -> Path | None:
    """The sidecar file of a document, when there is one."""
    if not path or path.startswith("<") or "://" in path:
        return None
    try:
        file = Path(path + SIDECAR_SUFFIX)
        return file if file.is_file() else None
    except (OSError, ValueError):
        return None


# -- comments ---------------------------------------------------------------------------------------------


def _from_comments(document: Document) -> Iterator[Suppression]:
    spans = _block_spans(document) if document.directives else []
    opened: list[tuple[Directive, _Parsed]] = []
    for directive in document.directives:
        parsed = _parse(directive.body)
        at = (directive.source_start, directive.source_end)
        if parsed.verb == "ignore-start":
            opened.append((directive, parsed))
        elif parsed.verb == "ignore-end":
            index = _partner(opened, parsed.codes)
            if index is None:
                yield Suppression(at, *at, (), problems=("this ignore-end has no ignore-start before it",))
            else:
                first, began = opened.pop(index)
                where = (first.source_start, first.source_end)
                yield _made(began, where, first.source_end, directive.source_start, parsed.problems)
        elif parsed.verb == "ignore-file":
            yield _made(parsed, at, 0, len(document.source))
        elif parsed.verb == "ignore":
            start, end = _covered(document, directive, spans)
            yield _made(parsed, at, start, end)
        else:
            yield Suppression(at, *at, (), problems=parsed.problems)
    for first, began in opened:
        at = (first.source_start, first.source_end)
        yield _made(began, at, first.source_end, len(document.source), ("this ignore-start has no ignore-end",))


def _partner(opened: list[tuple[Directive, _Parsed]], codes: tuple[str, ...]) -> int | None:
    for index in range(len(opened) - 1, -1, -1):
        if not codes or set(codes) == set(opened[index][1].codes):
            return index
    return None


def _made(parsed: _Parsed, at: tuple[int, int], start: int, end: int, more: tuple[str, ...] = ()) -> Suppression:
    fields = parsed.fields
    return Suppression(
        at,
        start,
        end,
        parsed.codes,
        fields.get("reason", "").strip(),
        parsed.until,
        fields.get("text", ""),
        problems=(*parsed.problems, *more),
    )


def _parse(body: str) -> _Parsed:
    head = _HEAD.match(body)
    verb = head.group(1).lower() if head else ""
    if head is None or verb not in _VERBS:
        near = difflib.get_close_matches(verb, _VERBS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(_VERBS)}"
        return _Parsed("", (), {}, None, (f"{body.split()[0] if body.split() else 'nothing'!r} is no directive: {hint}",))
    codes = tuple(c.strip() for c in (head.group(2) or "").split(",") if c.strip())
    fields, until, problems = _fields(body[head.end() :])
    if verb != "ignore-end" and not codes:
        problems = (*problems, f"name the rules in brackets: {verb}[SPN102], or {verb}[all]")
    return _Parsed(verb, codes, fields, until, problems)


def _fields(text: str) -> tuple[dict[str, str], date | None, tuple[str, ...]]:
    fields: dict[str, str] = {}
    problems: list[str] = []
    until: date | None = None
    at = 0
    while at < len(text):
        match = _FIELD.match(text, at)
        if match is None:
            problems.append(f'cannot read {text[at : at + 30].strip()!r}: write reason="..." or until=YYYY-MM-DD')
            break
        at = match.end()
        key, value = match.group(1).lower(), next(g for g in match.groups()[1:] if g is not None)
        if key == "until":
            try:
                until = date.fromisoformat(value)
            except ValueError:
                problems.append(f"until={value!r} is not a date: write YYYY-MM-DD")
        elif key in ("reason", "text"):
            fields[key] = value
        else:
            problems.append(f"unknown field {key!r}: use reason, until or text")
    return fields, until, tuple(problems)


def _block_spans(document: Document) -> list[tuple[int, int]]:
    """Source spans of the blocks, the markup of their links included."""
    out: list[tuple[int, int]] = []
    starts = [b.start for b in document.blocks]
    links: dict[int, list[Link]] = {}
    for link in document.links:
        links.setdefault(bisect_right(starts, link.start) - 1, []).append(link)
    for number, block in enumerate(document.blocks):
        try:
            start, end = document.map.to_source(block.start, block.end)
        except ValueError:
            continue
        mine = [k for k in links.get(number, ()) if k.start < block.end]
        out.append((min([start, *(k.source_start for k in mine)]), max([end, *(k.source_end for k in mine)])))
    return out


def _covered(document: Document, directive: Directive, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """What a bare ``ignore`` covers: the block it stands in or closes, else the next one.

    A block reaches to where the next one begins, so that links and hidden text at its end are part of it.
    """
    for number, (start, end) in enumerate(spans):
        follow = spans[number + 1][0] if number + 1 < len(spans) else len(document.source)
        inside = start < directive.source_start < end
        between = document.source[end : directive.source_start] if end <= directive.source_start < follow else None
        trailing = between is not None and not between.strip() and "\n" not in between and "\r" not in between
        if inside or trailing:
            return start, follow
        if start >= directive.source_end:
            return directive.source_end, follow
    return directive.source_end, len(document.source)


# -- front matter -----------------------------------------------------------------------------------------


def _from_front_matter(document: Document) -> Iterator[Suppression]:
    listed = document.meta.get(FRONT_MATTER_KEY, "")
    if not listed:
        return
    key = re.search(rf"^[ \t]*[\"']?{FRONT_MATTER_KEY}\b", document.source, re.MULTILINE | re.IGNORECASE)
    at = key.end() if key else 0
    for entry in _entries(listed):
        codes = []
        rest = entry
        while (match := _CODE.match(rest)) and not _FIELD.match(rest):
            codes.append(match.group())
            rest = rest[match.end() :].lstrip()
        fields, until, problems = _fields(rest)
        place = document.source.find(codes[0] if codes else entry, at)
        where = (place, place + len(codes[0] if codes else entry)) if place >= 0 else (0, 0)
        at = max(at, where[1])
        if not codes:
            problems = (*problems, f"{entry!r} names no rule")
        yield Suppression(
            where,
            0,
            len(document.source),
            tuple(codes),
            fields.get("reason", "").strip(),
            until,
            fields.get("text", ""),
            origin="front matter",
            problems=problems,
        )


def _entries(listed: str) -> list[str]:
    """Split at commas outside quotation marks."""
    parts = re.findall(r"(?:\"[^\"]*\"|'[^']*'|“[^”]*”|[^,])+", listed)
    return [p.strip() for p in parts if p.strip()]


# -- sidecar ----------------------------------------------------------------------------------------------


def _from_sidecar(document: Document) -> Iterator[Suppression]:
    file = sidecar_of(document.path)
    if file is None:
        return
    for number, entry in enumerate(_sidecar_entries(file), 1):
        where = f"{file}: [[ignore]] {number}"
        unknown = next((k for k in entry if k not in _SIDECAR_KEYS), None)
        if unknown is not None:
            near = difflib.get_close_matches(unknown, _SIDECAR_KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use {', '.join(_SIDECAR_KEYS)}"
            raise ConfigError(f"{where}: unknown key {unknown!r}", hint)
        rules = entry.get("rules", ())
        codes = (rules,) if isinstance(rules, str) else tuple(rules) if isinstance(rules, list) else ()
        if not codes or not all(isinstance(c, str) for c in codes):
            raise ConfigError(f"{where}: no rules", 'write rules = ["SPN102"]')
        until = entry.get("until")
        if isinstance(until, datetime):
            until = until.date()
        if until is not None and not isinstance(until, date):
            raise ConfigError(f"{where}: until is not a date", "write until = 2027-01-01, without quotes")
        words = {k: entry.get(k, "") for k in ("reason", "text", "place")}
        if not all(isinstance(v, str) for v in words.values()):
            raise ConfigError(f"{where}: reason, text and place must be strings", 'write reason = "..."')
        yield Suppression(
            (0, 0),
            0,
            len(document.source),
            codes,
            words["reason"].strip(),
            until,
            words["text"],
            words["place"],
            "sidecar",
            location=f"{file.name}, entry {number}",
        )


def _sidecar_entries(file: Path) -> list[Mapping[str, Any]]:
    import tomllib

    try:
        data = file.read_bytes()
        if len(data) > _SIDECAR_BYTES:
            raise ConfigError(f"{file}: larger than 1 MB", "a sidecar file lists suppressions only")
        table = tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}", "check its permissions") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: not valid TOML: {error}", "correct the line named") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8", "save the file as UTF-8") from None
    entries = table.pop("ignore", [])
    if table:
        raise ConfigError(f"{file}: unknown key {next(iter(table))!r}", "a sidecar file holds [[ignore]] tables only")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ConfigError(f"{file}: 'ignore' must be an array of tables", "write [[ignore]]")
    return entries
