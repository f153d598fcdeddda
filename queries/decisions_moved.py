"""The decisions of the first versions, moved under the one mechanism of approvals (A4.2, A6.7); for the migration alone.

What was decided becomes an ended approval, in the order of time, by statements that the database works off itself. What
waits becomes a pending one that is asked of whoever decides about it. All of it is said as the code of that time would
have said it, and knows neither models nor rules: those go on changing, what was moved does not.
"""

from sqlalchemy import Connection, text

from queries.decisions_waiting import WHY, move_waiting

OBJECT = {"sqlite": "json_object('reasons', json({0}))", "postgresql": "json_build_object('reasons', {0})"}
NOTHING = {"sqlite": "'{}'", "postgresql": "CAST('{}' AS JSON)"}
ASKED = (
    "(SELECT MAX(a.id + 0) FROM audit_entries a WHERE a.subject_type = '{0}' AND a.subject_id = {1}.id"
    " AND a.verb = '{2}' AND a.at <= {3})"
)
"""The line that says who asked, and when: the last one before the decision; ``+ 0`` keeps a database from walking all lines
backwards in search of it."""

DECIDED = """
CREATE TEMPORARY TABLE moved_decisions AS
SELECT ROW_NUMBER() OVER (ORDER BY d.at, d.kind, d.id) AS number, d.* FROM (
  SELECT 'customer' AS kind, r.id, c.id AS subject_id, c.id AS customer_id, c.name AS title, c.unit_id, c.owner_id,
    c.created_by_id AS other_id, COALESCE(c.owner_id, c.created_by_id) AS by_default,
    CASE WHEN c.submitted_at <= r.at THEN c.submitted_at ELSE r.at END AS then_default,
    CASE r.decision WHEN 'approved' THEN 'approved' ELSE 'returned' END AS state,
    r.by_id, r.at, r.note, {reasons} AS details, {asked_customer} AS asked
  FROM customer_reviews r JOIN customers c ON c.id = r.customer_id
  UNION ALL
  SELECT 'closing', k.id, o.id, o.customer_id, o.name, o.unit_id, o.owner_id, x.closed_by_id, x.closed_by_id,
    CASE WHEN x.closed_at <= k.at THEN x.closed_at ELSE k.at END,
    CASE k.decision WHEN 'confirmed' THEN 'approved' ELSE 'returned' END,
    k.by_id, k.at, k.note, {nothing}, {asked_closing}
  FROM closing_confirmations k JOIN closings x ON x.id = k.closing_id JOIN opportunities o ON o.id = x.opportunity_id
) d
"""
APPROVALS = """
INSERT INTO approvals (id, version, kind, subject_id, customer_id, title, requested_by_id, unit_id, requested_at, state,
  content, before, fingerprint, plain, note, ended_at)
SELECT m.number, 1, m.kind, m.subject_id, m.customer_id, m.title, COALESCE(a.by_id, m.by_default), m.unit_id,
  COALESCE(a.at, m.then_default), m.state, {nothing}, {nothing}, :unknown, false, '', m.at
FROM moved_decisions m LEFT JOIN audit_entries a ON a.id = m.asked ORDER BY m.number
"""
STEPS = """
INSERT INTO approval_steps (id, approval_id, position, role, unit_id, assistants, clause, why, params, state, opened_at,
  due_at, told_level, by_id, at, opinion, details)
SELECT m.number, m.number, 1, 'department_manager', m.unit_id, true,
  CASE m.kind WHEN 'customer' THEN :clause_customer ELSE :clause_closing END,
  CASE m.kind WHEN 'customer' THEN :why_customer ELSE :why_closing END,
  {nothing}, m.state, a.requested_at, a.requested_at, 0, m.by_id, m.at, m.note, m.details
FROM moved_decisions m JOIN approvals a ON a.id = m.number ORDER BY m.number
"""
BARRED = """
INSERT INTO approval_barred (approval_id, user_id)
SELECT number, owner_id FROM moved_decisions WHERE owner_id IS NOT NULL
UNION SELECT number, other_id FROM moved_decisions UNION SELECT id, requested_by_id FROM approvals
"""


def move_decisions(connection: Connection) -> None:
    """Fill the empty tables of approvals from what was decided, and from what waits for a decision."""
    kind = connection.dialect.name
    words = {"nothing": NOTHING[kind], "reasons": OBJECT[kind].format("r.field_reasons")}
    words["asked_customer"] = ASKED.format("customers", "c", "submitted", "r.at")
    words["asked_closing"] = ASKED.format("opportunities", "o", "closed", "k.at")
    values = {f"clause_{key}": clause for key, (clause, _) in WHY.items()}
    values |= {f"why_{key}": why for key, (_, why) in WHY.items()} | {"unknown": "0" * 64}
    for statement in (DECIDED, APPROVALS, STEPS, BARRED):
        made = text(statement.format(**words))
        connection.execute(made, {name: value for name, value in values.items() if f":{name}" in statement})
    connection.execute(text("DROP TABLE moved_decisions"))
    last = connection.scalar(text("SELECT COALESCE(MAX(id), 0) FROM approvals"))
    last = move_waiting(connection, last)
    if kind == "postgresql" and last:
        for name in ("approvals", "approval_steps"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))  # noqa: S608


def give_decisions_back(connection: Connection) -> None:
    """Put what was decided about customers and closings where the second version reads it; what waits needs no row."""
    kind = connection.dialect.name
    reasons = {"sqlite": "json_extract(s.details, '$.reasons')", "postgresql": "s.details -> 'reasons'"}[kind]
    steps = "FROM approval_steps s JOIN approvals a ON a.id = s.approval_id"
    decided = "s.by_id IS NOT NULL AND s.state IN ('approved', 'returned') ORDER BY s.at, s.id"
    connection.execute(
        text(
            "INSERT INTO customer_reviews (customer_id, decision, note, field_reasons, by_id, at)"  # noqa: S608
            f" SELECT a.subject_id, s.state, s.opinion, COALESCE({reasons}, {NOTHING[kind]}), s.by_id, s.at {steps}"
            f" WHERE a.kind = 'customer' AND {decided}"
        )
    )
    connection.execute(
        text(
            "INSERT INTO closing_confirmations (closing_id, decision, note, by_id, at)"  # noqa: S608
            " SELECT c.id, CASE s.state WHEN 'approved' THEN 'confirmed' ELSE 'sent_back' END, s.opinion, s.by_id, s.at"
            f" {steps} JOIN closings c ON c.opportunity_id = a.subject_id WHERE a.kind = 'closing' AND {decided}"
        )
    )
