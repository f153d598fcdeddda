"""leads and registration

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

import columns
from queries.registration_backfill import backfill

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SUBJECTS = ("customer_id", "opportunity_id", "activity_id", "expense_line_id", "conflict_party_id")
ONE_SUBJECT = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in SUBJECTS) + " = 1"


def upgrade():
    op.create_table(
        "dispatch_groups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_dispatch_groups_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_groups")),
        sa.UniqueConstraint("company_id", "name", name=op.f("uq_dispatch_groups_company_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("leave", "travel", name="absencekind", native_enum=False, length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", columns.UTCDateTime(), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_absences_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_absences_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_user_id_until_on"), ["user_id", "until_on"], unique=False)

    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("created_at", columns.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_api_keys_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dispatch_group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["dispatch_groups.id"], name=op.f("fk_dispatch_group_members_group_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_dispatch_group_members_user_id")),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_dispatch_group_members")),
        sqlite_autoincrement=False,
    )
    with op.batch_alter_table("dispatch_group_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_group_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "dispatch_rules",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("provinces", sa.JSON(), nullable=False),
        sa.Column("cities", sa.JSON(), nullable=False),
        sa.Column("industries", sa.JSON(), nullable=False),
        sa.Column(
            "receiver",
            sa.Enum("person", "group", "manager", name="receiver", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("managed_unit_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(receiver = 'person' AND user_id IS NOT NULL AND group_id IS NULL AND managed_unit_id IS NULL) OR (receiver = 'group' AND group_id IS NOT NULL AND user_id IS NULL AND managed_unit_id IS NULL) OR (receiver = 'manager' AND managed_unit_id IS NOT NULL AND user_id IS NULL AND group_id IS NULL)",
            name=op.f("ck_dispatch_rules_one_receiver"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["units.id"], name=op.f("fk_dispatch_rules_company_id")),
        sa.ForeignKeyConstraint(["group_id"], ["dispatch_groups.id"], name=op.f("fk_dispatch_rules_group_id")),
        sa.ForeignKeyConstraint(["managed_unit_id"], ["units.id"], name=op.f("fk_dispatch_rules_managed_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_dispatch_rules_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_rules")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("dispatch_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dispatch_rules_company_id_position"), ["company_id", "position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dispatch_rules_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_rules_managed_unit_id"), ["managed_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_rules_user_id"), ["user_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("left_behind", sa.JSON(), nullable=False),
        sa.Column("finished_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_handovers_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_handovers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_handovers_running",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "lead_rights",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("granted", "suspended", "priority", name="rightkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_lead_rights_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lead_rights_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_rights")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lead_rights", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_rights_user_id"), ["user_id"], unique=False)

    op.create_table(
        "look_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_look_ups_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_ups")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("look_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_ups_on_id"), ["on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_look_ups_user_id_on"), ["user_id", "on"], unique=False)

    op.create_table(
        "next_in_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("told_at", columns.UTCDateTime(), nullable=True),
        sa.Column("reserved_until", columns.UTCDateTime(), nullable=True),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_next_in_line_customer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_next_in_line_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_in_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("next_in_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_next_in_line_credit_code"), ["credit_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_next_in_line_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_next_in_line_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_next_in_line_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_next_in_line_waiting",
            ["name_key", "user_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open", "ruled", "appealed", "settled", "withdrawn", name="conflictstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("opened_at", columns.UTCDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("appealed_by_id", sa.Integer(), nullable=True),
        sa.Column("appealed_at", columns.UTCDateTime(), nullable=True),
        sa.Column("appeal_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["appealed_by_id"], ["users.id"], name=op.f("fk_conflicts_appealed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_conflicts_customer_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_conflicts_opened_by_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_conflicts_opportunity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflicts_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(
            "uq_conflicts_running",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("phone", "website", "consultation", name="leadchannel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "screened",
                "filtered",
                "dispatched",
                "accepted",
                "converted",
                "invalid",
                "duplicate",
                name="leadstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=40), nullable=False),
        sa.Column("need", sa.Text(), server_default="", nullable=False),
        sa.Column("budget", columns.Money(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("arrived_at", columns.UTCDateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", columns.UTCDateTime(), nullable=False),
        sa.Column("due_at", columns.UTCDateTime(), nullable=True),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("dispatched_at", columns.UTCDateTime(), nullable=True),
        sa.Column("accepted_at", columns.UTCDateTime(), nullable=True),
        sa.Column("followed_up_at", columns.UTCDateTime(), nullable=True),
        sa.Column(
            "invalid_reason",
            sa.Enum(
                "no_need",
                "unreachable",
                "wrong_number",
                "advertising",
                "applicant",
                "competitor",
                "out_of_scope",
                "other",
                name="invalidreason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("thread_key", sa.String(length=64), nullable=True),
        sa.Column("unread_messages", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_leads_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_leads_customer_id")),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["leads.id"], name=op.f("fk_leads_duplicate_of_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_leads_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_leads_owner_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["users.id"], name=op.f("fk_leads_taken_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_leads_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("source_key", name=op.f("uq_leads_source_key")),
        sa.UniqueConstraint("thread_key", name=op.f("uq_leads_thread_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leads_arrived_at_id"), ["arrived_at", "id"], unique=False)
        batch_op.create_index(
            "ix_leads_asked",
            ["asked_at", "id"],
            unique=False,
            sqlite_where=sa.text("asked_at IS NOT NULL"),
            postgresql_where=sa.text("asked_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_leads_clock",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_leads_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_duplicate_of_id"), ["duplicate_of_id"], unique=False)
        batch_op.create_index(
            "ix_leads_name",
            ["name_key"],
            unique=False,
            sqlite_where=sa.text("name_key <> ''"),
            postgresql_where=sa.text("name_key <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_leads_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_leads_owner_id_arrived_at_id"), ["owner_id", "arrived_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_leads_owner_id_status_id"), ["owner_id", "status", "id"], unique=False)
        batch_op.create_index(
            "ix_leads_phone",
            ["phone"],
            unique=False,
            sqlite_where=sa.text("phone <> ''"),
            postgresql_where=sa.text("phone <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_leads_status_since_id"), ["status", "since", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_leads_status_unit_id_name_key"), ["status", "unit_id", "name_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leads_taken_by_id_arrived_at_id"), ["taken_by_id", "arrived_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_leads_threads",
            ["arrived_at", "id"],
            unique=False,
            sqlite_where=sa.text("thread_key IS NOT NULL"),
            postgresql_where=sa.text("thread_key IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_leads_unit_id_arrived_at_id"), ["unit_id", "arrived_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_leads_unit_id_status_id"), ["unit_id", "status", "id"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("protected_until", sa.Date(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.Column(
            "ended",
            sa.Enum("lapsed", "not_mended", "discarded", name="registrationend", native_enum=False, length=40),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_registrations_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_registrations_customer_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_registrations_opportunity_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_registrations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_registrations_opportunity_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_registrations_customer",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("opportunity_id IS NULL"),
            postgresql_where=sa.text("opportunity_id IS NULL"),
        )

    op.create_table(
        "conflict_parties",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conflict_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("claiming", sa.Enum("first", "later", name="claiming", native_enum=False, length=40), nullable=False),
        sa.Column("known_as", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", columns.UTCDateTime(), nullable=True),
        sa.Column("preference", sa.Text(), server_default="", nullable=False),
        sa.Column("relation", sa.Text(), server_default="", nullable=False),
        sa.Column("statement", sa.Text(), server_default="", nullable=False),
        sa.Column("stated_at", columns.UTCDateTime(), nullable=True),
        sa.Column("left_at", columns.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["conflict_id"], ["conflicts.id"], name=op.f("fk_conflict_parties_conflict_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_conflict_parties_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_conflict_parties_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_parties")),
        sa.UniqueConstraint("conflict_id", "user_id", name=op.f("uq_conflict_parties_conflict_id_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conflict_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_parties_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_parties_user_id"), ["user_id"], unique=False)

    op.create_table(
        "conflict_rulings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conflict_id", sa.Integer(), nullable=False),
        sa.Column(
            "instance", sa.Enum("manager", "appeal", name="instance", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "outcome", sa.Enum("first_keeps", "together", name="outcome", native_enum=False, length=40), nullable=False
        ),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_conflict_rulings_by_id")),
        sa.ForeignKeyConstraint(["conflict_id"], ["conflicts.id"], name=op.f("fk_conflict_rulings_conflict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_rulings")),
        sa.UniqueConstraint("conflict_id", "instance", name=op.f("uq_conflict_rulings_conflict_id_instance")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lead_dispatches",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("due_at", columns.UTCDateTime(), nullable=True),
        sa.Column("accepted_at", columns.UTCDateTime(), nullable=True),
        sa.Column("followed_up_at", columns.UTCDateTime(), nullable=True),
        sa.Column("ended_at", columns.UTCDateTime(), nullable=True),
        sa.Column(
            "ended",
            sa.Enum(
                "given_back",
                "redispatched",
                "handed_over",
                "converted",
                name="dispatchend",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("workings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_lead_dispatches_by_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_lead_dispatches_from_unit_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_dispatches_lead_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["dispatch_rules.id"], name=op.f("fk_lead_dispatches_rule_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lead_dispatches_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_dispatches")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lead_dispatches", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lead_dispatches_late",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("followed_up_at > due_at"),
            postgresql_where=sa.text("followed_up_at > due_at"),
        )
        batch_op.create_index(batch_op.f("ix_lead_dispatches_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_dispatches_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index(
            "ix_lead_dispatches_unfollowed",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("followed_up_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("followed_up_at IS NULL AND user_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_lead_dispatches_user_id_at"), ["user_id", "at"], unique=False)
        batch_op.create_index(
            "uq_lead_dispatches_running",
            ["lead_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND user_id IS NOT NULL"),
        )

    op.create_table(
        "lead_messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_lead_messages_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_messages_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_messages")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lead_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_messages_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "lead_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "arrived",
                "screened",
                "discarded",
                "duplicated",
                "reopened",
                "returned",
                "filtered",
                "dispatched",
                "waiting",
                "accepted",
                "given_back",
                "redispatched",
                "handed_over",
                "followed_up",
                "unfollowed",
                "converted",
                name="leaddeed",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.Column("due_at", columns.UTCDateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_lead_steps_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_steps_lead_id")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_lead_steps_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_steps")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lead_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_steps_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "lead_lapses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("late", "unrecorded", name="lapsekind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("due_at", columns.UTCDateTime(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("limit_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dispatch_id"], ["lead_dispatches.id"], name=op.f("fk_lead_lapses_dispatch_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_lapses_lead_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lead_lapses_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_lapses")),
        sa.UniqueConstraint("dispatch_id", "kind", name=op.f("uq_lead_lapses_dispatch_id_kind")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lead_lapses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_lapses_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_lapses_user_id_found_on"), ["user_id", "found_on"], unique=False)

    op.add_column(
        "activities",
        sa.Column(
            "lead_id", sa.Integer(), sa.ForeignKey("leads.id", name=op.f("fk_activities_lead_id")), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_activities_of_leads",
        "activities",
        ["lead_id", "starts_at"],
        unique=False,
        sqlite_where=sa.text("lead_id IS NOT NULL"),
        postgresql_where=sa.text("lead_id IS NOT NULL"),
    )
    op.add_column(
        "attachments",
        sa.Column(
            "conflict_party_id",
            sa.Integer(),
            sa.ForeignKey("conflict_parties.id", name=op.f("fk_attachments_conflict_party_id")),
            nullable=True,
        ),
        inline_references=True,
    )
    with op.batch_alter_table("attachments", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attachments_one_subject"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_attachments_one_subject"), ONE_SUBJECT)
    op.create_index(op.f("ix_attachments_conflict_party_id"), "attachments", ["conflict_party_id"], unique=False)
    op.add_column(
        "customer_shares",
        sa.Column("percent", sa.Integer(), server_default="0", nullable=False),
        inline_references=True,
    )
    op.add_column(
        "customer_shares",
        sa.Column(
            "ruling_id",
            sa.Integer(),
            sa.ForeignKey("conflict_rulings.id", name=op.f("fk_customer_shares_ruling_id")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_customer_shares_ruling_id"), "customer_shares", ["ruling_id"], unique=False)
    with op.batch_alter_table("customers", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("name_key", existing_type=sa.VARCHAR(length=200), nullable=True)
        batch_op.drop_index(batch_op.f("ix_customers_running_clock"), sqlite_where=sa.text("owner_id IS NOT NULL"))
    op.create_index(
        "ix_customers_running_clock",
        "customers",
        ["clock_day", "id", "status", "unit_id", "grade", "band"],
        unique=False,
        sqlite_where=sa.text("owner_id IS NOT NULL"),
        postgresql_where=sa.text("owner_id IS NOT NULL"),
    )
    backfill(op.get_bind())


def downgrade():
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_customers_running_clock",
            sqlite_where=sa.text("owner_id IS NOT NULL"),
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_customers_running_clock"),
            ["clock_day", "id"],
            unique=False,
            sqlite_where=sa.text("owner_id IS NOT NULL"),
        )
        batch_op.alter_column("name_key", existing_type=sa.VARCHAR(length=200), nullable=False)

    with op.batch_alter_table("customer_shares", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_customer_shares_ruling_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_customer_shares_ruling_id"))
        batch_op.drop_column("ruling_id")
        batch_op.drop_column("percent")

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attachments_conflict_party_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attachments_conflict_party_id"))
        batch_op.drop_column("conflict_party_id")

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_activities_lead_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_activities_of_leads",
            sqlite_where=sa.text("lead_id IS NOT NULL"),
            postgresql_where=sa.text("lead_id IS NOT NULL"),
        )
        batch_op.drop_column("lead_id")

    with op.batch_alter_table("lead_lapses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_lapses_user_id_found_on"))
        batch_op.drop_index(batch_op.f("ix_lead_lapses_lead_id"))

    op.drop_table("lead_lapses")
    with op.batch_alter_table("lead_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_steps_lead_id"))

    op.drop_table("lead_steps")
    with op.batch_alter_table("lead_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_messages_lead_id"))

    op.drop_table("lead_messages")
    with op.batch_alter_table("lead_dispatches", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lead_dispatches_running",
            sqlite_where=sa.text("ended_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND user_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_lead_dispatches_user_id_at"))
        batch_op.drop_index(
            "ix_lead_dispatches_unfollowed",
            sqlite_where=sa.text("followed_up_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("followed_up_at IS NULL AND user_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_lead_dispatches_rule_id"))
        batch_op.drop_index(batch_op.f("ix_lead_dispatches_lead_id"))
        batch_op.drop_index(
            "ix_lead_dispatches_late",
            sqlite_where=sa.text("followed_up_at > due_at"),
            postgresql_where=sa.text("followed_up_at > due_at"),
        )

    op.drop_table("lead_dispatches")
    op.drop_table("conflict_rulings")
    with op.batch_alter_table("conflict_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_parties_user_id"))
        batch_op.drop_index(batch_op.f("ix_conflict_parties_unit_id"))

    op.drop_table("conflict_parties")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registrations_customer",
            sqlite_where=sa.text("opportunity_id IS NULL"),
            postgresql_where=sa.text("opportunity_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_registrations_unit_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_customer_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_by_id"))

    op.drop_table("registrations")
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leads_unit_id_status_id"))
        batch_op.drop_index(batch_op.f("ix_leads_unit_id_arrived_at_id"))
        batch_op.drop_index(
            "ix_leads_threads",
            sqlite_where=sa.text("thread_key IS NOT NULL"),
            postgresql_where=sa.text("thread_key IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_leads_taken_by_id_arrived_at_id"))
        batch_op.drop_index(batch_op.f("ix_leads_status_unit_id_name_key"))
        batch_op.drop_index(batch_op.f("ix_leads_status_since_id"))
        batch_op.drop_index(
            "ix_leads_phone", sqlite_where=sa.text("phone <> ''"), postgresql_where=sa.text("phone <> ''")
        )
        batch_op.drop_index(batch_op.f("ix_leads_owner_id_status_id"))
        batch_op.drop_index(batch_op.f("ix_leads_owner_id_arrived_at_id"))
        batch_op.drop_index(batch_op.f("ix_leads_opportunity_id"))
        batch_op.drop_index(
            "ix_leads_name", sqlite_where=sa.text("name_key <> ''"), postgresql_where=sa.text("name_key <> ''")
        )
        batch_op.drop_index(batch_op.f("ix_leads_duplicate_of_id"))
        batch_op.drop_index(batch_op.f("ix_leads_customer_id"))
        batch_op.drop_index(
            "ix_leads_clock", sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL")
        )
        batch_op.drop_index(
            "ix_leads_asked",
            sqlite_where=sa.text("asked_at IS NOT NULL"),
            postgresql_where=sa.text("asked_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_leads_arrived_at_id"))

    op.drop_table("leads")
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conflicts_running",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_conflicts_status_id"))
        batch_op.drop_index(batch_op.f("ix_conflicts_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_conflicts_opened_by_id"))
        batch_op.drop_index(batch_op.f("ix_conflicts_customer_id"))

    op.drop_table("conflicts")
    with op.batch_alter_table("next_in_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_next_in_line_waiting",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_next_in_line_user_id"))
        batch_op.drop_index(batch_op.f("ix_next_in_line_name_key"))
        batch_op.drop_index(batch_op.f("ix_next_in_line_customer_id"))
        batch_op.drop_index(batch_op.f("ix_next_in_line_credit_code"))

    op.drop_table("next_in_line")
    with op.batch_alter_table("look_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_ups_user_id_on"))
        batch_op.drop_index(batch_op.f("ix_look_ups_on_id"))

    op.drop_table("look_ups")
    with op.batch_alter_table("lead_rights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_rights_user_id"))

    op.drop_table("lead_rights")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handovers_running",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_handovers_user_id"))

    op.drop_table("handovers")
    with op.batch_alter_table("dispatch_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_rules_user_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_rules_managed_unit_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_rules_group_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_rules_company_id_position"))

    op.drop_table("dispatch_rules")
    with op.batch_alter_table("dispatch_group_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_group_members_user_id"))

    op.drop_table("dispatch_group_members")
    op.drop_table("api_keys")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_user_id_until_on"))

    op.drop_table("absences")
    op.drop_table("dispatch_groups")
