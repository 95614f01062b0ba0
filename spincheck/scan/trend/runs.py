"""How two audits were made, and why comparing them may be unfair."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]

#: settings that decide the exit code and no finding, score or verdict
_GATE: Final = ("fail_on", "fail_under", "require")


def facts(path: Path, runs: Sequence[Row], inputs: Sequence[str]) -> Row:
    """What the rows of ``runs`` say about an audit: versions, times, inputs, and the settings in force at last."""
    last = runs[-1]
    settings = json.loads(last["settings_json"] or "{}")
    return {
        "file": str(path),
        "version": last["version"],
        "ruleset": last["ruleset"],
        "inputs": list(inputs),
        "began": _moment(runs[0]["began"]),
        "ended": _moment(last["ended"]),
        "finished": last["ended"] is not None,
        "identity": last["settings"],
        "settings": _flat(settings if isinstance(settings, dict) else {}),
    }


def differences(old: Row, new: Row) -> list[str]:
    """What was not the same: unfinished scans, versions, rules, settings; one line each."""
    out = [
        f"{run['file']}: the scan was not finished; pages it did not reach look gone or new"
        for run in (old, new)
        if not run["finished"]
    ]
    if old["version"] != new["version"]:
        out.append(f"spincheck {old['version']} made the old audit, {new['version']} the new one")
    if old["ruleset"] != new["ruleset"]:
        out.append(f"the rules changed: ruleset {old['ruleset']} before, {new['ruleset']} now")
    before, after = old["settings"], new["settings"]
    out += [
        f"setting {key}: {_value(before.get(key))} before, {_value(after.get(key))} now"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key) and key not in _GATE
    ]
    if not before and not after and old["identity"] != new["identity"]:
        out.append("the settings changed")
    return out


def _moment(value: Any) -> str | None:
    return None if value is None else value.isoformat(sep=" ", timespec="seconds") + " UTC"


def _flat(settings: Row, before: str = "") -> Row:
    out: Row = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            out |= _flat(value, f"{before}{key}.")
        else:
            out[before + key] = value
    return out


def _value(value: Any) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False, default=str)[:80]
