"""``spincheck completion``: the script that makes a shell complete commands, options and rule codes."""

from __future__ import annotations

import click

_WHERE = {
    "bash": 'add to ~/.bashrc:  eval "$(spincheck completion bash)"',
    "zsh": 'add to ~/.zshrc:  eval "$(spincheck completion zsh)"',
    "fish": "run:  spincheck completion fish > ~/.config/fish/completions/spincheck.fish",
}


@click.command("completion", short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(sorted(_WHERE)))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete commands, options, formats and files.

    Examples:

    \b
    bash  add to ~/.bashrc:  eval "$(spincheck completion bash)"
    zsh   add to ~/.zshrc:   eval "$(spincheck completion zsh)"
    fish  spincheck completion fish > ~/.config/fish/completions/spincheck.fish
    """
    from click.shell_completion import get_completion_class

    from spincheck.cli import main

    found = get_completion_class(shell)
    assert found is not None  # the choices are the shells click knows
    script = found(main, {}, "spincheck", "_SPINCHECK_COMPLETE")
    template = found.source_template % script.source_vars()
    click.echo(f"# {_WHERE[shell]}\n{template.strip()}")
