"""The form that adds files to one of the things that can have some."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField

from blueprints.fields import Form, IdField, TextField


class AttachForm(Form):
    """One or several files for exactly one owner."""

    file = MultipleFileField(_l("Files"))
    note = TextField(_l("Note"), most=300, required=False)
    stage_id = IdField(_l("Stage"))
    customer_id = IdField()
    opportunity_id = IdField()
    activity_id = IdField()
    expense_line_id = IdField()
    conflict_party_id = IdField()
    contract_id = IdField()
    implementation_id = IdField()
    next = HiddenField()
