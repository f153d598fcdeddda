"""Which rows a person may know of, per noun: closed where nothing opens it (A13)."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, true

from models import (
    Activity,
    Allocation,
    Approval,
    Attachment,
    AuditEntry,
    CheckSheet,
    Collection,
    Conflict,
    ConflictParty,
    Contact,
    Contract,
    ContractChange,
    ContractTemplate,
    Customer,
    Digest,
    DunningStep,
    ExpenseAdvance,
    ExpenseClaim,
    ExpenseInvoice,
    ExpenseLine,
    Finding,
    Implementation,
    Invoice,
    JobRun,
    Lead,
    LineQuestion,
    Measure,
    Notification,
    Opportunity,
    PaymentBatch,
    PresalesRequest,
    Price,
    PriceList,
    Product,
    Publication,
    Quote,
    QuoteLine,
    QuoteSending,
    Ranking,
    RankingRow,
    Receivable,
    Refund,
    ReportOrder,
    SalesAccount,
    SalesOrder,
    SpotCheck,
    Statement,
    StatementLine,
    Target,
    Task,
    TripRequest,
    Unit,
    UrgentEvent,
    UsageExemption,
    UsageLapse,
    User,
    Violation,
    WorkSummary,
)
from policy.permissions import Permission
from scopes import Scope
from sights import finance, supervision
from sights.business import (
    contracts_decided,
    implementations,
    orders_decided,
    price_lists,
    products,
    quotes,
    templates,
)
from sights.conditions import names_one
from sights.decisions import approvals
from sights.money import collections, on_contracts, statement_lines, statements
from sights.records import (
    activities,
    claims,
    conflicts,
    customers,
    leads,
    lines,
    of_customer,
    opportunities,
    parties,
    worked_customers,
)


def attachments(me: Scope) -> ColumnElement[bool]:
    owners = (
        names_one(Attachment.customer_id, Customer, worked_customers(me)),
        names_one(Attachment.opportunity_id, Opportunity, opportunities(me)),
        names_one(Attachment.activity_id, Activity, activities(me)),
        names_one(Attachment.expense_line_id, ExpenseLine, lines(me)),
        names_one(Attachment.conflict_party_id, ConflictParty, parties(me)),
        names_one(Attachment.contract_id, Contract, contracts_decided(me)),
        names_one(Attachment.implementation_id, Implementation, implementations(me)),
    )
    return and_(Attachment.removed_at.is_(None), or_(*owners))


def of_known_units(column: ColumnElement[int], me: Scope) -> ColumnElement[bool]:
    if me.everything or Permission.ADMINISTER in me.permissions:
        return true()
    return column.in_(sorted(me.near | me.checked))


def audit(me: Scope) -> ColumnElement[bool]:
    """The history of customers on whom the person works; of what was done in business with them, what they may see."""
    if Permission.ADMINISTER in me.permissions or (me.everything and Permission.VIEW_AUDIT in me.permissions):
        return true()
    told = [
        and_(AuditEntry.subject_type == model.__tablename__, names_one(AuditEntry.subject_id, model, RULES[model](me)))
        for model in BUSINESS
    ]
    other = AuditEntry.subject_type.not_in([model.__tablename__ for model in BUSINESS])
    return and_(names_one(AuditEntry.customer_id, Customer, worked_customers(me)), or_(other, *told))


BUSINESS = (Quote, Contract, SalesOrder, Implementation, Invoice, Collection, DunningStep)
"""What names a customer, and is not for everybody who works on that customer."""


RULES: dict[type, Callable[[Scope], ColumnElement[bool]]] = {
    Customer: customers,
    Contact: lambda me: of_customer(Contact, me, customers),
    Activity: activities,
    Opportunity: opportunities,
    ExpenseClaim: claims,
    ExpenseLine: lines,
    Attachment: attachments,
    Lead: leads,
    Conflict: conflicts,
    ConflictParty: parties,
    Approval: approvals,
    Contract: contracts_decided,
    ContractChange: lambda me: names_one(ContractChange.contract_id, Contract, contracts_decided(me)),
    ContractTemplate: templates,
    SalesOrder: orders_decided,
    Implementation: implementations,
    Task: lambda me: names_one(Task.implementation_id, Implementation, implementations(me)),
    Product: products,
    PriceList: price_lists,
    Price: lambda me: names_one(Price.price_list_id, PriceList, price_lists(me)),
    Quote: quotes,
    QuoteLine: lambda me: names_one(QuoteLine.quote_id, Quote, quotes(me)),
    QuoteSending: lambda me: names_one(QuoteSending.quote_id, Quote, quotes(me)),
    Allocation: lambda me: names_one(Allocation.collection_id, Collection, collections(me)),
    Collection: collections,
    DunningStep: on_contracts(DunningStep),
    Invoice: on_contracts(Invoice),
    Receivable: on_contracts(Receivable),
    Refund: lambda me: names_one(Refund.collection_id, Collection, collections(me)),
    Statement: statements,
    StatementLine: statement_lines,
    WorkSummary: supervision.summaries,
    UrgentEvent: supervision.urgent_events,
    Digest: supervision.digests,
    UsageExemption: supervision.exemptions,
    UsageLapse: supervision.lapses,
    CheckSheet: supervision.check_sheets,
    SpotCheck: supervision.spot_checks,
    Finding: supervision.findings,
    Publication: supervision.publications,
    Violation: supervision.violations,
    Measure: supervision.measures,
    Ranking: supervision.rankings,
    RankingRow: supervision.ranking_rows,
    SalesAccount: supervision.sales_accounts,
    PresalesRequest: supervision.presales_requests,
    Target: supervision.targets,
    ReportOrder: supervision.report_orders,
    ExpenseInvoice: finance.invoices,
    LineQuestion: finance.questions,
    TripRequest: finance.trips,
    ExpenseAdvance: finance.advances,
    PaymentBatch: finance.batches,
    Notification: lambda me: Notification.user_id == me.user_id,
    User: lambda me: of_known_units(User.unit_id, me),
    Unit: lambda me: of_known_units(Unit.id, me),
    AuditEntry: audit,
    JobRun: lambda me: true() if Permission.ADMINISTER in me.permissions else false(),
}
