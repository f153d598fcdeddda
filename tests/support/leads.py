"""Leads as tests begin with them: one that somebody holds, and the rules by which others come into question."""

import identifiers
from extensions import db
from models import DispatchRule, Lead, Unit, User
from operations import transaction
from operations.dispatching import dispatch
from operations.lead_chain import advance, arrive
from policy.dispatch import Receiver
from policy.leads import LeadChannel, LeadDeed
from queries.organisation import company_of


def dispatch_rule(person: User, position: int = 1) -> DispatchRule:
    """Leads of the person's company go to this person."""
    names = {"label": person.name, "receiver": Receiver.PERSON, "user_id": person.id}
    rule = DispatchRule(company_id=company_of(person.unit_id), position=position, **names)
    db.session.add(rule)
    db.session.commit()
    return rule


def held_lead(owner: User, **columns) -> Lead:
    """A lead that was just dispatched to ``owner``, who has not accepted it yet."""
    values = {
        "company": "苏州启明机械有限公司",
        "contact": "赵工",
        "title": "生产部长",
        "phone": "139 0013 9000",
        "province": "江苏省",
        "city": "苏州市",
        "industry": "manufacturing",
        "need": "想了解排产系统",
        **columns,
    }
    rule = dispatch_rule(owner, position=0)
    with transaction():
        lead = Lead(channel=LeadChannel.PHONE, unit_id=company_of(owner.unit_id), words="想了解排产系统", **values)
        lead.name_key = identifiers.name_key(lead.company)
        arrive(lead, None)
        advance(lead, LeadDeed.SCREENED, None)
        advance(lead, LeadDeed.FILTERED, None)
        dispatch(lead)
    rule.active = False
    db.session.commit()
    return lead


def arrived_lead(unit: Unit, *deeds: LeadDeed, **columns) -> Lead:
    """A lead that just came in by phone to the unit's company, with nothing but a number; carried on by these deeds."""
    with transaction():
        values = {"phone": "139 0013 9000", "words": "想了解排产系统", "channel": LeadChannel.PHONE, **columns}
        lead = Lead(unit_id=company_of(unit.id), **values)
        lead.name_key = identifiers.name_key(lead.company or "")
        arrive(lead, None)
        for deed in deeds:
            advance(lead, deed, None)
    return lead
