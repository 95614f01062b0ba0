"""The command line: one file per command, loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from spincheck import RULESET, __version__
from spincheck.cli.manual import complete
from spincheck.errors import SpincheckError

#: exit code after Ctrl-C, as shells have it (128 + SIGINT)
STOPPED = 130

#: command -> one line of help. A command ``x-y`` lives in ``spincheck/cli/x_y.py`` as ``command``.
COMMANDS = {
    "baseline": "Accept today's findings; report only new ones.",
    "cache": "Show or clear the results kept from earlier runs.",
    "clean-links": "Remove confirmed spam links from a document.",
    "check": "Check files, folders, globs or standard input.",
    "compare": "Show two files side by side, changed words marked.",
    "claims": "List every medical claim with its evidence and verdict.",
    "completion": "Print the completion script of a shell.",
    "config": "Show the settings in force and where each comes from.",
    "despin": "Replace spun phrases by what was meant.",
    "diff-audits": "Show what changed between two audit files.",
    "eval": "Measure the checks on a labelled corpus.",
    "explain": "Explain a rule, or why a place was flagged or not.",
    "fix": "Put suggestions into the text, or show them as a diff.",
    "import-audit": "Make an audit file of a scan with Ray.",
    "init": "Write a commented spincheck.toml and, when asked, the CI files.",
    "grammar": "Install or look at the LanguageTool server.",
    "links": "List every link with its target and a verdict.",
    "lsp": "Serve editors over the Language Server Protocol.",
    "query": "Ask an audit file in SQL; export tables.",
    "readability": "Show reading grades and the sentences that raise them.",
    "report": "Make a report of an audit file to hand over.",
    "rescore": "Score an audit file again under other thresholds.",
    "rules": "List the rules.",
    "siblings": "Find pages that are respun copies of one another.",
    "scan": "Check many documents into one audit file.",
    "watch": "Recheck documents whenever they are saved.",
}


class LazyGroup(click.Group):
    """Lists commands from a table and imports one only to run it, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"spincheck.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        complete(cmd_name, command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " 'spincheck --help' lists the commands."
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SpincheckError as error:
            click.echo(f"spincheck: {error}", err=True)
            ctx.exit(2)
        except (KeyboardInterrupt, click.Abort):
            # click would say 1, which here means that the gate failed
            click.echo("spincheck: stopped", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            # the reader (head, less) has gone: nothing is wrong, and there is nobody left to tell
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.resources import files

    from spincheck.lexicon import content_hash

    model = files("spincheck").joinpath("data/detector/model.onnx")
    detector = "not installed"
    if model.is_file():
        import hashlib

        detector = hashlib.sha256(model.read_bytes()).hexdigest()[:16]
    click.echo(f"spincheck {__version__} (ruleset {RULESET}, word lists {content_hash()}, detector {detector})")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show version, ruleset and models."
)
def main() -> None:
    """Find spun phrases, spam links and unsupported medical claims in health articles.

    Examples:

      spincheck check article.md

      spincheck explain SPN102

    Exit codes: 0 clean, 1 the gate failed, 2 usage, configuration or unreadable input, 3 a check that --require asked
    for could not run; 130 stopped with Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # articles hold characters that a C locale cannot print, and a report must not die on one; reports are written
            # with the line ends they have, or Windows would double those of CSV and of diffs
            reconfigure(errors="backslashreplace", newline="\n")
