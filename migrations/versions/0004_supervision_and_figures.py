"""supervision, assessment, figures

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "figure_dirt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_dirt")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_digests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("unit_id", "day", name=op.f("uq_digests_unit_id_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digests_day"), ["day"], unique=False)
    op.create_table(
        "rankings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column(
            "board", sa.Enum("salespeople", "agents", name="board", native_enum=False, length=40), nullable=False
        ),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("drawn_at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_rankings_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
        sa.UniqueConstraint("company_id", "month", "board", name=op.f("uq_rankings_company_id_month_board")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "check_sheets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("drawn_at", columns.UTCDateTime(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("signed_at", columns.UTCDateTime(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["signed_by_id"], ["users.id"], name=op.f("fk_check_sheets_signed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_check_sheets_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_sheets")),
        sa.UniqueConstraint("unit_id", "week", name=op.f("uq_check_sheets_unit_id_week")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("check_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_sheets_week_id"), ["week", "id"], unique=False)
    op.create_table(
        "digest_readers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("read_at", columns.UTCDateTime(), nullable=True),
        sa.Column("relay_asked_at", columns.UTCDateTime(), nullable=True),
        sa.Column("relayed_at", columns.UTCDateTime(), nullable=True),
        sa.Column("relayed_by_id", sa.Integer(), nullable=True),
        sa.Column("relay_note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_digest_readers_digest_id")),
        sa.ForeignKeyConstraint(["relayed_by_id"], ["users.id"], name=op.f("fk_digest_readers_relayed_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digest_readers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_readers")),
        sa.UniqueConstraint("digest_id", "user_id", name=op.f("uq_digest_readers_digest_id_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("digest_readers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_readers_relayed_by_id"), ["relayed_by_id"], unique=False)
        batch_op.create_index(
            "ix_digest_readers_unread",
            ["digest_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL AND relayed_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL AND relayed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_digest_readers_user_id_digest_id"), ["user_id", "digest_id"], unique=False)
    op.create_table(
        "figures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contracts",
                "collections",
                "new_customers",
                "new_opportunities",
                "activities",
                "contacts_by_grade",
                "stage_entries",
                "stage_days",
                "outcomes",
                "loss_reasons",
                "competitors",
                "slippage",
                "expenses",
                "customers_by_grade",
                "customers_by_industry",
                "customers_by_region",
                "pipeline",
                "forecast",
                "weighted",
                "movement",
                name="figurekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_figures_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_figures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figures_kind_period_unit_id"), ["kind", "period", "unit_id"], unique=False)
        batch_op.create_index(
            "ix_figures_of_people",
            ["user_id", "kind", "period"],
            unique=False,
            sqlite_where=sa.text("user_id IS NOT NULL"),
            postgresql_where=sa.text("user_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_figures_of_units",
            ["unit_id", "kind", "period"],
            unique=False,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "spoken_warning",
                "notice",
                "deduction",
                "dismissal",
                "leads_suspended",
                name="measurekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", columns.Scaled(2), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("head_of_id", sa.Integer(), nullable=True),
        sa.Column(
            "proposed_kind",
            sa.Enum(
                "spoken_warning",
                "notice",
                "deduction",
                "dismissal",
                "leads_suspended",
                name="measurekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_percent", columns.Scaled(2), nullable=False),
        sa.Column("proposed_at", columns.UTCDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "dropped",
                "appealed",
                "upheld",
                "lifted",
                name="measurestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", columns.UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("appealed_at", columns.UTCDateTime(), nullable=True),
        sa.Column("appeal", sa.Text(), server_default="", nullable=False),
        sa.Column("ruled_at", columns.UTCDateTime(), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruling", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 10000", name=op.f("ck_measures_percent_range")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_measures_decided_by_id")),
        sa.ForeignKeyConstraint(["head_of_id"], ["measures.id"], name=op.f("fk_measures_head_of_id")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["users.id"], name=op.f("fk_measures_ruled_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_measures_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_measures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("key", name=op.f("uq_measures_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measures_head_of_id"), ["head_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measures_month_state_id"), ["month", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_measures_undecided",
            ["unit_id", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('proposed', 'appealed')"),
            postgresql_where=sa.text("state IN ('proposed', 'appealed')"),
        )
        batch_op.create_index(batch_op.f("ix_measures_unit_id_month_id"), ["unit_id", "month", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measures_user_id_month_id"), ["user_id", "month", "id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("issued_at", columns.UTCDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_publications_company_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["users.id"], name=op.f("fk_publications_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("company_id", "month", "issue", name=op.f("uq_publications_company_id_month_issue")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
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
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint("weekly >= 0", name=op.f("ck_quotas_weekly_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_quotas_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_quotas_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quotas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotas_unit_id_role_valid_from_id"), ["unit_id", "role", "valid_from", "id"], unique=False
        )
    op.create_table(
        "ranking_rows",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("score", columns.Scaled(4), nullable=False),
        sa.Column("top", sa.Boolean(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("workings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ranking_id"], ["rankings.id"], name=op.f("fk_ranking_rows_ranking_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_ranking_rows_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ranking_rows_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_rows")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ranking_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_rows_ranking_id_place"), ["ranking_id", "place"], unique=False)
        batch_op.create_index(batch_op.f("ix_ranking_rows_unit_id_ranking_id"), ["unit_id", "ranking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ranking_rows_user_id_ranking_id"), ["user_id", "ranking_id"], unique=False)
        batch_op.create_index(
            "uq_ranking_rows_people",
            ["ranking_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NOT NULL"),
            postgresql_where=sa.text("user_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_ranking_rows_units",
            ["ranking_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
    op.create_table(
        "report_orders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "report",
            sa.Enum(
                "results",
                "customers",
                "work",
                "funnel",
                "forecast",
                "outcomes",
                "returns",
                name="report",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rhythm", sa.Enum("weekly", "monthly", name="rhythm", native_enum=False, length=40), nullable=False),
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
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_report_orders_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_report_orders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_orders")),
        sa.UniqueConstraint(
            "report", "rhythm", "role", "unit_id", name=op.f("uq_report_orders_report_rhythm_role_unit_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("report_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_orders_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "sales_accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("contracts", columns.Money(), nullable=False),
        sa.Column("collected", columns.Money(), nullable=False),
        sa.Column("year_contracts", columns.Money(), nullable=False),
        sa.Column("year_collected", columns.Money(), nullable=False),
        sa.Column("customer_value", columns.Money(), nullable=False),
        sa.Column("opportunity_value", columns.Money(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("kept_at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_sales_accounts_company_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sales_accounts_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sales_accounts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_accounts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sales_accounts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sales_accounts_month_company_id_place"), ["month", "company_id", "place"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sales_accounts_unit_id_month"), ["unit_id", "month"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_accounts_user_id_month"), ["user_id", "month"], unique=False)
        batch_op.create_index(
            "uq_sales_accounts_people",
            ["company_id", "month", "user_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NOT NULL"),
            postgresql_where=sa.text("user_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_sales_accounts_units",
            ["company_id", "month", "unit_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("frame_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", columns.UTCDateTime(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", columns.UTCDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_spot_checks_closed_by_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name=op.f("fk_spot_checks_drawn_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_spot_checks_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_spot_checks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("spot_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spot_checks_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spot_checks_user_id"), ["user_id"], unique=False)
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("contracts", "collections", name="targetkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(unit_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_targets_one_bearer")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_targets_amount_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_targets_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_targets_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_targets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("targets", schema=None) as batch_op:
        batch_op.create_index(
            "uq_targets_of_people",
            ["user_id", "kind", "month"],
            unique=True,
            sqlite_where=sa.text("user_id IS NOT NULL"),
            postgresql_where=sa.text("user_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_targets_of_units",
            ["unit_id", "kind", "month"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )
    op.create_table(
        "usage_exemptions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("travel_sign_in", "weekly_quota", "digest_reading", name="usagekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_usage_exemptions_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_usage_exemptions_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_usage_exemptions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_exemptions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("usage_exemptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_usage_exemptions_user_id_kind_until_on"), ["user_id", "kind", "until_on"], unique=False
        )
    op.create_table(
        "usage_lapses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("travel_sign_in", "weekly_quota", "digest_reading", name="usagekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("found_at", columns.UTCDateTime(), nullable=False),
        sa.Column("excused_at", columns.UTCDateTime(), nullable=True),
        sa.Column("excused_by_id", sa.Integer(), nullable=True),
        sa.Column("excuse", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["excused_by_id"], ["users.id"], name=op.f("fk_usage_lapses_excused_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_usage_lapses_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_usage_lapses_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_lapses")),
        sa.UniqueConstraint("user_id", "kind", "first_on", name=op.f("uq_usage_lapses_user_id_kind_first_on")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("usage_lapses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usage_lapses_last_on_id"), ["last_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_usage_lapses_unit_id_last_on_id"), ["unit_id", "last_on", "id"], unique=False
        )
    op.create_table(
        "violations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "harm", "misuse", "lead_late", "lead_unrecorded", name="violationkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("broken_clause", sa.String(length=60), nullable=False),
        sa.Column("fact_key", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("found_at", columns.UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", columns.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_violations_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_violations_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_violations_user_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_violations_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violations")),
        sa.UniqueConstraint("fact_key", name=op.f("uq_violations_fact_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("violations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_violations_unit_id_on_id"), ["unit_id", "on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_violations_user_id_on_id"), ["user_id", "on", "id"], unique=False)
    op.create_table(
        "work_summaries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("daily", "weekly", name="summarykind", native_enum=False, length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("drafted", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("plan", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("submitted_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_work_summaries_in_order")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_work_summaries_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_work_summaries_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_summaries")),
        sa.UniqueConstraint("user_id", "kind", "first_on", name=op.f("uq_work_summaries_user_id_kind_first_on")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("work_summaries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_work_summaries_unit_id_first_on_id"), ["unit_id", "first_on", "id"], unique=False
        )
    op.create_table(
        "customer_returns",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("expenses", columns.Money(), nullable=False),
        sa.Column("contracts", columns.Money(), nullable=False),
        sa.Column("collected", columns.Money(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_returns_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_customer_returns_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_customer_returns_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_returns")),
        sa.UniqueConstraint("year", "customer_id", name=op.f("uq_customer_returns_year_customer_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("customer_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_returns_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_customer_returns_owner_id_year_expenses_id"),
            ["owner_id", "year", "expenses", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_customer_returns_unit_id_year_expenses_id"),
            ["unit_id", "year", "expenses", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_customer_returns_year_expenses_id"), ["year", "expenses", "id"], unique=False
        )
    op.create_table(
        "distinctions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column(
            "honour", sa.Enum("commendation", "reward", name="honour", native_enum=False, length=40), nullable=False
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["row_id"], ["ranking_rows.id"], name=op.f("fk_distinctions_row_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_distinctions_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_distinctions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinctions")),
        sa.UniqueConstraint("row_id", "honour", name=op.f("uq_distinctions_row_id_honour")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("distinctions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distinctions_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_distinctions_user_id"), ["user_id"], unique=False)
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("spot_check_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "entry_incomplete",
                "review_overdue",
                "closing_late",
                "stage_stale",
                "date_passed",
                "lead_unfollowed",
                "quota_missed",
                "travel_unsigned",
                "digest_unread",
                "partner_neglected",
                "sampled",
                name="findingkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("found_at", columns.UTCDateTime(), nullable=False),
        sa.Column(
            "judgement",
            sa.Enum("open", "in_order", "to_mend", "violation", name="judgement", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("mend_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("judged_at", columns.UTCDateTime(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("mended_at", columns.UTCDateTime(), nullable=True),
        sa.Column("mended_by_id", sa.Integer(), nullable=True),
        sa.Column("mended_note", sa.Text(), server_default="", nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("judgement <> 'to_mend' OR mend_by IS NOT NULL", name=op.f("ck_findings_mend_by_when")),
        sa.CheckConstraint("(sheet_id IS NULL) <> (spot_check_id IS NULL)", name=op.f("ck_findings_one_check")),
        sa.ForeignKeyConstraint(["carried_from_id"], ["findings.id"], name=op.f("fk_findings_carried_from_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_findings_customer_id")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["users.id"], name=op.f("fk_findings_judged_by_id")),
        sa.ForeignKeyConstraint(["mended_by_id"], ["users.id"], name=op.f("fk_findings_mended_by_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["check_sheets.id"], name=op.f("fk_findings_sheet_id")),
        sa.ForeignKeyConstraint(["spot_check_id"], ["spot_checks.id"], name=op.f("fk_findings_spot_check_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_findings_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_findings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint(
            "sheet_id",
            "kind",
            "subject_type",
            "subject_id",
            name=op.f("uq_findings_sheet_id_kind_subject_type_subject_id"),
        ),
        sa.UniqueConstraint(
            "spot_check_id",
            "subject_type",
            "subject_id",
            name=op.f("uq_findings_spot_check_id_subject_type_subject_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_carried_from_id"), ["carried_from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_findings_unit_id_judgement_id"), ["unit_id", "judgement", "id"], unique=False
        )
        batch_op.create_index(
            "ix_findings_unmended",
            ["unit_id", "mend_by"],
            unique=False,
            sqlite_where=sa.text("judgement = 'to_mend' AND mended_at IS NULL"),
            postgresql_where=sa.text("judgement = 'to_mend' AND mended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_findings_user_id_id"), ["user_id", "id"], unique=False)
    op.create_table(
        "measure_grounds",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("violation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_measure_grounds_measure_id")),
        sa.ForeignKeyConstraint(["violation_id"], ["violations.id"], name=op.f("fk_measure_grounds_violation_id")),
        sa.PrimaryKeyConstraint("measure_id", "violation_id", name=op.f("pk_measure_grounds")),
        sqlite_autoincrement=False,
    )
    with op.batch_alter_table("measure_grounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_grounds_violation_id"), ["violation_id"], unique=False)
    op.create_table(
        "report_sendings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["report_orders.id"], name=op.f("fk_report_sendings_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sendings")),
        sa.UniqueConstraint("order_id", "period", name=op.f("uq_report_sendings_order_id_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "summary_readings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["summary_id"], ["work_summaries.id"], name=op.f("fk_summary_readings_summary_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_summary_readings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_readings")),
        sa.UniqueConstraint("summary_id", "user_id", name=op.f("uq_summary_readings_summary_id_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("summary_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summary_readings_user_id"), ["user_id"], unique=False)
    op.create_table(
        "summary_remarks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_summary_remarks_by_id")),
        sa.ForeignKeyConstraint(["summary_id"], ["work_summaries.id"], name=op.f("fk_summary_remarks_summary_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_remarks")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("summary_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summary_remarks_summary_id"), ["summary_id"], unique=False)
    op.create_table(
        "urgent_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("handled_at", columns.UTCDateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_urgent_events_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_urgent_events_customer_id")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["users.id"], name=op.f("fk_urgent_events_handled_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_urgent_events_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_events")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("urgent_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_events_by_id_id"), ["by_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_urgent_events_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_urgent_events_open",
            ["unit_id", "id"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )
    op.create_table(
        "pipeline_marks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "won", "lost", "invalid", name="opportunitystatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("amount", columns.Money(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_pipeline_marks_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_pipeline_marks_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_pipeline_marks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_marks")),
        sa.UniqueConstraint("month", "opportunity_id", name=op.f("uq_pipeline_marks_month_opportunity_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pipeline_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pipeline_marks_month_unit_id"), ["month", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pipeline_marks_opportunity_id"), ["opportunity_id"], unique=False)
    op.create_table(
        "presales_requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("visit", "demo", "solution", "tender", "expert", name="supportkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("need", sa.Text(), server_default="", nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("asked_at", columns.UTCDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "taken", "done", "declined", "withdrawn", name="requeststate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", columns.UTCDateTime(), nullable=True),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_presales_requests_activity_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_presales_requests_asked_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_presales_requests_customer_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_presales_requests_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["users.id"], name=op.f("fk_presales_requests_taken_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_presales_requests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presales_requests")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("presales_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presales_requests_asked_by_id_id"), ["asked_by_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presales_requests_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presales_requests_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presales_requests_taken_by_id"), ["taken_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presales_requests_unit_id_id"), ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "ix_presales_requests_waiting",
            ["wanted_on", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'taken')"),
            postgresql_where=sa.text("state IN ('waiting', 'taken')"),
        )
    # On SQLite a column comes with what it refers to, so that the table need not be rebuilt; elsewhere that has a name.
    inline = op.get_context().dialect.name == "sqlite"
    op.add_column(
        "absences",
        sa.Column("place", sa.String(length=200), server_default="", nullable=False),
        inline_references=inline,
    )
    op.add_column(
        "customers",
        sa.Column("imported", sa.Boolean(), server_default=sa.false(), nullable=False),
        inline_references=inline,
    )
    op.create_index(
        "ix_customers_approved",
        "customers",
        ["approved_at"],
        unique=False,
        sqlite_where=sa.text("approved_at IS NOT NULL"),
        postgresql_where=sa.text("approved_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_expense_payments_paid_on"), "expense_payments", ["paid_on"], unique=False)
    op.add_column(
        "opportunities",
        sa.Column("imported", sa.Boolean(), server_default=sa.false(), nullable=False),
        inline_references=inline,
    )
    op.create_index(op.f("ix_opportunities_created_at"), "opportunities", ["created_at"], unique=False)
    op.add_column(
        "closings",
        sa.Column(
            "cause",
            sa.Enum(
                "price",
                "product",
                "relation",
                "service",
                "budget",
                "timing",
                "competitor",
                "other",
                name="cause",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        inline_references=inline,
    )
    op.create_index(op.f("ix_closings_result_on"), "closings", ["result_on"], unique=False)
    op.create_index(op.f("ix_expected_date_changes_at"), "expected_date_changes", ["at"], unique=False)
    op.create_index(op.f("ix_stage_changes_at"), "stage_changes", ["at"], unique=False)
    op.create_index(op.f("ix_contracts_signed_on"), "contracts", ["signed_on"], unique=False)
    op.create_index(op.f("ix_collections_received_on"), "collections", ["received_on"], unique=False)


def downgrade():
    with op.batch_alter_table("absences", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("place")
    with op.batch_alter_table("customers", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(
            "ix_customers_approved",
            sqlite_where=sa.text("approved_at IS NOT NULL"),
            postgresql_where=sa.text("approved_at IS NOT NULL"),
        )
        batch_op.drop_column("imported")
    with op.batch_alter_table("expense_payments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expense_payments_paid_on"))
    with op.batch_alter_table("opportunities", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunities_created_at"))
        batch_op.drop_column("imported")
    with op.batch_alter_table("closings", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closings_result_on"))
        batch_op.drop_column("cause")
    with op.batch_alter_table("expected_date_changes", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expected_date_changes_at"))
    with op.batch_alter_table("stage_changes", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_changes_at"))
    with op.batch_alter_table("contracts", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contracts_signed_on"))
    with op.batch_alter_table("collections", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collections_received_on"))
    op.drop_table("presales_requests")
    op.drop_table("pipeline_marks")
    op.drop_table("urgent_events")
    op.drop_table("summary_remarks")
    op.drop_table("summary_readings")
    op.drop_table("report_sendings")
    op.drop_table("measure_grounds")
    op.drop_table("findings")
    op.drop_table("distinctions")
    op.drop_table("customer_returns")
    op.drop_table("work_summaries")
    op.drop_table("violations")
    op.drop_table("usage_lapses")
    op.drop_table("usage_exemptions")
    op.drop_table("targets")
    op.drop_table("spot_checks")
    op.drop_table("sales_accounts")
    op.drop_table("report_orders")
    op.drop_table("ranking_rows")
    op.drop_table("quotas")
    op.drop_table("publications")
    op.drop_table("measures")
    op.drop_table("figures")
    op.drop_table("digest_readers")
    op.drop_table("check_sheets")
    op.drop_table("rankings")
    op.drop_table("digests")
    op.drop_table("figure_dirt")
