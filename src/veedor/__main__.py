"""`python -m veedor` is the command `veedor`."""

from veedor.cli import main

main(prog_name="veedor")
