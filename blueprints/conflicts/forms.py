"""Forms of conflicts; the shares of a ruling have one field per party."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from blueprints.fields import EditForm, Form, IdField, LongTextField, NewForm, TextField, WordField
from policy.conflicts import Outcome
from policy.credit import LEAST, MOST_GIVEN


class Forward(Form):
    """What a party puts forward (A8.2)."""

    preference = LongTextField(
        _l("The customer's preference"), most=2000, description=_l("Whom does the customer want?")
    )
    relation = LongTextField(
        _l("Relation to the customer"), most=2000, description=_l("To whom, since when, and how it shows.")
    )
    statement = LongTextField(_l("Statement"), most=4000, description=_l("What happened, and when."))

    def words(self) -> dict[str, str]:
        """The three texts."""
        return {name: self[name].data or "" for name in ("preference", "relation", "statement")}


class ClaimForm(Forward, NewForm):
    """Claims a customer that somebody else recorded first, for oneself or for somebody whom one leads."""

    customer_id = IdField()
    opportunity_id = IdField()
    name = TextField(_l("Registered name"), required=False)
    user_id = SelectField(_l("Claimed for"), coerce=int)

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.user_id.choices = list(people)


class StatementForm(Forward, EditForm):
    """Changes what one has put forward."""


class WithdrawalForm(Form):
    """Takes a claim back."""


class AppealForm(EditForm):
    """Appeals against a ruling."""

    reason = LongTextField(_l("Reason"), most=2000)


class RulingForm(EditForm):
    """Rules on a conflict or an appeal."""

    outcome = WordField(_l("Ruling"), Outcome, blank=_l("Choose"))
    reason = LongTextField(_l("Reason"), most=2000)

    def shares(self) -> dict[int, int | None]:
        """Percent by user id."""
        return {user_id: self[f"share_{user_id}"].data for user_id in self.user_ids}

    @property
    def share_fields(self) -> list[IntegerField]:
        return [self[f"share_{user_id}"] for user_id in self.user_ids]


def ruling_form(parties, **kwargs) -> RulingForm:
    """The form for these parties (``PartyView``), each with a field for its percent of the credit."""
    rules = [Optional(), NumberRange(LEAST, MOST_GIVEN)]
    fields = {
        f"share_{party.row.user_id}": IntegerField(_l("Share of %(name)s in percent", name=party.name), rules)
        for party in parties
    }
    form = type("RulingFormOf", (RulingForm,), {**fields, "user_ids": [party.row.user_id for party in parties]})
    return form(**kwargs)
