"""The administrator's pages: units, people, stages, the policy's parameters, and the proof of what was done.

Administrators set rights and see no customer data (A13).
"""

from flask import Blueprint

from blueprints.admin.commands import audit as audit_commands
from blueprints.admin.commands import policy as policy_commands
from blueprints.admin.commands import user as user_commands

blueprint = Blueprint("admin", __name__, url_prefix="/admin", cli_group=None)
for group in (user_commands, policy_commands, audit_commands):
    blueprint.cli.add_command(group)

from blueprints.admin import (  # noqa: E402
    api_keys,  # noqa: F401
    audit,  # noqa: F401
    letterheads,  # noqa: F401
    overview,  # noqa: F401
    parameters,  # noqa: F401
    stages,  # noqa: F401
    units,  # noqa: F401
    user_deeds,  # noqa: F401
    users,  # noqa: F401
)
