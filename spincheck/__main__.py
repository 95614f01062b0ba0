"""``python -m spincheck``."""

from spincheck.cli import main

main(prog_name="spincheck")
