"""What a customer has brought so far, in a few numbers, for who decides about it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

import clock
from extensions import db
from models import Contract, Customer, Invoice, Opportunity, Quote, Receivable
from policy.contracting import ContractStatus
from policy.following import OpportunityStatus

SIGNED = (ContractStatus.SIGNED, ContractStatus.ENDED)


@dataclass(frozen=True)
class Business:
    """Opportunities won, lost and open; contracts signed, and what was invoiced, paid, is open and overdue on them; the
    deepest discount ever approved; the last contact. Amounts in yuan, those of contracts with tax."""

    won: int
    lost: int
    open: int
    won_amount: Decimal
    contracts: int
    signed: Decimal
    invoiced: Decimal
    paid: Decimal
    unpaid: Decimal
    overdue: Decimal
    overdue_from: dt.date | None
    deepest: Decimal | None
    last_contact_at: dt.datetime | None


def business_of(customer_id: int) -> Business:
    """The customer's history in numbers, in one query."""

    def number(what, model, *conditions):
        return select(what).where(model.customer_id == customer_id, *conditions).scalar_subquery()

    def opportunities(status: OpportunityStatus):
        return number(func.count(), Opportunity, Opportunity.status == status)

    signed = Contract.status.in_(SIGNED)
    late = Invoice.open > 0, Invoice.due_on < clock.today()
    rows = select(
        opportunities(OpportunityStatus.WON),
        opportunities(OpportunityStatus.LOST),
        opportunities(OpportunityStatus.OPEN),
        number(func.sum(Opportunity.amount), Opportunity, Opportunity.status == OpportunityStatus.WON),
        number(func.count(), Contract, signed),
        number(func.sum(Contract.amount), Contract, signed),
        number(func.sum(Receivable.invoiced), Receivable),
        number(func.sum(Receivable.collected), Receivable),
        number(func.sum(Receivable.open), Receivable),
        number(func.sum(Invoice.open), Invoice, *late),
        number(func.min(Invoice.due_on), Invoice, *late),
        number(func.min(Quote.deepest), Quote, Quote.approved_at.is_not(None)),
        Customer.last_contact_at,
    )
    won, lost, going, *rest = db.session.execute(rows.where(Customer.id == customer_id)).one()
    worth, contracts, *amounts, since, deepest, contact = rest
    signed_amount, *money = (amount or Decimal(0) for amount in amounts)
    return Business(won, lost, going, worth or Decimal(0), contracts, signed_amount, *money, since, deepest, contact)
