"""Leads that business has filtered, rules that receive them, and what came of a dispatch."""

import datetime as dt

from sqlalchemy import select

import clock
from extensions import db
from models import (
    DispatchGroup,
    DispatchRule,
    Lead,
    LeadDispatch,
    Notification,
    ParameterValue,
)
from operations import transaction
from operations.dispatching import dispatch
from operations.lead_chain import advance, arrive
from policy.dispatch import Receiver
from policy.leads import LeadChannel, LeadDeed
from queries.organisation import company_of

DAY = dt.timedelta(days=1)

SUZHOU = {"company": "苏州启明机械有限公司", "province": "江苏省", "city": "苏州市", "industry": "manufacturing"}


def filtered(cast, **columns) -> Lead:
    """A lead that business has filtered, not yet dispatched."""
    company = company_of(cast.frontdesk1.unit_id)
    with transaction():
        lead = Lead(channel=LeadChannel.PHONE, unit_id=company, words="想了解", **{**SUZHOU, **columns})
        arrive(lead, cast.frontdesk1)
        advance(lead, LeadDeed.SCREENED, cast.marketing1)
        advance(lead, LeadDeed.FILTERED, cast.business_manager)
    return lead


def rule(cast, *whom, position: int = 1, **columns) -> DispatchRule:
    """A rule for one person, or for a group of several."""
    company = company_of(cast.business_manager.unit_id)
    receiver = {"receiver": Receiver.PERSON, "user_id": whom[0].id}
    if len(whom) > 1:
        group = DispatchGroup(company_id=company, name=f"组{position}", members=list(whom))
        db.session.add(group)
        db.session.flush()
        receiver = {"receiver": Receiver.GROUP, "group_id": group.id}
    row = DispatchRule(company_id=company, position=position, label=f"规则{position}", **{**receiver, **columns})
    db.session.add(row)
    db.session.commit()
    return row


def sent(lead: Lead) -> LeadDispatch:
    with transaction():
        return dispatch(lead)


def skips(row: LeadDispatch) -> dict[str, list[str]]:
    return {one["name"]: [skip["code"] for skip in one["skips"]] for one in row.workings}


def events(name: str) -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.event == name)))


def limit(value: int) -> None:
    row = ParameterValue(
        name="open_leads_limit", value=str(value), valid_from=clock.today() - DAY, set_at=clock.now(), reason=""
    )
    db.session.add(row)
    db.session.commit()
