"""Reasons that are used again and again at the finance desk (A3.4)."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.fields import Form, TextField
from operations import reason_phrases as verbs
from policy.permissions import Permission
from queries import reason_phrases as known

PAGE = "/expenses/phrases"


class PhraseForm(Form):
    """A reason in both languages."""

    zh = TextField(_l("Reason in Chinese"), most=500)
    en = TextField(_l("Reason in English"), most=500, required=False)


def _context(form: PhraseForm | None = None, found=()) -> dict:
    return {"rows": known.phrases(me()), "form": form or PhraseForm(formdata=None), "found": list(found)}


@blueprint.get("/phrases")
@requires(Permission.SET_EXPENSE_RULES)
def phrases():
    """Every phrase, the most used first."""
    return shown("expenses/desk/_phrases.html", "expenses/desk/phrases.html", **_context())


@blueprint.post("/phrases")
@requires(Permission.SET_EXPENSE_RULES)
def keep_phrase():
    """Keep a reason."""
    form = PhraseForm()
    if form.validate() and attempt(form, lambda: verbs.keep(me(), form.zh.data, form.en.data or "")) is not None:
        flash(_("Kept."), "success")
        return go(PAGE)
    return refused("expenses/desk/_phrases.html", "expenses/desk/phrases.html", **_context(form))


@blueprint.post("/phrases/<int:phrase_id>/removal")
@requires(Permission.SET_EXPENSE_RULES)
def remove_phrase(phrase_id: int):
    """Offer it no more."""
    found: list = []
    if attempt(None, lambda: verbs.remove(phrase_id, me()), found.extend):
        flash(_("It is offered no more."), "success")
        return go(PAGE)
    return refused("expenses/desk/_phrases.html", "expenses/desk/phrases.html", **_context(found=found))
