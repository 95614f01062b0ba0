"""``spincheck init``: a commented configuration, the CI files, and settings that a noisy body of text asks for."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt
from spincheck.errors import UsageError

#: workflow -> file it is written to
WORKFLOWS = {
    "github": ".github/workflows/spincheck.yml",
    "github-audit": ".github/workflows/spincheck-audit.yml",
    "gitlab": ".gitlab-ci.yml",
    "pre-commit": ".pre-commit-config.yaml",
}


@click.command("init", short_help="Write a commented spincheck.toml and, when asked, the CI files.")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--workflow", multiple=True, type=click.Choice(list(WORKFLOWS)), help="Also write the file of this service.")
@click.option(
    "--from-findings",
    multiple=True,
    metavar="PATH",
    type=click.Path(),
    help="Check PATH and propose settings for what is common there.",
)
@click.option(
    "--install",
    "what",
    default="spincheck",
    show_default=True,
    metavar="WHAT",
    help="What the workflows give to pip: a version, a git+https address, a wheel.",
)
@click.option("--print", "show", is_flag=True, help="Print the configuration; write nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def command(
    folder: Path, workflow: tuple[str, ...], from_findings: tuple[str, ...], what: str, show: bool, force: bool
) -> None:
    """Write spincheck.toml into FOLDER (default: this one): every key with its meaning, defaults commented out.

    --workflow github writes .github/workflows/spincheck.yml; gitlab and pre-commit write .gitlab-ci.yml and
    .pre-commit-config.yaml; github-audit writes .github/workflows/spincheck-audit.yml, a weekly scan that says what
    changed. An existing file is never changed without --force.

    --from-findings drafts/ checks those files and proposes overrides, allowed phrases and rules to leave out, each with
    its reason. Proposals are commented out: a person decides.

    Examples:

      spincheck init

      spincheck init --workflow github --workflow pre-commit

      spincheck init --workflow gitlab --install spincheck==0.1.0

      spincheck init --from-findings articles/ --print

    Exit codes: 0 written; 2 a file is there already, or something cannot be read or written.
    """
    from spincheck import settings
    from spincheck.configuration import commented, proposals

    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder", "make it first")
    text = commented()
    if from_findings:
        text += "\n" + proposals(_reports(from_findings), folder)
    if show:
        click.echo(text, nl=False)
        return
    wanted = [(folder / settings.FILE_NAME, text)]
    wanted += [(folder / WORKFLOWS[name], template(name, what)) for name in dict.fromkeys(workflow)]
    there = [file for file, _ in wanted if file.exists()]
    if workflow and not force and there == [folder / settings.FILE_NAME] and not from_findings:
        # adding CI to a project that is configured already is the usual second step
        click.echo(f"spincheck: {there[0]} is there already and stays as it is", err=True)
        wanted = wanted[1:]
    elif there and not force:
        raise UsageError(f"{', '.join(map(str, there))}: there already", "use --force to overwrite, or --print to look")
    for file, content in wanted:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{file.parent}: cannot be made: {error.strerror}", "choose another folder") from None
        opt.write_output([content], file, option="init")
        click.echo(f"spincheck: wrote {file}", err=True)


def template(name: str, what: str = "spincheck") -> str:
    """The file of a service, which lets pip install ``what``."""
    import json
    import shlex

    text = files("spincheck").joinpath(f"data/init/{name}.yml").read_text(encoding="utf-8")
    if what == "spincheck":
        return text
    # a plain YAML scalar cannot hold every address that a shell word can
    text = text.replace("- run: pip install spincheck\n", f"- run: {json.dumps(f'pip install {shlex.quote(what)}')}\n")
    text = text.replace("    - pip install spincheck\n", f"    - {json.dumps(f'pip install {shlex.quote(what)}')}\n")
    return text.replace("[spincheck]", f"[{json.dumps(what)}]")


def _reports(paths: tuple[str, ...]) -> Any:
    from spincheck.run import Run
    from spincheck.sources.expand import expand

    run = Run({"level": "full"}, discover=False)
    run.check_files(expand(paths))
    for _, error in run.errors:
        click.echo(f"spincheck: {error}", err=True)
    if not run.documents:
        raise UsageError("--from-findings: nothing could be checked", "name files or folders with articles")
    return run.documents
