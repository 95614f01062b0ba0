"""``spincheck grammar``: install, look at, start and stop the LanguageTool server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from spincheck.errors import UsageError

if TYPE_CHECKING:
    from spincheck.settings import GrammarSettings

_SENTENCE = "Numerous people report a obvious change."


@click.group("grammar", short_help="Install, look at, start or stop the LanguageTool server.")
def command() -> None:
    """Grammar is checked by a LanguageTool server, which needs Java 17.

    'install' gets it once (250 MB); 'start' keeps one running for all later checks; with grammar mode "on" in the settings a
    check starts one for itself. A server of yours is named in the settings (grammar url) or in SPINCHECK_GRAMMAR_URL.

    Examples:

      spincheck grammar install

      spincheck grammar start

      spincheck grammar status
    """


@command.command("install")
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "download", "maven"]),
    default="auto",
    show_default=True,
    help="download: languagetool.org's release; maven: the pinned files of Maven Central; auto: the first that works.",
)
def install(source: str) -> None:
    """Get LanguageTool into the cache folder (SPINCHECK_CACHE moves it), checked by hash."""
    from spincheck.language import grammar_install

    def say(line: str) -> None:
        click.echo(f"spincheck: {line}", err=True)

    done = grammar_install.install(source, say)  # type: ignore[arg-type]  # the choices are the type's
    click.echo(f"LanguageTool {done.version} from {done.source} is in {done.folder}")


@command.command("status")
def status() -> None:
    """Say which Java and server there are, and try a sentence. Exit code 3 when grammar cannot be checked now."""
    from spincheck.language import grammar, grammar_install

    java = grammar_install.java()
    click.echo(f"Java       {f'{java[1]} ({java[0]})' if java else 'none'}")
    what = grammar_install.installed()
    click.echo(f"installed  {f'LanguageTool {what.version} from {what.source}, {what.folder}' if what else 'none'}")
    settings = _settings()
    try:
        service = grammar.service(settings)
        found = service.submit(_SENTENCE, grammar.Query()).result()
    except grammar.GrammarUnavailable as error:
        click.echo(f"server     {error}")
        raise click.exceptions.Exit(3) from None
    else:
        click.echo(f"server     {grammar.shown(service.url)}")
        click.echo(f"test       {_SENTENCE!r}: {', '.join(r.rule for r in found) or 'nothing found'}")
    finally:
        grammar.close_all()


@command.command("start")
@click.option("--port", type=click.IntRange(1, 65535), default=8081, show_default=True, help="Checks look at 8081.")
def start(port: int) -> None:
    """Start the installed server and leave it running, on this machine only, until 'spincheck grammar stop'."""
    from spincheck.language import grammar_server

    try:
        click.echo(grammar_server.start_detached(port))
    except grammar_server.ServerError as error:
        raise UsageError(f"the server was not started: {error}") from None


@command.command("stop")
def stop() -> None:
    """Stop the server that 'spincheck grammar start' left running."""
    from spincheck.language import grammar_server

    click.echo(grammar_server.stop_detached())


def _settings() -> GrammarSettings:
    from dataclasses import replace
    from pathlib import Path

    from spincheck import settings

    found = settings.load(settings.discover(Path.cwd())).settings.grammar
    # what is installed is tried even where checks do not start it by themselves
    return replace(found, mode="on")
