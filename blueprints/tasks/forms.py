"""Forms of tasks; fields bear the names of the columns."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired

import clock
from blueprints.fields import DayField, EditForm, Form, LongTextField, NewForm, TextField, WordField
from blueprints.quotes.forms import IdChoice
from policy.orders import TaskStatus


class TaskFields(Form):
    """What a task says."""

    title = TextField(_l("What is to be done"), most=200)
    content = LongTextField(_l("More about it"), most=4000)
    owner_id = IdChoice(_l("Who does it"))
    due_on = DayField(_l("Due on"), required=False)

    def offer(self, people) -> "TaskFields":
        """The people who can do it."""
        self.owner_id.choices = [("", "—"), *((one.id, one.name) for one in people)]
        return self

    def said(self) -> dict:
        """The columns."""
        return {
            "title": self.title.data or "",
            "content": self.content.data or "",
            "owner_id": self.owner_id.data,
            "due_on": self.due_on.data,
        }


class NewTaskForm(TaskFields, NewForm):
    """Writes a task."""


class EditTaskForm(TaskFields, EditForm):
    """Changes a task."""


class MoveForm(EditForm):
    """Moves a task to another column; ``view`` says which board it stands on."""

    status = WordField(_l("State"), TaskStatus)
    reason = TextField(_l("What holds it up?"), most=500, required=False)
    view = HiddenField()
    whose = HiddenField()


class TimeForm(NewForm):
    """Records time spent."""

    on = DayField(_l("On"), default=clock.today)
    minutes = IntegerField(_l("Minutes"), validators=[InputRequired(_l("Please fill this in."))])
    note = TextField(_l("Note"), most=300, required=False)
