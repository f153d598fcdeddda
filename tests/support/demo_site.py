"""The running server with the demo data: lists that are long, texts that are real."""

from extensions import db
from seeds.load import load
from tests.support.browser import Site


class DemoSite(Site):
    """A site where a company has worked for 120 days; ``ids`` is empty."""

    def _fill(self) -> dict:
        db.create_all()
        load()
        db.session.remove()
        return {}
