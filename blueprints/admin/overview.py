"""The administrator's first page: what there is, and what was changed last."""

from flask import render_template

from access import requires
from blueprints.admin import blueprint
from blueprints.admin.lines import readable
from blueprints.navigation import may_open
from policy.permissions import Permission
from queries import audit
from queries.house import counts


@blueprint.get("")
@requires(Permission.ADMINISTER)
def overview():
    """Numbers that open what they count, and the last changes of the house."""
    last = readable(audit.last_of_the_house())
    return render_template("admin/overview.html", counts=counts(), last=last, jobs=may_open("/admin/jobs"))
