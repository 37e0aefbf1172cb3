"""`python -m decoy` is `decoy`."""

from decoy.cli import main

main(prog_name="decoy")
