"""What the user wants: one frozen dataclass, merged from defaults, a configuration file and the command line.

Discovery walks upward from the file being checked and takes the first ``spincheck.toml``, or the first
``pyproject.toml`` with a ``[tool.spincheck]`` table. An unknown key is an error with a suggestion; setting one
key changes nothing else.
"""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import re
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from spincheck.errors import ConfigError

FILE_NAME = "spincheck.toml"

Level = Literal["fast", "full"]
Profile = Literal["consumer-health", "supplement", "clinic-marketing", "news", "abstract"]
HtmlScope = Literal["main", "body", "all"]
SeverityName = Literal["critical", "high", "medium", "low"]
Category = Literal["spun", "links", "claims", "readability", "grammar"]
#: what ``require`` can name beside rule codes: a family or format, or one part of it. Whatever calls ``not_checked`` under
#: another name must be added here
CHECKS: Final = (
    *get_args(Category), "parser", "spun:detector", "links:grammar", "claims:identifiers", "html", "html:scope", "docx",
    "docx:tracked-changes", "docx:header-footer", "docx:comments", "docx:endnotes",
)  # fmt: skip
_CODE: Final = re.compile(r"[A-Z]{2,8}\d{2,4}")


@dataclass(frozen=True, slots=True)
class ReadabilitySettings:
    """``[readability]``: the target and whether missing it costs points."""

    #: highest acceptable Flesch-Kincaid grade; None takes the profile's
    max_grade: float | None = None
    #: longest acceptable sentence, in words
    max_sentence_words: int = 35
    #: let readability findings lower the score
    in_score: bool = False


@dataclass(frozen=True, slots=True)
class GrammarSettings:
    """``[grammar]``: the LanguageTool server and which of its findings to show."""

    #: off, auto (use a server when one is there) or on (start one when needed)
    mode: Literal["off", "auto", "on"] = "auto"
    #: a LanguageTool server to use, e.g. "http://localhost:8081"
    url: str = ""
    #: send text to the public server; never done unless asked for
    public: bool = False
    #: language code sent to the server; "auto" takes British or American English by the spelling of the text
    language: str = "auto"
    #: LanguageTool rule ids or category ids to add to or leave out of the default set
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    #: seconds for one request
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class SpunSettings:
    """``[spun]``: how sure to be before a phrase is reported."""

    #: lowest calibrated confidence of a reported span
    min_confidence: float = 0.75
    #: probability from which a document is called spun
    document_threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class ClaimsSettings:
    """``[claims]``: the user's own cues and sources."""

    #: extra words or phrases that make an efficacy claim
    cues: tuple[str, ...] = ()
    #: hosts whose links count as evidence when they share a topic word with the claim
    trusted_sources: tuple[str, ...] = ()
    #: check the form of cited DOIs and PMIDs
    verify_links: bool = False
    #: further rule codes whose claims no evidence clears (CLM301, CLM302 and CLM304 never are)
    never_exempt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinksSettings:
    """``[links]``: the user's own site and known partners."""

    #: hosts that belong to the site itself: never foreign
    own_hosts: tuple[str, ...] = ()
    #: hosts that are fine to link to; never clears a high or critical finding
    allowed_hosts: tuple[str, ...] = ()
    #: links per 100 words above which density is reported
    max_density: float = 6.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on. Keys in the file are the field names with ``-`` for ``_``."""

    #: rule code prefixes to run; empty runs every rule that is on by default
    select: tuple[str, ...] = ()
    #: rule code prefixes to leave out; the longer prefix wins over select
    ignore: tuple[str, ...] = ()
    #: fast leaves out the trained detector on unsuspicious text; full runs everything
    level: Level = "full"
    #: what kind of text this is: sets severities and targets
    profile: Profile = "consumer-health"
    #: exit 1 when a document scores below this
    fail_under: float | None = None
    #: exit 1 when a finding is at least this severe; "none" never fails on findings
    fail_on: Literal["critical", "high", "medium", "low", "none"] = "high"
    #: exit 3 when one of these checks could not run
    require: tuple[str, ...] = ()
    #: which part of an HTML page to read
    html_scope: HtmlScope = "main"
    #: phrases that are right on this site; silences spun findings inside them
    allow: tuple[str, ...] = ()
    #: phrases that are always reported even when an allow entry matches
    never_allow: tuple[str, ...] = ()
    #: file globs not to check
    exclude: tuple[str, ...] = ()
    #: severity by rule code, e.g. {SPN102 = "medium"}
    severity: Mapping[str, SeverityName] = field(default_factory=dict)
    spun: SpunSettings = SpunSettings()
    links: LinksSettings = LinksSettings()
    claims: ClaimsSettings = ClaimsSettings()
    readability: ReadabilitySettings = ReadabilitySettings()
    grammar: GrammarSettings = GrammarSettings()
    #: [[overrides]]: files = ["glob", ...] plus any of the keys above, applied in order
    overrides: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = ()

    def for_path(self, path: str, root: Path | None = None) -> Settings:
        """The settings in force for one file: overrides whose globs match, applied in order."""
        if not self.overrides:
            return self
        name = Path(path)
        if root is not None:
            with contextlib.suppress(ValueError):
                name = name.resolve().relative_to(root.resolve())
        out = replace(self, overrides=())
        for globs, table in self.overrides:
            if any(fnmatch.fnmatch(name.as_posix(), g) or name.match(g) for g in globs):
                out = merge(out, table, where="overrides")
        return out


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings with where each key came from ("default", a file's name, "command line")."""

    settings: Settings
    origin: Mapping[str, str]
    file: Path | None = None


def key_name(name: str) -> str:
    """How a field is spelt in a configuration file."""
    return name.replace("_", "-")


def merge(settings: Settings, table: Mapping[str, Any], *, where: str) -> Settings:
    """Settings with the keys of a TOML table applied.

    Raises ConfigError, naming ``where`` and the key, for unknown keys and values of the wrong type.
    """
    return typing.cast(Settings, _merge(settings, table, where, ""))


def _merge(target: Any, table: Mapping[str, Any], where: str, prefix: str) -> Any:
    hints = _hints(type(target))
    changes: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        dotted = prefix + key
        if name not in hints or (prefix == "" and name == "overrides" and where == "overrides"):
            near = difflib.get_close_matches(key, [key_name(n) for n in hints], n=1, cutoff=0.5)
            hint = f"did you mean {prefix + near[0]!r}?" if near else "see 'spincheck config --show' for all keys"
            raise ConfigError(f"{where}: unknown key {dotted!r}", hint)
        if name == "overrides":
            changes[name] = _overrides(target, value, where)
        elif is_dataclass(hints[name]):
            if not isinstance(value, Mapping):
                raise ConfigError(f"{where}: {dotted!r} must be a table", f"write [{dotted}]")
            changes[name] = _merge(getattr(target, name), value, where, dotted + ".")
        else:
            changes[name] = _convert(value, hints[name], where, dotted)
            if dotted == "require":
                _check_required(changes[name], where)
    return replace(target, **changes)


def _check_required(names: Sequence[str], where: str) -> None:
    """A misspelt check would never be missing, so what was meant to be required would not be."""
    for name in names:
        if name not in CHECKS and not _CODE.fullmatch(name):
            near = difflib.get_close_matches(name.lower(), CHECKS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"use a rule's code or one of {', '.join(CHECKS)}"
            raise ConfigError(f"{where}: 'require' names no check: {name!r}", hint)


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(cls: type[Any]) -> dict[str, Any]:
    if cls in _HINTS:
        return _HINTS[cls]
    resolved = typing.get_type_hints(cls)
    _HINTS[cls] = {f.name: resolved[f.name] for f in fields(cls)}
    return _HINTS[cls]


def _overrides(target: Settings, value: Any, where: str) -> tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ConfigError(f"{where}: 'overrides' must be an array of tables", "write [[overrides]]")
    out = []
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, Mapping) or "files" not in entry:
            raise ConfigError(f"{where}: override {number} has no 'files'", 'add files = ["drafts/**"]')
        globs = _convert(entry["files"], tuple[str, ...], where, f"overrides[{number}].files")
        rest = {k: v for k, v in entry.items() if k != "files"}
        if "overrides" in rest:
            raise ConfigError(f"{where}: override {number} holds overrides", "overrides do not nest")
        _merge(target, rest, f"{where}: override {number}", "")  # a typing mistake shows now, not at the first match
        out.append((globs, rest))
    return tuple(out)


def _convert(value: Any, kind: Any, where: str, key: str) -> Any:
    """A TOML value as the field's type. Raises ConfigError."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        if value in args:
            return value
        near = difflib.get_close_matches(str(value), [str(a) for a in args], n=1, cutoff=0.4)
        raise ConfigError(
            f"{where}: {key!r} is {value!r}",
            f"use one of {', '.join(map(str, args))}" + (f" (did you mean {near[0]!r}?)" if near else ""),
        )
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _convert(value, next(a for a in args if a is not type(None)), where, key)
    if origin is tuple:
        if isinstance(value, str):
            value = [value]
        if isinstance(value, Sequence) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise ConfigError(f"{where}: {key!r} must be a list of strings", f'write {key} = ["..."]')
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: {key!r} must be a table", f"write [{key}]")
        return {str(k): _convert(v, args[1], where, f"{key}.{k}") for k, v in value.items()}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind is int and isinstance(value, bool):
        raise ConfigError(f"{where}: {key!r} must be a number, not {value!r}")
    if not isinstance(value, kind):
        names = {float: "a number", int: "a whole number", bool: "true or false", str: "a string"}
        raise ConfigError(f"{where}: {key!r} must be {names.get(kind, kind)}, not {value!r}")
    return value


def discover(start: Path) -> Path | None:
    """The configuration file in force for a file or folder: the nearest one upward, or None."""
    folder = start.resolve()
    if not folder.is_dir():
        folder = folder.parent
    for candidate in (folder, *folder.parents):
        own = candidate / FILE_NAME
        if own.is_file():
            return own
        project = candidate / "pyproject.toml"
        if project.is_file() and "spincheck" in _load_toml(project).get("tool", {}):
            return project
    return None


def load(file: Path | None, command_line: Mapping[str, Any] | None = None) -> Configuration:
    """Defaults, then the file, then the command line. Raises ConfigError naming file and key."""
    settings, origin = Settings(), {}
    if file is not None:
        raw = _load_toml(file)
        table = raw.get("tool", {}).get("spincheck", {}) if file.name == "pyproject.toml" else raw
        if not isinstance(table, Mapping):
            raise ConfigError(f"{file}: [tool.spincheck] must be a table")
        settings = merge(settings, table, where=str(file))
        origin.update(dict.fromkeys(_leaves(table), str(file)))
    if command_line:
        settings = merge(settings, command_line, where="command line")
        origin.update(dict.fromkeys(_leaves(command_line), "command line"))
    return Configuration(settings, origin, file)


@lru_cache(maxsize=64)
def _read_toml(file: Path, stamp: int) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}", "correct the line named") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8", "save the file as UTF-8") from None


def _load_toml(file: Path) -> dict[str, Any]:
    try:
        return _read_toml(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}", "check the path and its permissions") from None


def _leaves(table: Mapping[str, Any], prefix: str = "") -> list[str]:
    out: list[str] = []
    for key, value in table.items():
        dotted = prefix + key.replace("-", "_")
        if isinstance(value, Mapping) and key in {"spun", "links", "claims", "readability", "grammar"}:
            out.extend(_leaves(value, dotted + "."))
        else:
            out.append(dotted)
    return out


def flatten(settings: Settings) -> dict[str, Any]:
    """Every key with its value, nested ones dotted, in declaration order; for showing and hashing."""
    out: dict[str, Any] = {}
    for f in fields(settings):
        value = getattr(settings, f.name)
        if is_dataclass(value) and not isinstance(value, type):
            out.update({f"{f.name}.{g.name}": getattr(value, g.name) for g in fields(value)})
        else:
            out[f.name] = value
    return out
