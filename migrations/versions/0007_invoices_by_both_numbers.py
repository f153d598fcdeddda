"""older invoices under both of their numbers

Revision 0007, after 0006. Figures of expenses are counted anew where a payment came back: it was counted as spent.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLDER = re.compile(r"(?:\d{10}|0\d{11})?(\d{8})", re.ASCII)


def upgrade():
    with op.batch_alter_table("expense_invoices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bare_number", sa.String(length=8), server_default="", nullable=False))
        batch_op.create_index(
            "ix_expense_invoices_bare",
            ["bare_number"],
            unique=False,
            sqlite_where=sa.text("bare_number <> ''"),
            postgresql_where=sa.text("bare_number <> ''"),
        )
    connection = op.get_bind()
    held = "SELECT id, identity FROM expense_invoices WHERE released_at IS NULL AND length(identity) IN (8, 18, 20)"
    found = [(row.id, OLDER.fullmatch(row.identity)) for row in connection.execute(sa.text(held))]
    older = [{"id": id_, "bare": match.group(1)} for id_, match in found if match]
    if older:
        connection.execute(sa.text("UPDATE expense_invoices SET bare_number = :bare WHERE id = :id"), older)
    op.execute(
        "INSERT INTO figure_dirt (source, period) SELECT 'everything', ''"
        " WHERE EXISTS (SELECT 1 FROM expense_payments WHERE returned_on IS NOT NULL)"
    )


def downgrade():
    with op.batch_alter_table("expense_invoices", schema=None) as batch_op:
        batch_op.drop_index("ix_expense_invoices_bare")
        batch_op.drop_column("bare_number")
