"""The metadata block at the top of a Markdown file: YAML between ``---``, TOML between ``+++``."""

from __future__ import annotations

import re
import tomllib

_YAML = re.compile(r"---[ \t]*(?:\r\n|\n|\r)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\n|\r)(.*?)(?<=[\r\n])\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z_][\w .-]*?)[ \t]*:(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")


def split(source: str) -> tuple[dict[str, str], int]:
    """(metadata, offset where the text begins). Keys are lower case; lists become comma-separated text.

    Only the flat part of YAML is read: ``key: value``, quoted values, folded and literal blocks, lists. What is
    not understood is left out; it never becomes text.
    """
    match = _YAML.match(source)
    if match and _is_yaml(match.group(1)):
        return _yaml(match.group(1)), match.end()
    match = _TOML.match(source)
    if match:
        try:
            table = tomllib.loads(re.sub(r"\r\n?", "\n", match.group(1)))
        except (tomllib.TOMLDecodeError, RecursionError):
            table = {}
        return {k.lower(): _flat(v) for k, v in table.items() if not isinstance(v, dict)}, match.end()
    return {}, 0


def _is_yaml(block: str) -> bool:
    """Whether a block between two rulers is metadata and not prose: each line is a key, an item or continues one."""
    lines = [x for x in re.split(r"\r\n|\n|\r", block) if x.strip() and not x.startswith("#")]
    first = not lines or _PAIR.fullmatch(lines[0]) is not None
    return first and all(x[0] in " \t" or _PAIR.fullmatch(x) or _ITEM.fullmatch(x) for x in lines)


def _flat(value: object) -> str:
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _yaml(block: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    key = ""
    for line in re.split(r"\r\n|\n|\r", block):
        pair = _PAIR.fullmatch(line)
        item = _ITEM.fullmatch(line)
        if pair:
            key = pair.group(1).lower()
            value = (pair.group(2) or "").strip()
            found[key] = [] if value in ("", "|", ">", "|-", ">-") else [_scalar(value)]
        elif key and item:
            found[key].append(_scalar(item.group(1)) + ",")
        elif key and line[:1] in (" ", "\t") and line.strip():
            found[key].append(line.strip())
    return {k: " ".join(v).rstrip(",") for k, v in found.items() if v}


def _scalar(value: str) -> str:
    value = value.strip()
    if value[:1] in ("'", '"'):
        quoted = re.match(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", value)
        if quoted:
            if quoted.group(1) is not None:
                return re.sub(r"\\(.)", r"\1", quoted.group(1))
            return quoted.group(2).replace("''", "'")
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(v) for v in value[1:-1].split(",") if v.strip())
    return re.sub(r"\s+#.*", "", value)
