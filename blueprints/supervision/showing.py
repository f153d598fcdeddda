"""What the pages of supervision share: a finding in words, and what its row offers to whom."""

import datetime as dt

from flask_babel import format_date, gettext

import clock
from blueprints.doors import me
from blueprints.supervision import blueprint
from models import Finding
from policy.checking import REMEDIES, WORDS, Judgement
from queries import parameters
from queries.findings import carried_among, checks


@blueprint.app_template_filter()
def found_words(finding: Finding) -> str:
    """What was found, in the reader's language, days as the reader writes them."""
    facts = finding.facts or {}
    message = WORDS.get(facts.get("words", ""))
    return gettext(message, **{name: _written(name, one) for name, one in facts.items()}) if message else ""


def _written(name: str, value):
    if name.endswith("_on") and isinstance(value, str):
        return format_date(dt.date.fromisoformat(value), "medium")
    return value


@blueprint.app_template_filter()
def remedy_words(finding: Finding) -> str:
    """What mends it."""
    return gettext(REMEDIES[finding.kind])


def judged_here(rows: list[Finding]) -> dict:
    """What the rows of a list need: which of them the reader may judge now, and the day offered for mending."""
    reader, carried = me(), carried_among([row.id for row in rows])
    offered = clock.today() + dt.timedelta(days=int(parameters.value("mend_days")))
    return {
        "may_judge": {row.id for row in rows if row.id not in carried and may_judge(row)},
        "carried": carried,
        "mend_by": offered,
        "reader": reader,
    }


def may_judge(finding: Finding) -> bool:
    """Whether the reader judges the finding as it stands."""
    if finding.user_id == me().id or not checks(me(), finding):
        return False
    followed = finding.spot_check_id is not None and finding.judgement is Judgement.TO_MEND
    return not finding.settled or followed
