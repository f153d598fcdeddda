"""What can be approved: each room registers how its subject is read, and what a decision does to it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from models import Approval, User
from policy.approvals import ApprovalKind, Evidence, StepPlan
from policy.margins import Margins
from policy.problems import Problem

AMOUNT, RATIO, PAYMENT = "amount", "ratio", "payment"
"""How a value of the content is said, where it is no code (``Handler.words``)."""


class Handler(ABC):
    """How one kind of subject is approved; a room registers an instance of its own subclass with ``register``."""

    model: type
    events: Mapping[str, str] = {
        "asked": "approval_asked",
        "approved": "approval_approved",
        "returned": "approval_returned",
        "voided": "approval_voided",
    }
    """The sentences (``policy.events``) by what happened; they may use ``title``, ``by``, ``reason``, ``told``."""

    verbs: Mapping[str, str] = {"approved": "approval_approved", "returned": "approval_returned"}
    """The audit verbs (``policy.verbs``) of the outcome; the line about the subject is written for the room."""

    @abstractmethod
    def title(self, subject: Any) -> str:
        """The name under which it is listed."""

    @abstractmethod
    def url(self, subject: Any) -> str:
        """The page of the subject."""

    def unit_id(self, subject: Any) -> int:
        """The unit whose people decide."""
        return subject.unit_id

    def customer_id(self, subject: Any) -> int | None:
        """The customer that it is about."""
        return subject.customer_id

    @abstractmethod
    def content(self, subject: Any) -> dict[str, Any]:
        """Plain values of everything that is decided; its hash is the fingerprint. Amounts as Decimal, days as date."""

    def labels(self) -> dict[str, str]:
        """The message ids of the keys of ``content``, for "what changed since last time"."""
        return {}

    def words(self) -> dict[str, dict[str, str] | str]:
        """How values are said: of keys of ``content`` that hold codes, code to message id; else one of these marks."""
        return {}

    @abstractmethod
    def route(self, subject: Any) -> list[StepPlan]:
        """The decisions that the policy asks for, computed from the content every time."""

    def problems(self, subject: Any) -> list[Problem]:
        """What the policy asks who decides to look at."""
        return []

    def plain(self, subject: Any) -> bool:
        """Whether the policy finds nothing to look at, so that it may be approved together with others."""
        return False

    def barred(self, subject: Any) -> set[int]:
        """Whose work it is: they never decide; who submits it is barred anyway."""
        return set()

    def before(self, subject: Any) -> dict[str, Any] | None:
        """What a rejected change restores; None: the content that was approved last time."""
        return None

    def evidence(self, subject: Any) -> list[Evidence]:
        """What the decision needs on one screen."""
        return []

    def margins(self, subject: Any, by: User) -> Margins | None:
        """What it earns; confidential, shown only to who decides. None where prices are not what is decided, and where
        the costs are another company's."""
        return None

    @abstractmethod
    def approved(self, subject: Any, approval: Approval, by: User | None) -> None:
        """Everybody agreed (``by`` decided last; None: the route was empty). Joins the running transaction."""

    @abstractmethod
    def returned(self, subject: Any, approval: Approval, by: User) -> None:
        """``by`` disagreed: back to who submitted; a rejected change restores ``approval.before``. Joins the
        transaction."""

    def told(self, subject: Any) -> dict[str, Any]:
        """What more the sentences of the outcome name."""
        return {}

    def asked(self, approval: Approval) -> dict[str, Any]:
        """What more the sentence names to who is asked."""
        return {}

    def reasoned(self, subject: Any) -> dict[str, str]:
        """The fields at which a reason may stand when somebody disagrees: name to message id."""
        return {}

    def voided(self, subject: Any, approval: Approval) -> None:
        """The content changed, so that nothing holds any more. Joins the running transaction."""
        return

    def withdrawn(self, subject: Any, approval: Approval, by: User) -> None:
        """Who submitted it took it back. Joins the running transaction."""
        return


_handlers: dict[ApprovalKind, Handler] = {}


def register(kind: ApprovalKind, handler: Handler) -> None:
    """Say how this kind is approved; called once, where the room's verbs are defined."""
    _handlers[kind] = handler


def handler_of(kind: ApprovalKind) -> Handler:
    """How this kind is approved."""
    return _handlers[kind]


def handlers() -> list[Handler]:
    """How all kinds are approved."""
    return list(_handlers.values())
