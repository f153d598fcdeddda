"""The vocabulary: every table. Its chapters, in the order of a customer's life, are the files of ``tables``."""

from extensions import db
from tables.activities import Activity, ActivityContact, ActivityParticipant
from tables.approvals import Approval, ApprovalBarred, ApprovalStep, Deputy
from tables.attachments import ATTACHABLE, Attachment
from tables.contracts import Contract, ContractChange, ContractTemplate, Milestone
from tables.customers import Contact, Customer, CustomerOwnership, CustomerShare, PoolRelease, TrackingNotice
from tables.dispatch import (
    Absence,
    DispatchGroup,
    DispatchGroupMember,
    DispatchRule,
    LeadDispatch,
    LeadLapse,
    LeadRight,
)
from tables.expenses import EvidenceSnapshot, ExpenseClaim, ExpenseDecision, ExpenseLine, ExpensePayment
from tables.leads import ApiKey, Lead, LeadMessage, LeadStep
from tables.messages import Notification, OutboxMail
from tables.opportunities import Closing, Competitor, ExpectedDateChange, Opportunity, StageChange
from tables.orders import Implementation, OrderLine, SalesOrder, Shipment, ShipmentLine, Task, TimeEntry
from tables.people import AssistantLink, Letterhead, SignIn, Unit, User, UserRole
from tables.policy import ParameterValue, Stage
from tables.proof import AuditEntry, JobRun, SubmittedForm
from tables.quotes import Price, PriceList, Product, Quote, QuoteLine, QuoteSending
from tables.receivables import Allocation, Collection, DueAmount, Invoice, Receivable, Refund
from tables.registration import Conflict, ConflictParty, ConflictRuling, Handover, LookUp, NextInLine, Registration
from tables.statements import DunningStep, Statement, StatementFile, StatementLine, StatementSum

__all__ = [
    "ATTACHABLE",
    "Absence",
    "Activity",
    "ActivityContact",
    "ActivityParticipant",
    "Allocation",
    "ApiKey",
    "Approval",
    "ApprovalBarred",
    "ApprovalStep",
    "AssistantLink",
    "Attachment",
    "AuditEntry",
    "Closing",
    "Collection",
    "Competitor",
    "Conflict",
    "ConflictParty",
    "ConflictRuling",
    "Contact",
    "Contract",
    "ContractChange",
    "ContractTemplate",
    "Customer",
    "CustomerOwnership",
    "CustomerShare",
    "Deputy",
    "DispatchGroup",
    "DispatchGroupMember",
    "DispatchRule",
    "DueAmount",
    "DunningStep",
    "EvidenceSnapshot",
    "ExpectedDateChange",
    "ExpenseClaim",
    "ExpenseDecision",
    "ExpenseLine",
    "ExpensePayment",
    "Handover",
    "Implementation",
    "Invoice",
    "JobRun",
    "Lead",
    "LeadDispatch",
    "LeadLapse",
    "LeadMessage",
    "LeadRight",
    "LeadStep",
    "Letterhead",
    "LookUp",
    "Milestone",
    "NextInLine",
    "Notification",
    "Opportunity",
    "OrderLine",
    "OutboxMail",
    "ParameterValue",
    "PoolRelease",
    "Price",
    "PriceList",
    "Product",
    "Quote",
    "QuoteLine",
    "QuoteSending",
    "Receivable",
    "Refund",
    "Registration",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
    "SignIn",
    "Stage",
    "StageChange",
    "Statement",
    "StatementFile",
    "StatementLine",
    "StatementSum",
    "SubmittedForm",
    "Task",
    "TimeEntry",
    "TrackingNotice",
    "Unit",
    "User",
    "UserRole",
]

for _table in db.metadata.tables.values():
    _table.dialect_options["sqlite"]["autoincrement"] = len(_table.primary_key.columns) == 1
