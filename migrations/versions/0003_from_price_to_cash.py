"""from price to cash

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

import columns
from queries.decisions_moved import give_decisions_back, move_decisions

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EARLIER_SUBJECTS = ("customer_id", "opportunity_id", "activity_id", "expense_line_id", "conflict_party_id")
SUBJECTS = (*EARLIER_SUBJECTS, "contract_id", "implementation_id")


def one_of(*columns):
    return " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in columns) + " = 1"


def upgrade():
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("tax_rate", columns.Scaled(6), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("tax_rate BETWEEN 0 AND 1000000", name=op.f("ck_products_tax_rate_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("code", name=op.f("uq_products_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("begun_at", columns.UTCDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("last_contract_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", columns.UTCDateTime(), nullable=True),
        sa.Column("told_at", columns.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("period", name=op.f("uq_statements_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "due_amounts",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.CheckConstraint("open >= 0", name=op.f("ck_due_amounts_never_below_nothing")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_due_amounts_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "due_on", name=op.f("pk_due_amounts")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "letterheads",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_zh", sa.String(length=200), nullable=False),
        sa.Column("company_en", sa.String(length=200), nullable=False),
        sa.Column("address_zh", sa.String(length=300), nullable=False),
        sa.Column("address_en", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("terms_zh", sa.Text(), server_default="", nullable=False),
        sa.Column("terms_en", sa.Text(), server_default="", nullable=False),
        sa.Column("logo_key", sa.String(length=64), nullable=False),
        sa.Column("logo_type", sa.String(length=40), nullable=False),
        sa.Column("logo_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_letterheads_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterheads")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_letterheads_unit_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "statement_sums",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("invoiced", columns.Money(), nullable=False),
        sa.Column("collected", columns.Money(), nullable=False),
        sa.Column("prepaid", columns.Money(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.Column("not_due", columns.Money(), nullable=False),
        sa.Column("up_to_30", columns.Money(), nullable=False),
        sa.Column("up_to_60", columns.Money(), nullable=False),
        sa.Column("up_to_90", columns.Money(), nullable=False),
        sa.Column("older", columns.Money(), nullable=False),
        sa.Column("late_open", columns.Money(), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f("fk_statement_sums_statement_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_statement_sums_unit_id")),
        sa.PrimaryKeyConstraint("statement_id", "unit_id", name=op.f("pk_statement_sums")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "contract_templates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_contract_templates_company_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_contract_templates_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_templates")),
        sa.UniqueConstraint(
            "company_id", "code", "revision", name=op.f("uq_contract_templates_company_id_code_revision")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_deputies_in_order")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_deputies_two_people")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_deputies_by_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["users.id"], name=op.f("fk_deputies_deputy_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_deputies_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deputies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputies_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputies_user_id_until_on"), ["user_id", "until_on"], unique=False)
    op.create_table(
        "price_lists",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_price_lists_in_order")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_price_lists_company_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_price_lists_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_lists")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("price_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_lists_company_id"), ["company_id"], unique=False)
    op.create_table(
        "statement_files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("sheet", "paper", name="paperkind", native_enum=False, length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("reach", sa.String(length=64), nullable=False),
        sa.Column("asked_at", columns.UTCDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("taken_until", columns.UTCDateTime(), nullable=True),
        sa.Column("drawn_at", columns.UTCDateTime(), nullable=True),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_statement_files_asked_by_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f("fk_statement_files_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_files")),
        sa.UniqueConstraint(
            "statement_id",
            "kind",
            "language",
            "reach",
            name=op.f("uq_statement_files_statement_id_kind_language_reach"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("statement_files", schema=None) as batch_op:
        batch_op.create_index(
            "ix_statement_files_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("drawn_at IS NULL"),
            postgresql_where=sa.text("drawn_at IS NULL"),
        )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "customer",
                "closing",
                "quote",
                "contract",
                "change",
                "order",
                name="approvalkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", columns.UTCDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "returned",
                "withdrawn",
                "voided",
                name="approvalstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'pending') = (ended_at IS NULL)", name=op.f("ck_approvals_pending_until_it_ends")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_approvals_customer_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_approvals_requested_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_approvals_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_kind_subject_id_id"), ["kind", "subject_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_requested_by_id_id"), ["requested_by_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_approvals_requested_by_id_state_id"), ["requested_by_id", "state", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_approvals_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_approvals_pending",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
    op.create_table(
        "prices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("cost", columns.Money(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_prices_amount_not_negative")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_prices_cost_not_negative")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_lists.id"], name=op.f("fk_prices_price_list_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_prices_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prices")),
        sa.UniqueConstraint("price_list_id", "product_id", name=op.f("uq_prices_price_list_id_product_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("prices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prices_product_id"), ["product_id"], unique=False)
    op.create_table(
        "approval_barred",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_barred_approval_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_approval_barred_user_id")),
        sa.PrimaryKeyConstraint("approval_id", "user_id", name=op.f("pk_approval_barred")),
        sqlite_autoincrement=False,
    )
    with op.batch_alter_table("approval_barred", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_barred_user_id"), ["user_id"], unique=False)
    op.create_table(
        "approval_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "direct_sales",
                "channel_sales",
                "presales",
                "marketing",
                "business_manager",
                "business_assistant",
                "department_manager",
                "sales_assistant",
                "general_manager",
                "sales_management",
                "presidents_assistant",
                "vice_president",
                "rnd_vice_president",
                "implementation_vice_president",
                "president",
                "finance",
                "implementer",
                "customer_service",
                "supervisor",
                "leadership_group",
                "administrator",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("assistants", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "open", "approved", "returned", "skipped", name="stepstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("opened_at", columns.UTCDateTime(), nullable=True),
        sa.Column("due_at", columns.UTCDateTime(), nullable=True),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.UTCDateTime(), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state <> 'open' OR (opened_at IS NOT NULL AND due_at IS NOT NULL)",
            name=op.f("ck_approval_steps_open_since"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'returned') OR (by_id IS NOT NULL AND at IS NOT NULL)",
            name=op.f("ck_approval_steps_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_steps_approval_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_approval_steps_by_id")),
        sa.ForeignKeyConstraint(["for_id"], ["users.id"], name=op.f("fk_approval_steps_for_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_approval_steps_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_steps")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("approval_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_steps_approval_id"), ["approval_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_steps_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            "ix_approval_steps_clock",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open' AND due_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_approval_steps_open",
            ["role", "unit_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "pending",
                "returned",
                "approved",
                "sent",
                "accepted",
                "declined",
                "expired",
                "replaced",
                "cancelled",
                name="quotestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("price_list_id", sa.Integer(), nullable=True),
        sa.Column("list_total", columns.Money(), nullable=False),
        sa.Column("net_total", columns.Money(), nullable=False),
        sa.Column("tax_total", columns.Money(), nullable=False),
        sa.Column("discount", columns.Scaled(6), nullable=False),
        sa.Column("deepest", columns.Scaled(6), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", columns.UTCDateTime(), nullable=True),
        sa.Column("sent_at", columns.UTCDateTime(), nullable=True),
        sa.Column("sent_to", sa.String(length=254), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "price",
                "competitor",
                "terms",
                "function",
                "budget",
                "dropped",
                "other",
                name="declinereason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("told_of_end_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "discount BETWEEN 0 AND 1000000 AND deepest BETWEEN 0 AND 1000000", name=op.f("ck_quotes_ratio_range")
        ),
        sa.CheckConstraint(
            "net_total >= 0 AND net_total <= list_total AND tax_total >= 0", name=op.f("ck_quotes_never_above_list")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_quotes_contact_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_quotes_created_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_quotes_customer_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_quotes_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_quotes_owner_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["quotes.id"], name=op.f("fk_quotes_previous_id")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_lists.id"], name=op.f("fk_quotes_price_list_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_quotes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_quotes_number_revision")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quotes_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_owner_id_id"), ["owner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_status_valid_until"), ["status", "valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_unit_id_id"), ["unit_id", "id"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("signing_unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "pending",
                "returned",
                "approved",
                "signed",
                "ended",
                "cancelled",
                name="contractstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("discount", columns.Scaled(6), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", columns.UTCDateTime(), nullable=True),
        sa.Column("told_of_end_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("status <> 'signed' OR signed_on IS NOT NULL", name=op.f("ck_contracts_signed_on_a_day")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_contracts_amount_not_negative")),
        sa.CheckConstraint("discount BETWEEN 0 AND 1000000", name=op.f("ck_contracts_ratio_range")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_contracts_in_order")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_contracts_created_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contracts_customer_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_contracts_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_contracts_owner_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_contracts_quote_id")),
        sa.ForeignKeyConstraint(["signing_unit_id"], ["units.id"], name=op.f("fk_contracts_signing_unit_id")),
        sa.ForeignKeyConstraint(["template_id"], ["contract_templates.id"], name=op.f("fk_contracts_template_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contracts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("number", name=op.f("uq_contracts_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contracts_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_owner_id_id"), ["owner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_quote_id"), ["quote_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_status_ends_on"), ["status", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_unit_id_id"), ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_contracts_quote",
            ["quote_id"],
            unique=True,
            sqlite_where=sa.text("quote_id IS NOT NULL AND status <> 'cancelled'"),
            postgresql_where=sa.text("quote_id IS NOT NULL AND status <> 'cancelled'"),
        )
    op.create_table(
        "quote_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("quantity", columns.Scaled(3), nullable=False),
        sa.Column("list_price", columns.Money(), nullable=False),
        sa.Column("net_price", columns.Money(), nullable=False),
        sa.Column("tax_rate", columns.Scaled(6), nullable=False),
        sa.Column("list_amount", columns.Money(), nullable=False),
        sa.Column("net_amount", columns.Money(), nullable=False),
        sa.Column("tax_amount", columns.Money(), nullable=False),
        sa.Column("discount", columns.Scaled(6), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("net_price >= 0 AND net_price <= list_price", name=op.f("ck_quote_lines_never_above_list")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quote_lines_quantity_positive")),
        sa.CheckConstraint(
            "tax_rate BETWEEN 0 AND 1000000 AND discount BETWEEN 0 AND 1000000", name=op.f("ck_quote_lines_ratio_range")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_quote_lines_product_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_lines_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_lines")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quote_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_lines_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_lines_quote_id_position"), ["quote_id", "position"], unique=False)
    op.create_table(
        "quote_sendings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Enum("mail", "handed", name="sendingway", native_enum=False, length=40), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_quote_sendings_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_quote_sendings_contact_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_sendings_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_sendings")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quote_sendings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_sendings_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_sendings_quote_id_id"), ["quote_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_sendings_sha256"), ["sha256"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("allocated", columns.Money(), nullable=False),
        sa.Column("refunded", columns.Money(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "transfer", "acceptance", "cheque", "cash", "other", name="paymentmethod", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "allocated >= 0 AND refunded >= 0 AND allocated + refunded <= amount",
            name=op.f("ck_collections_never_more_than_received"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_collections_amount_positive")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR allocated + refunded = 0", name=op.f("ck_collections_withdrawn_counts_for_nothing")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_collections_by_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_collections_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_collections_customer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_collections_unit_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_collections_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("collections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collections_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_collections_contract_id_received_on"), ["contract_id", "received_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_collections_customer_id_received_on"), ["customer_id", "received_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_collections_reference"), ["reference"], unique=False)
        batch_op.create_index(
            "ix_collections_rest",
            ["id"],
            unique=False,
            sqlite_where=sa.text("withdrawn_at IS NULL AND amount > allocated + refunded"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND amount > allocated + refunded"),
        )
        batch_op.create_index(
            batch_op.f("ix_collections_unit_id_received_on_id"), ["unit_id", "received_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_collections_withdrawn_at"), ["withdrawn_at"], unique=False)
        batch_op.create_index(
            "uq_collections_reference",
            ["reference"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
    op.create_table(
        "contract_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "pending",
                "returned",
                "in_force",
                "cancelled",
                name="changestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_changes_contract_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_contract_changes_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_changes")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_changes_contract_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dunning_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("remind", "call", "letter", "stop", "resume", name="dunningkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column(
            "next_kind",
            sa.Enum("remind", "call", "letter", "stop", "resume", name="dunningkind", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dunning_steps_by_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_dunning_steps_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_dunning_steps_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_steps")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("dunning_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dunning_steps_contract_id_on"), ["contract_id", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_dunning_steps_customer_id"), ["customer_id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("on_acceptance", sa.Boolean(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_milestones_amount_positive")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_milestones_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_milestones_contract_id_position"), ["contract_id", "position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_milestones_due_on"), ["due_on"], unique=False)
    op.create_table(
        "receivables",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("invoiced", columns.Money(), nullable=False),
        sa.Column("collected", columns.Money(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.Column("prepaid", columns.Money(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=True),
        sa.Column("dun_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.CheckConstraint("invoiced - collected = open - prepaid", name=op.f("ck_receivables_balances")),
        sa.CheckConstraint(
            "invoiced >= 0 AND collected >= 0 AND open >= 0 AND prepaid >= 0",
            name=op.f("ck_receivables_never_below_nothing"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_receivables_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_receivables_customer_id")),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_receivables")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("receivables", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivables_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_receivables_due",
            ["overdue_from", "contract_id"],
            unique=False,
            sqlite_where=sa.text("overdue_from IS NOT NULL"),
            postgresql_where=sa.text("overdue_from IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_receivables_dunning",
            ["dun_on", "contract_id"],
            unique=False,
            sqlite_where=sa.text("dun_on IS NOT NULL"),
            postgresql_where=sa.text("dun_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_receivables_open",
            ["open", "contract_id"],
            unique=False,
            sqlite_where=sa.text("open > 0"),
            postgresql_where=sa.text("open > 0"),
        )
        batch_op.create_index(
            "ix_receivables_prepaid",
            ["prepaid", "contract_id"],
            unique=False,
            sqlite_where=sa.text("prepaid > 0"),
            postgresql_where=sa.text("prepaid > 0"),
        )
        batch_op.create_index(
            "ix_receivables_stopped",
            ["stopped_on", "contract_id"],
            unique=False,
            sqlite_where=sa.text("stopped_on IS NOT NULL"),
            postgresql_where=sa.text("stopped_on IS NOT NULL"),
        )
    op.create_table(
        "sales_orders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "pending",
                "returned",
                "approved",
                "executing",
                "done",
                "cancelled",
                name="orderstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("ship_to", sa.Text(), server_default="", nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", columns.UTCDateTime(), nullable=True),
        sa.Column("started_at", columns.UTCDateTime(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('executing', 'done') OR started_at IS NOT NULL",
            name=op.f("ck_sales_orders_carried_out_once_started"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_sales_orders_amount_not_negative")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_sales_orders_contract_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_sales_orders_created_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_sales_orders_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_sales_orders_owner_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_sales_orders_started_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sales_orders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_orders_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sales_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_orders_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_orders_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_orders_owner_id_id"), ["owner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_orders_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_orders_unit_id_id"), ["unit_id", "id"], unique=False)
    op.create_table(
        "statement_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("invoiced", columns.Money(), nullable=False),
        sa.Column("collected", columns.Money(), nullable=False),
        sa.Column("prepaid", columns.Money(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.Column("not_due", columns.Money(), nullable=False),
        sa.Column("up_to_30", columns.Money(), nullable=False),
        sa.Column("up_to_60", columns.Money(), nullable=False),
        sa.Column("up_to_90", columns.Money(), nullable=False),
        sa.Column("older", columns.Money(), nullable=False),
        sa.Column("before", columns.Money(), nullable=False),
        sa.Column("late_invoiced", columns.Money(), nullable=False),
        sa.Column("late_collected", columns.Money(), nullable=False),
        sa.Column("late_open", columns.Money(), nullable=False),
        sa.CheckConstraint("invoiced - collected = open - prepaid", name=op.f("ck_statement_lines_balances")),
        sa.CheckConstraint(
            "open = not_due + up_to_30 + up_to_60 + up_to_90 + older", name=op.f("ck_statement_lines_ages_add_up")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_statement_lines_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_statement_lines_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_statement_lines_owner_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f("fk_statement_lines_statement_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_statement_lines_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("statement_id", "contract_id", name=op.f("uq_statement_lines_statement_id_contract_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("statement_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_lines_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_lines_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_statement_lines_late",
            ["statement_id", "id"],
            unique=False,
            sqlite_where=sa.text("late_invoiced <> 0 OR late_collected <> 0 OR late_open <> 0"),
            postgresql_where=sa.text("late_invoiced <> 0 OR late_collected <> 0 OR late_open <> 0"),
        )
        batch_op.create_index(batch_op.f("ix_statement_lines_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_statement_lines_statement_id_open_id"), ["statement_id", "open", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_statement_lines_statement_id_owner_id_open_id"),
            ["statement_id", "owner_id", "open", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_statement_lines_statement_id_unit_id_open_id"),
            ["statement_id", "unit_id", "open", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_statement_lines_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "implementations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "running", "accepted", name="implementationstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accepted_by", sa.String(length=100), nullable=False),
        sa.Column("accepted_note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(status = 'accepted') = (accepted_on IS NOT NULL)", name=op.f("ck_implementations_accepted_on_a_day")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_implementations_customer_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["users.id"], name=op.f("fk_implementations_leader_id")),
        sa.ForeignKeyConstraint(["order_id"], ["sales_orders.id"], name=op.f("fk_implementations_order_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_implementations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementations")),
        sa.UniqueConstraint("order_id", name=op.f("uq_implementations_order_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("implementations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_implementations_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_implementations_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_implementations_unit_id_status_id"), ["unit_id", "status", "id"], unique=False
        )
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("tax", columns.Money(), nullable=False),
        sa.Column("corrected", columns.Money(), nullable=False),
        sa.Column("settled", columns.Money(), nullable=False),
        sa.Column("open", columns.Money(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(amount < 0) = (corrects_id IS NOT NULL)", name=op.f("ck_invoices_red_names_what_it_corrects")
        ),
        sa.CheckConstraint("amount < 0 OR open = amount - corrected - settled", name=op.f("ck_invoices_adds_up")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_invoices_amount_not_zero")),
        sa.CheckConstraint(
            "corrected >= 0 AND settled >= 0 AND open >= 0", name=op.f("ck_invoices_never_below_nothing")
        ),
        sa.CheckConstraint(
            "tax BETWEEN 0 AND amount OR tax BETWEEN amount AND 0", name=op.f("ck_invoices_tax_within_amount")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_invoices_by_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_invoices_contract_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["invoices.id"], name=op.f("fk_invoices_corrects_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_invoices_customer_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestones.id"], name=op.f("fk_invoices_milestone_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_invoices_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", "code", name=op.f("uq_invoices_number_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoices_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invoices_contract_id_issued_on"), ["contract_id", "issued_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoices_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoices_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoices_milestone_id"), ["milestone_id"], unique=False)
        batch_op.create_index(
            "ix_invoices_open",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("open > 0"),
            postgresql_where=sa.text("open > 0"),
        )
        batch_op.create_index(
            "ix_invoices_red",
            ["id"],
            unique=False,
            sqlite_where=sa.text("corrects_id IS NOT NULL"),
            postgresql_where=sa.text("corrects_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_invoices_unit_id_id"), ["unit_id", "id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("quantity", columns.Scaled(3), nullable=False),
        sa.Column("net_price", columns.Money(), nullable=False),
        sa.Column("tax_rate", columns.Scaled(6), nullable=False),
        sa.Column("shipped", columns.Scaled(3), nullable=False),
        sa.CheckConstraint("net_price >= 0", name=op.f("ck_order_lines_price_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_positive")),
        sa.CheckConstraint("shipped >= 0 AND shipped <= quantity", name=op.f("ck_order_lines_never_more_than_ordered")),
        sa.CheckConstraint("tax_rate BETWEEN 0 AND 1000000", name=op.f("ck_order_lines_tax_rate_range")),
        sa.ForeignKeyConstraint(["order_id"], ["sales_orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_lines_order_id_position"), ["order_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_lines_product_id"), ["product_id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_refunds_by_id")),
        sa.ForeignKeyConstraint(["collection_id"], ["collections.id"], name=op.f("fk_refunds_collection_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_refunds_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_refunds_collection_id"), ["collection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refunds_withdrawn_at"), ["withdrawn_at"], unique=False)
        batch_op.create_index(
            "uq_refunds_reference",
            ["reference"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=100), nullable=False),
        sa.Column("waybill", sa.String(length=60), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_shipments_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["sales_orders.id"], name=op.f("fk_shipments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipments_order_id"), ["order_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("taken_back", columns.Money(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(amount < 0) = (reverses_id IS NOT NULL)", name=op.f("ck_allocations_opposite_names_what_it_reverses")
        ),
        sa.CheckConstraint("(invoice_id IS NULL) <> (milestone_id IS NULL)", name=op.f("ck_allocations_one_target")),
        sa.CheckConstraint(
            "amount < 0 OR taken_back BETWEEN 0 AND amount", name=op.f("ck_allocations_taken_back_once")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_allocations_amount_not_zero")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_allocations_by_id")),
        sa.ForeignKeyConstraint(["collection_id"], ["collections.id"], name=op.f("fk_allocations_collection_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_allocations_contract_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_allocations_invoice_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestones.id"], name=op.f("fk_allocations_milestone_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["allocations.id"], name=op.f("fk_allocations_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocations_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocations_collection_id"), ["collection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocations_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocations_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocations_milestone_id"), ["milestone_id"], unique=False)
    op.create_table(
        "shipment_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", columns.Scaled(3), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["order_lines.id"], name=op.f("fk_shipment_lines_line_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_lines_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_lines")),
        sa.UniqueConstraint("shipment_id", "line_id", name=op.f("uq_shipment_lines_shipment_id_line_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("shipment_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_lines_line_id"), ["line_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("implementation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("todo", "doing", "blocked", "done", name="taskstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("blocked_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("done_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_tasks_done_at_a_time")),
        sa.ForeignKeyConstraint(["implementation_id"], ["implementations.id"], name=op.f("fk_tasks_implementation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tasks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_done_at"), ["done_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tasks_implementation_id_status_position"),
            ["implementation_id", "status", "position"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_owner_id_status_due_on"), ["owner_id", "status", "due_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_unit_id_status_due_on"), ["unit_id", "status", "due_on"], unique=False
        )
    op.create_table(
        "time_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_time_entries_of_one_day")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_time_entries_task_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_time_entries_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entries")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("time_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_time_entries_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_time_entries_user_id_on"), ["user_id", "on"], unique=False)
    # On SQLite a column comes with what it refers to, so that the table need not be rebuilt; elsewhere that has a name.
    inline = op.get_context().dialect.name == "sqlite"
    op.add_column(
        "outbox_mails",
        sa.Column(
            "sending_id",
            sa.Integer(),
            sa.ForeignKey("quote_sendings.id", name=op.f("fk_outbox_mails_sending_id")),
            nullable=True,
        ),
        inline_references=inline,
    )
    with op.batch_alter_table("outbox_mails", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("notification_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_outbox_mails_sending_id"), ["sending_id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_outbox_mails_one_content"), "(notification_id IS NULL) <> (sending_id IS NULL)"
        )
    op.add_column(
        "attachments",
        sa.Column(
            "contract_id",
            sa.Integer(),
            sa.ForeignKey("contracts.id", name=op.f("fk_attachments_contract_id")),
            nullable=True,
        ),
        inline_references=inline,
    )
    op.add_column(
        "attachments",
        sa.Column(
            "implementation_id",
            sa.Integer(),
            sa.ForeignKey("implementations.id", name=op.f("fk_attachments_implementation_id")),
            nullable=True,
        ),
        inline_references=inline,
    )
    with op.batch_alter_table("attachments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attachments_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_attachments_one_subject"), one_of(*SUBJECTS))
    op.create_index(op.f("ix_attachments_contract_id"), "attachments", ["contract_id"], unique=False)
    op.create_index(op.f("ix_attachments_implementation_id"), "attachments", ["implementation_id"], unique=False)
    move_decisions(op.get_bind())
    op.drop_table("closing_confirmations")
    op.drop_table("customer_reviews")


def downgrade():
    op.create_table(
        "customer_reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("approved", "returned", name="reviewdecision", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("field_reasons", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_customer_reviews_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_reviews_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_reviews")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("customer_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_reviews_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_reviews_customer_id"), ["customer_id"], unique=False)
    op.create_table(
        "closing_confirmations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("confirmed", "sent_back", name="closingdecision", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_closing_confirmations_by_id")),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closing_confirmations_closing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_confirmations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("closing_confirmations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closing_confirmations_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_confirmations_closing_id"), ["closing_id"], unique=False)
    give_decisions_back(op.get_bind())
    op.execute("DELETE FROM outbox_mails WHERE notification_id IS NULL")
    with op.batch_alter_table("outbox_mails", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_outbox_mails_one_content"), type_="check")
        batch_op.alter_column("notification_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("sending_id")
    op.execute(f"DELETE FROM attachments WHERE NOT ({one_of(*EARLIER_SUBJECTS)})")  # noqa: S608
    with op.batch_alter_table("attachments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attachments_one_subject"), type_="check")
        batch_op.drop_index(batch_op.f("ix_attachments_implementation_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_contract_id"))
        batch_op.drop_column("implementation_id")
        batch_op.drop_column("contract_id")
        batch_op.create_check_constraint(batch_op.f("ck_attachments_one_subject"), one_of(*EARLIER_SUBJECTS))
    op.drop_table("time_entries")
    op.drop_table("tasks")
    op.drop_table("shipment_lines")
    op.drop_table("allocations")
    op.drop_table("shipments")
    op.drop_table("refunds")
    op.drop_table("order_lines")
    op.drop_table("invoices")
    op.drop_table("implementations")
    op.drop_table("statement_lines")
    op.drop_table("sales_orders")
    op.drop_table("receivables")
    op.drop_table("milestones")
    op.drop_table("dunning_steps")
    op.drop_table("contract_changes")
    op.drop_table("collections")
    op.drop_table("quote_sendings")
    op.drop_table("quote_lines")
    op.drop_table("contracts")
    op.drop_table("quotes")
    op.drop_table("approval_steps")
    op.drop_table("approval_barred")
    op.drop_table("prices")
    op.drop_table("approvals")
    op.drop_table("statement_files")
    op.drop_table("price_lists")
    op.drop_table("deputies")
    op.drop_table("contract_templates")
    op.drop_table("statement_sums")
    op.drop_table("letterheads")
    op.drop_table("due_amounts")
    op.drop_table("statements")
    op.drop_table("products")
