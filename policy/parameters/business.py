"""A9, A12: the numbers of quotes, contracts and the assessment."""

from decimal import Decimal

from policy.parameters.parameter import DAYS, RATIO, WORKING_DAYS, YUAN, Parameter
from policy.words import N_

BUSINESS = (
    Parameter(
        "approval_days",
        2,
        "A9",
        WORKING_DAYS,
        N_(
            "After this time a decision that is awaited is reminded of, and after the same time again whoever is above."
        ),
        1,
        60,
    ),
    Parameter(
        "manager_floor",
        Decimal("0.50"),
        "A9.1",
        RATIO,
        N_("Department managers approve quotes down to this ratio."),
        0,
        1,
    ),
    Parameter(
        "assistant_floor",
        Decimal("0.45"),
        "A9.1",
        RATIO,
        N_("The president's assistant approves quotes down to this ratio."),
        0,
        1,
    ),
    Parameter(
        "quote_valid_days",
        30,
        "A9.1",
        DAYS,
        N_("A new quote is valid for so many days unless it says otherwise."),
        1,
        365,
    ),
    Parameter(
        "quote_notice_days",
        3,
        "A9.1",
        DAYS,
        N_("So long before its last day the owner of a quote that is not answered hears that it ends."),
        0,
        90,
    ),
    Parameter(
        "small_contract_limit",
        Decimal("200000"),
        "A9.2",
        YUAN,
        N_("Contracts up to this amount count as small."),
        0,
    ),
    Parameter(
        "small_contract_floor",
        Decimal("0.45"),
        "A9.2",
        RATIO,
        N_("Small contracts have at least this ratio."),
        0,
        1,
    ),
    Parameter(
        "payment_days",
        30,
        "A9.4",
        DAYS,
        N_("An invoice is due so many days after it was issued, where nothing else was agreed."),
        0,
        366,
    ),
    Parameter(
        "dunning_days",
        7,
        "A9.4",
        DAYS,
        N_("After a step of pressing for payment, the next one is proposed after this time."),
        1,
        90,
    ),
    Parameter(
        "contract_notice_days",
        30,
        "A9.2",
        DAYS,
        N_("So long before its last day the owner of a contract hears that it ends."),
        0,
        365,
    ),
)
