"""Measure the pages, the walks and the spam screen, one after the other."""

import click

from tests.bench import pages, screen, walks
from tests.bench.past import MANY, age
from tests.bench.stage import opened


@click.command()
@click.option("--entries", default=MANY, show_default=True, help="How many entries the ledger of the old line has.")
def main(entries: int) -> None:
    """Compare a new line with an old one, and say how long the spam screen takes."""
    with opened() as line:
        new = pages.measure(line), walks.measure(line)
        click.echo(f"Writing a ledger of {entries:,} entries ...", err=True)
        age(line, entries)
        old = pages.measure(line), walks.measure(line)
    pages.report(new[0], old[0], entries)
    walks.report(new[1], old[1], entries)
    screen.report()


if __name__ == "__main__":
    main()
