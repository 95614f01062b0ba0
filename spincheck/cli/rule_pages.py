"""The pages of docs/rules, written from what the rules say about themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spincheck.errors import UsageError
from spincheck.model import CATEGORIES, RuleInfo

_TITLES = {
    "spun": "Spun phrases",
    "links": "Links",
    "claims": "Claims",
    "readability": "Readability",
    "grammar": "Grammar and suppressions",
}


def pages(infos: Iterable[RuleInfo]) -> dict[str, str]:
    """File name -> content: one page per rule and an index."""
    known = sorted(infos, key=lambda i: i.code)
    out = {f"{info.code}.md": _page(info) for info in known}
    index = ["# Rules", "", "Written by `spincheck rules --write-docs docs/rules`; change the rules, not these files."]
    for category in CATEGORIES:
        mine = [i for i in known if i.category == category]
        if mine:
            index += ["", f"## {_TITLES[category]}", "", "| Rule | Name | Severity | What it finds |", "|---|---|---|---|"]
            index += [f"| [{i.code}]({i.code}.md) | {i.name} | {i.severity.value} | {_cell(i.summary)} |" for i in mine]
    out["README.md"] = "\n".join(index) + "\n"
    return out


def _page(info: RuleInfo) -> str:
    parts = [
        f"# {info.code} {info.name}",
        f"{info.summary}.",
        f"Category: {info.category}. Severity: {info.severity.value}.",
    ]
    if info.explanation:
        parts.append(info.explanation)
    for title, examples in (("Bad", info.bad), ("Good", info.good)):
        if examples:
            parts.append(f"## {title}")
            parts += ["```text\n" + example.replace("```", "'''") + "\n```" for example in examples]
    if info.fix:
        parts += ["## How to fix it", info.fix]
    if info.standard:
        parts += ["## Standard", info.standard]
    parts += [
        "## How to leave it out",
        f'For one block: `<!-- spincheck: ignore[{info.code}] reason="..." -->`. Everywhere: `ignore = ["{info.code}"]` in '
        "`spincheck.toml`, or `--ignore " + info.code + "`.",
    ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write(folder: Path, infos: Iterable[RuleInfo]) -> int:
    """Write the pages and delete those of rules that are gone; how many files changed. Raises UsageError."""
    wanted = pages(infos)
    changed = drift(folder, infos)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in changed:
            if name in wanted:
                (folder / name).write_text(wanted[name], encoding="utf-8", newline="\n")
            else:
                (folder / name).unlink()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}", "choose another folder") from None
    return len(changed)


def drift(folder: Path, infos: Iterable[RuleInfo]) -> list[str]:
    """Names of pages that are missing, differ from the rules, or belong to no rule."""
    wanted = pages(infos)
    there = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.md")} if folder.is_dir() else {}
    return sorted(n for n in wanted.keys() | there.keys() if wanted.get(n) != there.get(n))
