"""A9.3, A9.5: sales orders, their execution, and implementation with its tasks."""

from policy.words import N_, Word


class OrderStatus(Word):
    """Where a sales order stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    EXECUTING = "executing", N_("Being carried out")
    DONE = "done", N_("Carried out")
    CANCELLED = "cancelled", N_("Cancelled")


class ImplementationStatus(Word):
    """Where an implementation order stands."""

    OPEN = "open", N_("To be planned")
    RUNNING = "running", N_("Being implemented")
    ACCEPTED = "accepted", N_("Accepted by the customer")


class TaskStatus(Word):
    """A column of the task board."""

    TODO = "todo", N_("To do")
    DOING = "doing", N_("Doing")
    BLOCKED = "blocked", N_("Held up")
    DONE = "done", N_("Done")
