"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click
from click.shell_completion import CompletionItem

from spincheck.errors import UsageError
from spincheck.settings import Category, HtmlScope, Level, Profile

if TYPE_CHECKING:
    from spincheck.cache import Cache

F = TypeVar("F", bound=Callable[..., Any])

#: option name -> key of the settings
_SETTINGS = ("select", "ignore", "level", "profile", "fail_under", "fail_on", "require", "html_scope", "exclude")


def complete_rules(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """For a shell: codes and names of rules, in a list with commas too."""
    from spincheck.rules.loader import all_rules

    done, comma, last = begun.rpartition(",")
    words = [(word, r.info.summary) for r in all_rules() for word in (r.code, r.info.name)]
    return [CompletionItem(done + comma + w, help=text) for w, text in sorted(words) if w.lower().startswith(last.lower())]


def settings_options(function: F) -> F:
    """Add the options that override settings; collect them with :func:`overrides`."""
    options = [
        click.option(
            "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this configuration file for everything."
        ),
        click.option("--no-config", is_flag=True, help="Ignore configuration files."),
        click.option(
            "--select",
            multiple=True,
            metavar="CODE",
            shell_complete=complete_rules,
            help="Run only these rules (prefixes, comma-separated or repeated).",
        ),
        click.option(
            "--ignore",
            multiple=True,
            metavar="CODE",
            shell_complete=complete_rules,
            help="Leave out these rules; the longer prefix wins over --select.",
        ),
        click.option(
            "--level",
            type=click.Choice(get_args(Level)),
            help="fast: detector on suspicious sentences only; full: everything.",
        ),
        click.option("--profile", type=click.Choice(get_args(Profile)), help="What kind of text this is."),
        click.option("--html-scope", type=click.Choice(get_args(HtmlScope)), help="Which part of an HTML page to read."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Files not to check."),
        click.option(
            "--grammar",
            type=click.Choice(["off", "auto", "on"]),
            help="auto: use a LanguageTool server that runs; on: start the installed one.",
        ),
        click.option("--grammar-url", metavar="URL", help="Use this LanguageTool server."),
        click.option(
            "--verify-links", is_flag=True, help="Check that cited DOIs, PMIDs and trial numbers are well formed (offline)."
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def gate_options(function: F) -> F:
    """Add the options that decide the exit code."""
    options = [
        click.option(
            "--fail-under", type=click.FloatRange(0, 100), metavar="SCORE", help="Exit 1 when a document scores below SCORE."
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["critical", "high", "medium", "low", "none"]),
            help="Exit 1 on findings this severe (default: high).",
        ),
        click.option("--require", multiple=True, metavar="CHECK", help="Exit 3 when CHECK could not run (e.g. grammar)."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


cache_option = click.option("--no-cache", is_flag=True, help="Compute everything anew, and keep nothing for the next run.")


def cache(options: Mapping[str, Any]) -> Cache | None:
    """The cache of earlier results, unless --no-cache was given."""
    if options.get("no_cache"):
        return None
    from spincheck.cache import Cache

    return Cache()


def overrides(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings table that the command line asks for; options not given are left out."""
    table: dict[str, Any] = {}
    for name in _SETTINGS:
        value = options.get(name)
        if value is None or value == ():
            continue
        if name in ("select", "ignore", "require"):
            value = tuple(part.strip() for item in value for part in item.split(",") if part.strip())
        table[name] = value
    grammar = {key: options[name] for key, name in (("mode", "grammar"), ("url", "grammar_url")) if options.get(name)}
    if grammar:
        table["grammar"] = grammar
    if options.get("verify_links"):
        table["claims"] = {"verify_links": True}
    return table


def config_file(options: Mapping[str, Any]) -> Path | None:
    """The file given with --config. Raises UsageError when it is not there."""
    file: Path | None = options.get("config")
    if file is not None and not file.is_file():
        raise UsageError(f"--config {file}: no such file", "check the path")
    return file


def check_selection(options: Mapping[str, Any]) -> None:
    """Raise UsageError when --select, --ignore or --require name no rule (settings know the other names of --require)."""
    from spincheck.rules.loader import all_rules
    from spincheck.select import check_prefixes

    table = overrides(options)
    codes = [rule.code for rule in all_rules()]
    check_prefixes(table.get("select", ()), codes, "--select")
    check_prefixes(table.get("ignore", ()), codes, "--ignore")
    check_prefixes((name for name in table.get("require", ()) if name[:1].isupper()), codes, "--require")


def write_output(chunks: Iterable[str], output: Path | None, *, option: str = "--output") -> None:
    """Write to a file, atomically, or to standard output. Raises UsageError when the file cannot be written."""
    if output is None:
        try:
            for chunk in chunks:
                sys.stdout.write(chunk)
            sys.stdout.flush()
        except BrokenPipeError:
            # the reader (head, less) has gone: nothing more to say, and no traceback
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    given = output
    try:
        if output.exists() and not output.is_file():
            # /dev/null, /dev/stdout, a pipe: written into; a file put in their place would break the system for everybody
            with open(output, "w", encoding="utf-8", newline="") as stream:
                stream.writelines(chunks)
            return
        output = output.resolve()  # what a link stands for is written, not the link
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(chunks)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)
            os.replace(name, output)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise UsageError(f"{option} {given}: cannot be written: {error.strerror}", "choose another place") from None


def exact_output() -> None:
    """From now on standard output is UTF-8 with the line ends it is given: programs read it, whatever the locale says.

    A terminal keeps its own encoding.
    """
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and not sys.stdout.isatty():
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def wants_color(choice: str) -> bool:
    """Whether to colour standard output: on a terminal, unless NO_COLOR is set or the user says otherwise."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


CATEGORIES = get_args(Category)
