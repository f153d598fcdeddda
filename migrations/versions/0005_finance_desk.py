"""the finance desk

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "proof_anchors",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_anchors")),
        sa.UniqueConstraint("day", name=op.f("uq_proof_anchors_day")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sampling_seeds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("share", columns.Scaled(6), nullable=False),
        sa.Column("made_at", columns.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_seeds")),
        sa.UniqueConstraint("day", name=op.f("uq_sampling_seeds_day")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "expense_limits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "travel",
                "lodging",
                "local_transport",
                "meals",
                "entertainment",
                "gifts",
                "marketing",
                "communication",
                "office",
                "training",
                "allowance",
                "mileage",
                "other",
                name="category",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "tier", sa.Enum("first", "second", "other", name="citytier", native_enum=False, length=40), nullable=True
        ),
        sa.Column("grade", sa.Enum("A", "B", "C", "D", name="grade", native_enum=False, length=40), nullable=True),
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
            nullable=True,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "line", "head", "night", "day", "month", "customer_month", name="basis", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("effect", sa.Enum("warns", "blocks", name="effect", native_enum=False, length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_expense_limits_amount_not_negative")),
        sa.CheckConstraint("until_on IS NULL OR from_on <= until_on", name=op.f("ck_expense_limits_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_expense_limits_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_expense_limits_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_limits")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("expense_limits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expense_limits_company_id_from_on"), ["company_id", "from_on"], unique=False
        )
    op.create_table(
        "reason_phrases",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("zh", sa.Text(), server_default="", nullable=False),
        sa.Column("en", sa.Text(), server_default="", nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("removed_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_reason_phrases_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_reason_phrases_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_phrases")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reason_phrases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reason_phrases_company_id_clause_id"), ["company_id", "clause", "id"], unique=False
        )
    op.create_table(
        "tiered_cities",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "tier", sa.Enum("first", "second", "other", name="citytier", native_enum=False, length=40), nullable=False
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_tiered_cities_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiered_cities")),
        sa.UniqueConstraint("name", name=op.f("uq_tiered_cities_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "trip_requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("traveller_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("cities", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("estimate", columns.Money(), nullable=False),
        sa.Column("advance_wanted", columns.Money(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "returned",
                "cancelled",
                name="tripstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("submitted_at", columns.UTCDateTime(), nullable=True),
        sa.Column("decided_at", columns.UTCDateTime(), nullable=True),
        sa.Column("absence_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "estimate >= 0 AND advance_wanted >= 0 AND advance_wanted <= estimate",
            name=op.f("ck_trip_requests_amounts_fit"),
        ),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_trip_requests_in_order")),
        sa.ForeignKeyConstraint(["absence_id"], ["absences.id"], name=op.f("fk_trip_requests_absence_id")),
        sa.ForeignKeyConstraint(["traveller_id"], ["users.id"], name=op.f("fk_trip_requests_traveller_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_trip_requests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_trip_requests_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("trip_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trip_requests_absence_id"), ["absence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trip_requests_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trip_requests_traveller_id_id"), ["traveller_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trip_requests_unit_id_id"), ["unit_id", "id"], unique=False)
    op.create_table(
        "expense_advances",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("settled", columns.Money(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("approved", "paid", "settled", "cancelled", name="advancestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_expense_advances_amount_positive")),
        sa.CheckConstraint(
            "settled >= 0 AND settled <= amount", name=op.f("ck_expense_advances_never_more_than_given")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_expense_advances_person_id")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip_requests.id"], name=op.f("fk_expense_advances_trip_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_expense_advances_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_advances")),
        sa.UniqueConstraint("number", name=op.f("uq_expense_advances_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("expense_advances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expense_advances_person_id_status"), ["person_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_expense_advances_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_expense_advances_trip_id"), ["trip_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_expense_advances_unit_id_id"), ["unit_id", "id"], unique=False)
    op.create_table(
        "advance_settlements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("advance_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("undone_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_advance_settlements_amount_positive")),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["expense_advances.id"], name=op.f("fk_advance_settlements_advance_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_advance_settlements_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["expense_claims.id"], name=op.f("fk_advance_settlements_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advance_settlements")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("advance_settlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advance_settlements_advance_id"), ["advance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_advance_settlements_claim_id"), ["claim_id"], unique=False)
    op.create_table(
        "trip_activities",
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_trip_activities_activity_id")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip_requests.id"], name=op.f("fk_trip_activities_trip_id")),
        sa.PrimaryKeyConstraint("trip_id", "activity_id", name=op.f("pk_trip_activities")),
        sqlite_autoincrement=False,
    )
    with op.batch_alter_table("trip_activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trip_activities_activity_id"), ["activity_id"], unique=False)
    op.create_table(
        "claim_proofs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submission",
                "decision",
                "verdict",
                "undone",
                "question",
                "payment",
                name="proofkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_claim_proofs_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["expense_claims.id"], name=op.f("fk_claim_proofs_claim_id")),
        sa.ForeignKeyConstraint(["line_id"], ["expense_lines.id"], name=op.f("fk_claim_proofs_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_proofs")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_claim_proofs_claim_id_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("claim_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_proofs_at_id"), ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_proofs_line_id"), ["line_id"], unique=False)
    op.create_table(
        "line_questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UTCDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", columns.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_line_questions_asked_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["expense_claims.id"], name=op.f("fk_line_questions_claim_id")),
        sa.ForeignKeyConstraint(["line_id"], ["expense_lines.id"], name=op.f("fk_line_questions_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_questions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("line_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_questions_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_line_questions_line_id"), ["line_id"], unique=False)
    op.create_table(
        "expense_invoices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "digital_special",
                "digital_general",
                "electronic_special",
                "electronic_general",
                "paper",
                "train",
                "flight",
                "other",
                name="invoicekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("identity", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("seller", sa.String(length=200), nullable=False),
        sa.Column("seller_tax_number", sa.String(length=30), nullable=False),
        sa.Column("buyer", sa.String(length=200), nullable=False),
        sa.Column("buyer_tax_number", sa.String(length=30), nullable=False),
        sa.Column("amount", columns.Money(), nullable=True),
        sa.Column("tax", columns.Money(), nullable=True),
        sa.Column("total", columns.Money(), nullable=True),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("added_at", columns.UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("released_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_expense_invoices_added_by_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name=op.f("fk_expense_invoices_attachment_id")),
        sa.ForeignKeyConstraint(["line_id"], ["expense_lines.id"], name=op.f("fk_expense_invoices_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_invoices")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("expense_invoices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expense_invoices_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(
            "ix_expense_invoices_held",
            ["identity"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL AND identity <> ''"),
            postgresql_where=sa.text("released_at IS NULL AND identity <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_expense_invoices_identity"), ["identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_expense_invoices_line_id"), ["line_id"], unique=False)
    # On SQLite a column comes with what it refers to, so that the table need not be rebuilt; elsewhere that has a name.
    inline = op.get_context().dialect.name == "sqlite"
    op.add_column(
        "letterheads",
        sa.Column("tax_number", sa.String(length=30), server_default="", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "letterheads",
        sa.Column("city", sa.String(length=40), server_default="", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims",
        sa.Column(
            "trip_id",
            sa.Integer(),
            sa.ForeignKey("trip_requests.id", name=op.f("fk_expense_claims_trip_id")),
            nullable=True,
        ),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims", sa.Column("reds", sa.Integer(), server_default="0", nullable=False), inline_references=inline
    )
    op.add_column(
        "expense_claims",
        sa.Column("ambers", sa.Integer(), server_default="0", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims",
        sa.Column("desk_rank", sa.Integer(), server_default="0", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims", sa.Column("taken_until", columns.UTCDateTime(), nullable=True), inline_references=inline
    )
    op.add_column(
        "expense_claims",
        sa.Column("questions", sa.Integer(), server_default="0", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims",
        sa.Column("set_off", columns.Money(), server_default="0", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_claims",
        sa.Column("proof_head", sa.String(length=64), server_default="", nullable=False),
        inline_references=inline,
    )
    op.create_index(
        "ix_expense_claims_desk",
        "expense_claims",
        ["status", "unit_id", "checker_id", "questions", "total"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        op.f("ix_expense_claims_status_desk_rank_id"), "expense_claims", ["status", "desk_rank", "id"], unique=False
    )
    op.create_index(op.f("ix_expense_claims_trip_id"), "expense_claims", ["trip_id"], unique=False)
    op.add_column("expense_payments", sa.Column("returned_on", sa.Date(), nullable=True), inline_references=inline)
    op.add_column(
        "expense_payments",
        sa.Column("return_reason", sa.Text(), server_default="", nullable=False),
        inline_references=inline,
    )
    with op.batch_alter_table("expense_payments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_expense_payments_claim_id"), type_="unique")
    op.create_index(op.f("ix_expense_payments_claim_id"), "expense_payments", ["claim_id"], unique=False)
    op.create_index(
        "ix_expense_payments_one",
        "expense_payments",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("returned_on IS NULL"),
        postgresql_where=sa.text("returned_on IS NULL"),
    )
    op.add_column("expense_lines", sa.Column("ended_on", sa.Date(), nullable=True), inline_references=inline)
    op.add_column(
        "expense_lines",
        sa.Column("from_city", sa.String(length=40), server_default="", nullable=False),
        inline_references=inline,
    )
    op.add_column("expense_lines", sa.Column("headcount", sa.Integer(), nullable=True), inline_references=inline)
    op.add_column(
        "expense_lines",
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "expense_lines", sa.Column("foreign_amount", columns.Money(), nullable=True), inline_references=inline
    )
    op.add_column("expense_lines", sa.Column("rate", columns.Scaled(6), nullable=True), inline_references=inline)
    op.add_column("expense_lines", sa.Column("kilometres", columns.Scaled(1), nullable=True), inline_references=inline)
    op.add_column("expense_lines", sa.Column("score", sa.Integer(), nullable=True), inline_references=inline)
    op.add_column(
        "expense_lines",
        sa.Column("light", sa.Enum("green", "amber", "red", name="light", native_enum=False, length=40), nullable=True),
        inline_references=inline,
    )
    op.add_column(
        "expense_lines", sa.Column("examined_at", columns.UTCDateTime(), nullable=True), inline_references=inline
    )
    op.add_column(
        "expense_lines",
        sa.Column("sampled", sa.Boolean(), server_default=sa.false(), nullable=False),
        inline_references=inline,
    )
    # Invoices of claims that were handed in are held from now on: each by the line that named it first.
    op.execute(
        """
        INSERT INTO expense_invoices (version, line_id, kind, identity, code, number, seller, seller_tax_number, buyer,
            buyer_tax_number, check_code, read, problem, added_at, added_by_id)
        SELECT 1, id, 'other', identity, '', number, '', '', '', '', '', '{}', '', submitted_at, claimant_id
        FROM (
            SELECT l.id, l.invoice_number AS number, lower(replace(replace(l.invoice_number, ' ', ''), '-', '')) AS identity,
                c.submitted_at, c.claimant_id,
                row_number() OVER (
                    PARTITION BY lower(replace(replace(l.invoice_number, ' ', ''), '-', '')) ORDER BY l.id
                ) AS place
            FROM expense_lines l JOIN expense_claims c ON c.id = l.claim_id
            WHERE l.invoice_number <> '' AND l.removed_at IS NULL AND c.removed_at IS NULL AND l.verdict <> 'rejected'
                AND c.status IN ('submitted', 'manager_approved', 'in_check', 'approved', 'paid')
        ) AS named
        WHERE place = 1 AND identity <> ''
        """
    )


def downgrade():
    op.execute("DELETE FROM expense_payments WHERE returned_on IS NOT NULL")
    with op.batch_alter_table("letterheads", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("city")
        batch_op.drop_column("tax_number")
    with op.batch_alter_table("expense_claims", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expense_claims_trip_id"))
        batch_op.drop_index(batch_op.f("ix_expense_claims_status_desk_rank_id"))
        batch_op.drop_index(
            "ix_expense_claims_desk",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.drop_column("proof_head")
        batch_op.drop_column("set_off")
        batch_op.drop_column("questions")
        batch_op.drop_column("taken_until")
        batch_op.drop_column("desk_rank")
        batch_op.drop_column("ambers")
        batch_op.drop_column("reds")
        batch_op.drop_column("trip_id")
    with op.batch_alter_table("expense_payments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(
            "ix_expense_payments_one",
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_expense_payments_claim_id"))
        batch_op.drop_column("return_reason")
        batch_op.drop_column("returned_on")
        batch_op.create_unique_constraint(batch_op.f("uq_expense_payments_claim_id"), ["claim_id"])
    with op.batch_alter_table("expense_lines", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("sampled")
        batch_op.drop_column("examined_at")
        batch_op.drop_column("light")
        batch_op.drop_column("score")
        batch_op.drop_column("kilometres")
        batch_op.drop_column("rate")
        batch_op.drop_column("foreign_amount")
        batch_op.drop_column("currency")
        batch_op.drop_column("headcount")
        batch_op.drop_column("from_city")
        batch_op.drop_column("ended_on")
    op.drop_table("expense_invoices")
    op.drop_table("line_questions")
    op.drop_table("claim_proofs")
    op.drop_table("trip_activities")
    op.drop_table("advance_settlements")
    op.drop_table("expense_advances")
    op.drop_table("trip_requests")
    op.drop_table("tiered_cities")
    op.drop_table("reason_phrases")
    op.drop_table("expense_limits")
    op.drop_table("sampling_seeds")
    op.drop_table("proof_anchors")
