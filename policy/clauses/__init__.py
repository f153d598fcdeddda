"""The policy, clause by clause, in plain words: what ``/policy`` shows and what every refusal points to."""

from policy.clauses import business, customers, daily_use

CLAUSES = (*daily_use.CLAUSES, *customers.CLAUSES, *business.CLAUSES)
