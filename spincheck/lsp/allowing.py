"""Add a phrase to ``allow`` in a configuration file, as text, so that the file's comments and order stay."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_ALLOW = re.compile(r"^[ \t]*allow[ \t]*=[ \t]*\[", re.MULTILINE)
_SECTION = re.compile(r"^[ \t]*\[tool\.spincheck\][^\n]*\n?", re.MULTILINE)


def addition(config: str, phrase: str, *, pyproject: bool = False) -> tuple[int, str] | None:
    """(offset, text) to insert so that ``allow`` holds the phrase too.

    None when it holds it already, or when the file is not one that a plain insertion extends; the result is parsed to
    make sure that nothing else changed.
    """
    quoted = json.dumps(" ".join(phrase.split()), ensure_ascii=False)
    begin = 0
    if pyproject:
        section = _SECTION.search(config)
        if section is None:
            return None
        begin = section.end()
    table = _TABLE.search(config, begin)
    known = _ALLOW.search(config, begin, table.start() if table else len(config))
    if known is not None:
        offset, text = known.end(), quoted + ", "
        if config[offset:].lstrip().startswith("]"):
            text = quoted
    else:
        offset, text = begin, f"allow = [{quoted}]\n"
        if pyproject and begin and not config[:begin].endswith("\n"):
            text = "\n" + text
    return (offset, text) if _right(config, offset, text, json.loads(quoted), pyproject) else None


def _right(config: str, offset: int, text: str, phrase: str, pyproject: bool) -> bool:
    try:
        before, after = tomllib.loads(config), tomllib.loads(config[:offset] + text + config[offset:])
    except tomllib.TOMLDecodeError:
        return False
    if pyproject:
        before, after = before["tool"]["spincheck"], after["tool"]["spincheck"]
    had, has = before.pop("allow", []), after.pop("allow", [])
    return before == after and phrase not in had and has == [phrase, *had]


def target(path: str, root: Path | None) -> Path:
    """The configuration file that a document's allow-list lives in: the one in force, else a new one at the root."""
    from spincheck import settings

    found = settings.discover(Path(path))
    if found is not None:
        return found
    return (root or Path(path).resolve().parent) / settings.FILE_NAME
