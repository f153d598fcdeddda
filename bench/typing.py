"""Forms as a browser sends them: what stands in the fields of a page, with something typed."""

import itertools
from collections.abc import Iterator
from html.parser import HTMLParser


class Fields(HTMLParser):
    """The fields of the form with this id, in their order; buttons and files are left out."""

    def __init__(self, form: str):
        super().__init__()
        self.form, self.inside, self.found = form, False, []
        self.select = self.area = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
        if tag == "input" and given.get("name") and given.get("type") not in {"file", "submit", "checkbox", "radio"}:
            self.found.append((given["name"], given.get("value") or ""))
        elif tag == "select":
            self.select = given.get("name")
        elif tag == "option" and "selected" in given and self.select:
            self.found.append((self.select, given.get("value") or ""))
        elif tag == "textarea":
            self.area = given.get("name")

    def handle_data(self, data):
        if self.area:
            self.found.append((self.area, data.strip()))
            self.area = None

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag in {"textarea", "select"}:
            self.area = self.select = None


def typed(page: str, form: str, field: str, values: tuple[str, ...]) -> Iterator[list[tuple[str, str]]]:
    """The form of a page again and again, with the first such field typed anew each time."""
    fields = Fields(form)
    fields.feed(page)
    place = next(number for number, (name, _) in enumerate(fields.found) if name == field)
    rest = [pair for pair in fields.found if pair[0] != "csrf_token"]
    place -= sum(name == "csrf_token" for name, _ in fields.found[:place])
    for value in itertools.cycle(values):
        yield [*rest[:place], (field, value), *rest[place + 1 :]]
