"""What every command's help ends with: exit codes, files and environment, as a manual page has them.

A command says in its own docstring what is particular to it; the rest follows from the options it takes, so that a new
command is complete without repeating it.
"""

from __future__ import annotations

import textwrap

import click

_EXIT = "Exit codes: 0 done; 2 bad usage, configuration or input."
_CONFIG = (
    ("spincheck.toml", "settings, found upward from each document; or [tool.spincheck] in pyproject.toml"),
    ("NAME.spincheck.toml", "suppressions beside the document NAME"),
)
#: name of an option that a command takes -> the variables it reads on its account
_VARIABLES = {
    "no_cache": (("SPINCHECK_CACHE", "folder of kept results, instead of the user's cache folder"),),
    "grammar": (("SPINCHECK_GRAMMAR_URL", "address of a LanguageTool server"),),
    "config": (("SOURCE_DATE_EPOCH", "the time that suppressions expire by, instead of now"),),
    "color": (("NO_COLOR", "set: no colours"),),
}
#: command -> what the options do not tell
_FILES = {
    "baseline": (("spincheck-baseline.tsv", "the accepted findings, one a line"),),
    "init": (("spincheck.toml", "written; never replaced without --force"),),
}
_MORE = {
    "check": (("GITHUB_STEP_SUMMARY", "with --format github: the job summary that gets the whole report"),),
    "cache": (("SPINCHECK_CACHE", "folder of kept results, instead of the user's cache folder"),),
    "grammar": (
        ("SPINCHECK_CACHE", "folder that LanguageTool is installed into"),
        ("SPINCHECK_GRAMMAR_URL", "address of a server that runs already"),
        ("JAVA_HOME", "the Java to use"),
    ),
}


def complete(name: str, command: click.Command) -> None:
    """Add to a command's help, and to its subcommands', the sections its docstring leaves out. Once."""
    if command.epilog is not None:
        return
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            complete(name, sub)
    options = {p.name or "" for p in command.params}
    parts = []
    if "Exit codes:" not in (command.help or "") and not isinstance(command, click.Group):
        parts.append(_EXIT)
    files = [*_FILES.get(name, ()), *(_CONFIG if "config" in options else ())]
    if files:
        parts.append(_listed("Files:", files))
    variables = [v for option, found in _VARIABLES.items() if option in options for v in found] + list(_MORE.get(name, ()))
    if variables:
        parts.append(_listed("Environment:", dict(variables).items()))
    command.epilog = "\n\n".join(parts)


def _listed(title: str, rows: object) -> str:
    # \b keeps click from joining the lines
    lines = ["\b", title]
    for key, text in rows:  # type: ignore[attr-defined]
        lines += textwrap.wrap(f"{key:<22} {text}", 78, initial_indent="  ", subsequent_indent=" " * 25)
    return "\n".join(lines)
