"""``flask figures rebuild|verify``: the summary tables anew from the records, and the proof that they are right (A10)."""

import click
from flask import Blueprint

from operations import figures

blueprint = Blueprint("figures", __name__)
blueprint.cli.help = "The summary tables that reports read."


@blueprint.cli.command()
def rebuild() -> None:
    """Count all figures anew from the records; others may go on working meanwhile."""
    steps = figures.rebuild()
    first, changed = next(steps), 0
    with click.progressbar(length=first["steps"], label="Counting") as bar:
        for step in steps:
            changed += step["changed"]
            bar.update(step["done"])
    click.echo(f"Every figure is counted from the records; {changed} were not right before.")


@blueprint.cli.command()
def verify() -> None:
    """Count what is dirty, then compare every figure with the records; fails when one differs."""
    figures.refresh()
    wrong = figures.differences()
    for line in wrong:
        click.echo(line)
    if wrong:
        raise click.ClickException("The summary tables differ from the records. Put them right: flask figures rebuild")
    click.echo("Every figure is what the records say.")
