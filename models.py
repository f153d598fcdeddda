"""The vocabulary: every table. Its chapters, in the order of a customer's life, are the files of ``tables``."""

from extensions import db
from tables.activities import Activity, ActivityContact, ActivityParticipant
from tables.approvals import Approval, ApprovalBarred, ApprovalStep, Deputy
from tables.assessment import (
    Distinction,
    Measure,
    MeasureGround,
    PresalesRequest,
    Ranking,
    RankingRow,
    SalesAccount,
    Violation,
)
from tables.attachments import ATTACHABLE, Attachment
from tables.contracts import Contract, ContractChange, ContractTemplate, Milestone
from tables.customers import Contact, Customer, CustomerOwnership, CustomerShare, PoolRelease, TrackingNotice
from tables.daily import (
    Digest,
    DigestReader,
    Quota,
    SummaryReading,
    SummaryRemark,
    UrgentEvent,
    UsageExemption,
    UsageLapse,
    WorkSummary,
)
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
from tables.figures import CustomerReturn, Figure, FigureDirt, PipelineMark, ReportOrder, ReportSending, Target
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
from tables.supervision import CheckSheet, Finding, Publication, SpotCheck

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
    "CheckSheet",
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
    "CustomerReturn",
    "CustomerShare",
    "Deputy",
    "Digest",
    "DigestReader",
    "DispatchGroup",
    "DispatchGroupMember",
    "DispatchRule",
    "Distinction",
    "DueAmount",
    "DunningStep",
    "EvidenceSnapshot",
    "ExpectedDateChange",
    "ExpenseClaim",
    "ExpenseDecision",
    "ExpenseLine",
    "ExpensePayment",
    "Figure",
    "FigureDirt",
    "Finding",
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
    "Measure",
    "MeasureGround",
    "Milestone",
    "NextInLine",
    "Notification",
    "Opportunity",
    "OrderLine",
    "OutboxMail",
    "ParameterValue",
    "PipelineMark",
    "PoolRelease",
    "PresalesRequest",
    "Price",
    "PriceList",
    "Product",
    "Publication",
    "Quota",
    "Quote",
    "QuoteLine",
    "QuoteSending",
    "Ranking",
    "RankingRow",
    "Receivable",
    "Refund",
    "Registration",
    "ReportOrder",
    "ReportSending",
    "SalesAccount",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
    "SignIn",
    "SpotCheck",
    "Stage",
    "StageChange",
    "Statement",
    "StatementFile",
    "StatementLine",
    "StatementSum",
    "SubmittedForm",
    "SummaryReading",
    "SummaryRemark",
    "Target",
    "Task",
    "TimeEntry",
    "TrackingNotice",
    "Unit",
    "UrgentEvent",
    "UsageExemption",
    "UsageLapse",
    "User",
    "UserRole",
    "Violation",
    "WorkSummary",
]

for _table in db.metadata.tables.values():
    _table.dialect_options["sqlite"]["autoincrement"] = len(_table.primary_key.columns) == 1
