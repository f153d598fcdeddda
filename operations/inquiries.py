"""Inquiries come in by phone, from a website or as a consultation (A5): one verb makes a lead of each, whatever its door."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import identifiers
from extensions import db
from models import Lead, User
from operations import Refused, lead_chain, notify, once, refuse_if, transaction
from policy import inquiries as rules
from policy.leads import LeadChannel
from queries.inquiries import headquarters_id, screeners
from queries.organisation import company_of

CALLED, REGISTERED, CONSULTED = "lead_called", "lead_registered", "consultation_begun"
EVENTS = {LeadChannel.PHONE: CALLED, LeadChannel.WEBSITE: REGISTERED, LeadChannel.CONSULTATION: CONSULTED}


@dataclass(frozen=True)
class Source:
    """What makes an inquiry from a public door come in once: its key, and the digest of what was sent under it."""

    key: str
    digest: str


def take_call(values: Mapping[str, str], by: User, form_key: str = "") -> Lead:
    """A call that was taken: the lead of its caller, in the company of who answered the phone.

    Raises ``Refused`` when nobody could call back, ``AlreadyDone`` when the form was carried out before.
    """
    with transaction():
        form = once(form_key, by.id)
        refuse_if(rules.reach_problems(values.get("phone", ""), values.get("email", "")))
        lead = _new_lead(LeadChannel.PHONE, values, company_of(by.unit_id), taken_by_id=by.id)
        lead_chain.arrive(lead, by)
        _tell(lead, but=by.id)
        if form:
            form.location = f"/leads/{lead.id}"
        return lead


def take(channel: LeadChannel, values: Mapping[str, str], source: Source, thread_key: str | None = None) -> Lead:
    """An inquiry from a public door: a lead of headquarters, or the lead that the same inquiry made before.

    A consultation (with ``thread_key``) may come without a way to answer outside its thread. Raises ``Refused``: no way
    to answer, or the key came before with other content.
    """
    if thread_key is None:
        refuse_if(rules.reach_problems(values.get("phone", ""), values.get("email", "")))
    with transaction():
        if (earlier := _earlier(source)) is not None:
            return earlier
        given = {"source_key": source.key, "source_digest": source.digest, "thread_key": thread_key}
        lead = _new_lead(channel, values, headquarters_id(), **given)
        try:
            with db.session.begin_nested():
                lead_chain.arrive(lead, None)
        except IntegrityError:
            if (earlier := _earlier(source)) is None:
                raise
            return earlier
        _tell(lead)
        return lead


def _earlier(source: Source) -> Lead | None:
    lead = db.session.scalar(select(Lead).where(Lead.source_key == source.key))
    if lead is not None and lead.source_digest != source.digest:
        raise Refused([rules.OTHER_CONTENT])
    return lead


def _new_lead(channel: LeadChannel, values: Mapping[str, str], unit_id: int, **given) -> Lead:
    province, city = rules.place_of(values.get("city", ""))
    told = {**values, "province": values.get("province") or province, "city": city}
    return Lead(
        channel=channel,
        unit_id=unit_id,
        name_key=identifiers.name_key(values.get("company", "")),
        **told,
        **given,
    )


def _tell(lead: Lead, but: int | None = None) -> None:
    """Who screens in the lead's company hears of it, once."""
    who = lead.company or lead.contact or lead.phone or lead.email
    thread = lead.channel is LeadChannel.CONSULTATION
    url = f"/leads/{lead.id}/consultation" if thread else f"/leads/{lead.id}"
    for person in screeners(lead.unit_id):
        if person.id != but:
            notify(person.id, EVENTS[lead.channel], url, key=f"lead:{lead.id}:arrived", who=who, words=lead.words[:80])
