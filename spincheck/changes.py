"""Which lines changed, from a diff or asked of git; and the filter that marks findings on the rest.

Lines are counted as diffs count them, by line feeds. A finding is new when any of its lines was added or changed.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from spincheck.diffs import Change, parse
from spincheck.document import Document
from spincheck.errors import UsageError
from spincheck.model import Finding, State

_SECONDS = 120


@dataclass(slots=True)
class Changes:
    """Changed lines by file (absolute paths), and the filter over findings."""

    files: dict[Path, Change]
    #: what they are measured against, for messages ("main", "the diff")
    against: str
    #: a warning for the user, e.g. that a shallow clone has no common ancestor
    note: str = ""
    root: Path | None = None
    #: the commit whose files are the old ones
    commit: str = ""

    def __call__(self, document: Document, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Findings with those on unchanged lines marked."""
        change = self.of(document.path)
        if change is not None and change.whole:
            return findings
        lines = change.lines if change else set()
        return tuple(
            f
            if f.state is not State.NEW or _touches(document.source, f, lines)
            else replace(f, state=State.UNCHANGED_LINE, state_reason=f"not changed since {self.against}")
            for f in findings
        )

    def of(self, path: str) -> Change | None:
        """What changed in a document; None when nothing did."""
        try:
            return self.files.get(Path(path).resolve())
        except (OSError, ValueError):
            return None


def _touches(source: str, finding: Finding, lines: set[int]) -> bool:
    first = source.count("\n", 0, finding.start) + 1
    last = first + source.count("\n", finding.start, max(finding.start, finding.end - 1))
    return any(number in lines for number in range(first, last + 1))


def from_diff(text: str, name: str) -> Changes:
    """Changes of a diff whose names are relative to the repository's root, or to here outside of one."""
    here = Path.cwd()
    roots = [here]
    with contextlib.suppress(UsageError):  # a diff needs no repository
        roots.insert(0, Path(_git(here, "rev-parse", "--show-toplevel").strip()))
    files: dict[Path, Change] = {}
    for path, change in parse(text, name).items():
        places = [(root / path).resolve() for root in roots]
        files[next((p for p in places if p.exists()), places[0])] = change
    return Changes(files, "the diff")


# -- git --------------------------------------------------------------------------------------------------


def from_git(revision: str, start: Path | None = None) -> Changes:
    """What changed in the working tree since its branch left ``revision``; files not tracked yet are all new.

    Raises UsageError, one line, without git or a repository, for an unknown revision, and says how to deepen a shallow
    clone that does not have it.
    """
    here = (start or Path.cwd()).resolve()
    root = Path(_git(here, "rev-parse", "--show-toplevel").strip())
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    if revision.startswith("-"):
        raise UsageError(f"--diff {revision!r} is not a revision", "name a branch, tag or commit")
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except UsageError:
        remedy = (
            "this clone is shallow: run 'git fetch --unshallow', or set fetch-depth: 0 in the checkout step"
            if shallow
            else "name a branch, tag or commit of this repository"
        )
        raise UsageError(f"--diff {revision!r}: git knows no such revision", remedy) from None
    note = ""
    try:
        base = _git(root, "merge-base", commit, "HEAD").strip()
    except UsageError:
        base = commit
        if shallow:
            note = (
                f"this clone is shallow and has no common ancestor with {revision}; comparing with {revision} itself, which "
                "counts its own changes too ('git fetch --unshallow' or fetch-depth: 0 avoids that)"
            )
    text = _git(
        root, "-c", "core.quotePath=true", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
        "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--no-relative", base, "--",
    )  # fmt: skip
    files = {(root / path).resolve(): change for path, change in parse(text, "git diff").items()}
    for path in _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if path:
            files[(root / path).resolve()] = Change(whole=True)
    return Changes(files, revision, note, root, base)


def old_version(changes: Changes, path: str) -> bytes | None:
    """A document's bytes at the commit the changes are measured against; None when it was not there."""
    if changes.root is None or not changes.commit:
        return None
    change = changes.of(path)
    try:
        name = Path(path).resolve().relative_to(changes.root.resolve()).as_posix()
    except (OSError, ValueError):
        return None
    if change is not None and change.old_path:
        name = change.old_path
    elif change is not None and change.whole:
        return None
    try:
        return _run(changes.root, ["git", "show", f"{changes.commit}:{name}"])
    except UsageError:
        return None


def _git(folder: Path, *arguments: str) -> str:
    return _run(folder, ["git", *arguments]).decode("utf-8", "surrogateescape")


def _run(folder: Path, command: list[str]) -> bytes:
    # a hook or another tool may point git elsewhere for its own purposes: the folder decides here
    env = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    env |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise UsageError("--diff needs git, which is not installed", "install it, or use --diff-from FILE") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git did not answer within {_SECONDS} seconds", "use --diff-from FILE") from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = said[0].removeprefix("fatal: ") if said else f"exit code {done.returncode}"
    if "not a git repository" in reason:
        raise UsageError(f"--diff: {folder} is not in a git repository", "run it in one, or use --diff-from FILE")
    if "dubious ownership" in reason:
        raise UsageError(f"--diff: {reason}", f"run 'git config --global --add safe.directory {folder}'")
    raise UsageError(f"--diff: git {command[1]} failed: {reason}", "check the repository")


def changed_documents(changes: Changes, suffixes: Iterable[str]) -> list[Path]:
    """The changed files that are documents and still exist, sorted, relative to here where possible."""
    wanted = frozenset(suffixes)
    here = Path.cwd().resolve()
    found = sorted(p for p in changes.files if p.suffix.lower() in wanted and p.is_file())
    return [Path(os.path.relpath(p, here)) if p.is_relative_to(here) else p for p in found]
