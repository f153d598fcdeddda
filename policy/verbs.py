"""The words of the audit log (A13): what a stored verb, subject or field is called where it is shown."""

from policy.words import N_

VERBS: dict[str, str] = {
    # people
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "signed_out_everywhere": N_("signed out everywhere"),
    "changed_password": N_("changed the password"),
    "chose_language": N_("chose a language"),
    "edited_profile": N_("edited the own profile"),
    "created_user": N_("opened an account"),
    "edited_user": N_("edited an account"),
    "reset_password": N_("gave a new first password"),
    "deactivated_user": N_("deactivated an account"),
    "reactivated_user": N_("reactivated an account"),
    # house
    "created_unit": N_("created a unit"),
    "edited_unit": N_("edited a unit"),
    "deactivated_unit": N_("deactivated a unit"),
    "reactivated_unit": N_("reactivated a unit"),
    "created_stage": N_("created a stage"),
    "edited_stage": N_("edited a stage"),
    "moved_stage": N_("moved a stage"),
    "deactivated_stage": N_("deactivated a stage"),
    "reactivated_stage": N_("reactivated a stage"),
    "set_parameter": N_("changed a policy parameter"),
    # customers
    "edited": N_("changed the record"),
    "submitted": N_("submitted it for review"),
    "withdrawn": N_("took it back"),
    "extended": N_("asked for the longer time"),
    "approved": N_("approved it"),
    "returned": N_("returned it"),
    "profile_completed": N_("completed the profile"),
    "contact_added": N_("recorded a contact"),
    "contact_edited": N_("changed a contact"),
    "shared": N_("asked a colleague to follow it together"),
    "share_ended": N_("ended a colleague's part"),
    "claimed": N_("claimed it from the public pool"),
    "assigned": N_("assigned it"),
    "transferred": N_("transferred it"),
    "released": N_("released it to the public pool"),
    "given_up": N_("gave it up to the public pool"),
}

SUBJECTS: dict[str, str] = {
    "users": N_("Account"),
    "units": N_("Unit"),
    "stages": N_("Stage"),
    "parameter_values": N_("Policy parameter"),
    "customers": N_("Customer"),
    "contacts": N_("Contact"),
    "activities": N_("Activity"),
    "opportunities": N_("Opportunity"),
    "expense_claims": N_("Expense claim"),
    "expense_lines": N_("Expense line"),
    "attachments": N_("Attachment"),
    "job_runs": N_("Job run"),
}

FIELDS: dict[str, str] = {
    "username": N_("User name"),
    "name": N_("Name"),
    "phone": N_("Phone"),
    "email": N_("Mail"),
    "unit_id": N_("Unit"),
    "language": N_("Language"),
    "roles": N_("Roles"),
    "manager_ids": N_("Assists"),
    "active": N_("Active"),
    "kind": N_("Kind"),
    "parent_id": N_("Belongs to"),
    "code": N_("Code"),
    "name_zh": N_("Name in Chinese"),
    "name_en": N_("Name in English"),
    "probability": N_("Probability in percent"),
    "allows_quotes": N_("Quotes may be made"),
    "position": N_("Position"),
    "value": N_("Value"),
    "valid_from": N_("Holds from"),
    "moved_to": N_("Moved to"),
    "opportunities": N_("Opportunities"),
    "credit_code": N_("Credit code"),
    "province": N_("Province"),
    "industry": N_("Industry"),
    "grade": N_("Grade"),
    "address": N_("Address"),
    "website": N_("Website"),
    "profile": N_("Company profile"),
    "process_data": N_("Process data"),
    "agent_id": N_("Agent"),
    "title": N_("Title"),
    "decision_role": N_("Part in the decision"),
    "note": N_("Note"),
    "contacts": N_("Contacts"),
    "entry_due_on": N_("To be entered by"),
    "on_behalf_of": N_("On behalf of"),
    "with": N_("Together with"),
}

HOUSE = ("users", "units", "stages", "parameter_values", "job_runs")
"""Subjects that are no customer data: what administrators may read in full."""

COMINGS = ("signed_in", "signed_out", "signed_out_everywhere", "chose_language")
"""Verbs that say that somebody was there, not that something was changed."""
