"""``flask demo load|reset``: a company's last 120 days, to look at the product with."""

import click
from flask import Blueprint, current_app
from sqlalchemy import inspect

from config import environment, truth
from extensions import db
from seeds import load as demo

blueprint = Blueprint("demo", __name__)
blueprint.cli.help = "Demo data: realistic, dated from today, the same each time."


@blueprint.cli.command()
def load() -> None:
    """Fill an empty database with demo data; says so when it is there already."""
    _ready()
    if demo.is_demo():
        demo.mark()
        click.echo("Demo data is already here. To load it anew: flask demo reset")
        return
    if not demo.is_empty():
        raise click.ClickException("This database has people of its own: demo data is loaded into an empty one only.")
    _load()


@blueprint.cli.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Delete everything in a demo database and load the demo data anew."""
    _ready()
    if not demo.is_demo():
        raise click.ClickException("This is not a demo database: nothing was touched.")
    if not yes:
        click.confirm(f"Delete everything in {db.engine.url!r} and load the demo data anew?", abort=True)
    demo.empty()
    _load()


def _ready() -> None:
    if not inspect(db.engine).has_table("users"):
        raise click.ClickException("The tables are missing. First run: flask db upgrade")
    if not truth(environment().get("DEMO", "yes")):
        raise click.ClickException("DEMO is switched off in the settings: demo accounts would be open to everybody.")


def _load() -> None:
    made = demo.load()
    click.echo("Loaded " + ", ".join(f"{count} {noun.replace('_', ' ')}" for noun, count in made.items()) + ".")
    click.echo(
        f"Sign in as any of the cast, for example sales1, with the password {current_app.config['DEMO_PASSWORD']}"
    )
