"""payments of expenses

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "book_accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("expense", "input_tax", "advances", "bank", name="bookside", native_enum=False, length=40),
            nullable=False,
        ),
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
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("removed_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_book_accounts_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_book_accounts_company_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_book_accounts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_accounts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("book_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_accounts_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_book_accounts_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "closed_months",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("closed_at", columns.UTCDateTime(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_closed_months_closed_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_closed_months_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_months")),
        sa.UniqueConstraint("company_id", "month", name=op.f("uq_closed_months_company_id_month")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "payee_accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("replaced_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_payee_accounts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_accounts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payee_accounts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payee_accounts_one",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_payee_accounts_user_id"), ["user_id"], unique=False)
    op.create_table(
        "payer_accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("retired_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_payer_accounts_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_payer_accounts_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_accounts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payer_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payer_accounts_company_id"), ["company_id"], unique=False)
    op.create_table(
        "payment_batches",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "exported", "paid", "cancelled", name="batchstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("total", columns.Money(), nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("exported_at", columns.UTCDateTime(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_payment_batches_company_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_payment_batches_created_by_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["users.id"], name=op.f("fk_payment_batches_paid_by_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer_accounts.id"], name=op.f("fk_payment_batches_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_batches_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_batches_company_id_id"), ["company_id", "id"], unique=False)
    op.create_table(
        "payment_batch_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("advance_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "paid", "returned", "left_out", name="paystate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(claim_id IS NULL) <> (advance_id IS NULL)", name=op.f("ck_payment_batch_lines_one_subject")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payment_batch_lines_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["expense_advances.id"], name=op.f("fk_payment_batch_lines_advance_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batches.id"], name=op.f("fk_payment_batch_lines_batch_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["expense_claims.id"], name=op.f("fk_payment_batch_lines_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_payment_batch_lines_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch_lines")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment_batch_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_batch_lines_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_payment_batch_lines_one_advance",
            ["advance_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'paid')"),
            postgresql_where=sa.text("state IN ('pending', 'paid')"),
        )
        batch_op.create_index(
            "ix_payment_batch_lines_one_claim",
            ["claim_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'paid')"),
            postgresql_where=sa.text("state IN ('pending', 'paid')"),
        )
        batch_op.create_index(batch_op.f("ix_payment_batch_lines_person_id"), ["person_id"], unique=False)
    op.create_table(
        "journal_vouchers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("advance_id", sa.Integer(), nullable=True),
        sa.Column("given_back", sa.Boolean(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["advance_id"], ["expense_advances.id"], name=op.f("fk_journal_vouchers_advance_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_journal_vouchers_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["expense_claims.id"], name=op.f("fk_journal_vouchers_claim_id")),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_journal_vouchers_company_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["expense_payments.id"], name=op.f("fk_journal_vouchers_payment_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["journal_vouchers.id"], name=op.f("fk_journal_vouchers_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_vouchers")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_journal_vouchers_reverses_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("journal_vouchers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_vouchers_advance_id"), ["advance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_vouchers_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_journal_vouchers_company_id_booked_on_id"), ["company_id", "booked_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_journal_vouchers_payment_id"), ["payment_id"], unique=False)
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("expense", "input_tax", "advances", "bank", name="bookside", native_enum=False, length=40),
            nullable=False,
        ),
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
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("debit", columns.Money(), nullable=False),
        sa.Column("credit", columns.Money(), nullable=False),
        sa.Column("account_code", sa.String(length=40), nullable=False),
        sa.Column("account_title", sa.String(length=100), nullable=False),
        sa.CheckConstraint("(debit = 0) <> (credit = 0)", name=op.f("ck_journal_entries_one_side")),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name=op.f("ck_journal_entries_not_negative")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_journal_entries_unit_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["journal_vouchers.id"], name=op.f("fk_journal_entries_voucher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("journal_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entries_voucher_id"), ["voucher_id"], unique=False)


def downgrade():
    op.drop_table("journal_entries")
    op.drop_table("journal_vouchers")
    op.drop_table("payment_batch_lines")
    op.drop_table("payment_batches")
    op.drop_table("payer_accounts")
    op.drop_table("payee_accounts")
    op.drop_table("closed_months")
    op.drop_table("book_accounts")
