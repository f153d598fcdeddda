"""A9.4: the ledger balances whatever happens in whatever order; how old an amount is; what may be corrected how."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.dunning import DunningFacts, dunning_problems, next_look
from policy.invoicing import (
    CorrectionFacts,
    InvoiceFacts,
    correction_problems,
    invoice_problems,
    number_problems,
    tax_of,
)
from policy.ledger import Movement, Target, add_up, proposed, released, running
from policy.receivables import (
    Ageing,
    CollectionFacts,
    DunningKind,
    EntryKind,
    Part,
    RefundFacts,
    WithdrawalFacts,
    ageing,
    allocation_problems,
    collection_problems,
    due_between,
    refund_problems,
    withdrawal_problems,
)

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
D = Decimal
INVOICE = InvoiceFacts(True, D(1000), D(115), TODAY, TODAY + 30 * DAY, TODAY, D(5000), D(1000))
CORRECTION = CorrectionFacts(False, D(400), D(1000), TODAY, TODAY - DAY, TODAY, "数量有误，客户退回两台")
COLLECTION = CollectionFacts(D(1000), TODAY, TODAY, "ICBC20261123001")
REFUND = RefundFacts(D(100), D(100), TODAY, TODAY, TODAY, "客户重复付款，退回多付部分")
STEP = DunningFacts(DunningKind.CALL, TODAY, TODAY, D(1), "财务经理承诺下周三付款", TODAY + 7 * DAY)


def codes(rule, facts, **changed) -> list[str]:
    return [problem.code for problem in rule(dataclasses.replace(facts, **changed))]


@pytest.mark.parametrize(
    ("over", "age"),
    [
        (-1, Ageing.NOT_DUE),
        (0, Ageing.NOT_DUE),
        (1, Ageing.UP_TO_30),
        (30, Ageing.UP_TO_30),
        (31, Ageing.UP_TO_60),
        (60, Ageing.UP_TO_60),
        (61, Ageing.UP_TO_90),
        (90, Ageing.UP_TO_90),
        (91, Ageing.OLDER),
        (4000, Ageing.OLDER),
    ],
)
def test_an_amount_ages_by_the_days_since_it_was_due(over, age):
    assert ageing(TODAY - over * DAY, TODAY) is age


@given(st.integers(-200, 2000))
def test_the_due_days_of_an_age_are_exactly_those_that_are_so_old(over):
    due = TODAY - over * DAY
    for age in Ageing:
        first, last = due_between(age, TODAY)
        assert ((first is None or first <= due) and (last is None or due <= last)) == (ageing(due, TODAY) is age)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"signed": False}, "not_signed"),
        ({"amount": D(0), "tax": D(0)}, "amount"),
        ({"tax": D(1000)}, "tax"),
        ({"tax": D(-1)}, "tax"),
        ({"issued_on": TODAY + DAY}, "future"),
        ({"due_on": TODAY - DAY}, "due_before"),
        ({"milestone_room": D("999.99")}, "beyond_milestone"),
        ({"milestone_room": None, "room": D("999.99")}, "beyond_contract"),
        ({"milestone_room": None, "room": None}, None),
    ],
)
def test_an_invoice_rests_on_a_signed_contract_and_stays_within_it(changed, code):
    assert codes(invoice_problems, INVOICE, **changed) == ([code] if code else [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"amount": D(1000)}, None),
        ({"amount": D("1000.01")}, "above"),
        ({"amount": D(0)}, "amount"),
        ({"red": True}, "red"),
        ({"issued_on": TODAY - 2 * DAY}, "too_early"),
        ({"issued_on": TODAY + DAY}, "future"),
        ({"reason": "无"}, "reason"),
    ],
)
def test_a_red_letter_invoice_is_never_above_what_stands(changed, code):
    assert codes(correction_problems, CORRECTION, **changed) == ([code] if code else [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"amount": D(0)}, "amount"),
        ({"received_on": TODAY + DAY}, "future"),
        ({"reference": " "}, "reference"),
    ],
)
def test_a_collection_has_an_amount_a_past_day_and_a_reference(changed, code):
    assert codes(collection_problems, COLLECTION, **changed) == ([code] if code else [])


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([Part("invoice_1", D(600), D(600)), Part("invoice_2", D(400), D(500))], None),
        ([Part("invoice_1", D(601), D(600))], "above_open"),
        ([Part("invoice_1", D(600), D(900)), Part("invoice_2", D("400.01"), D(500))], "above_rest"),
        ([Part("invoice_1", D(-1), D(600))], "amount"),
        ([Part("invoice_9", D(1), None)], "foreign"),
    ],
)
def test_an_allocation_is_never_above_the_rest_nor_above_what_is_open(parts, code):
    assert [problem.code for problem in allocation_problems(parts, D(1000))] == ([code] if code else [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"amount": D("100.01")}, "above_free"),
        ({"amount": D(0)}, "amount"),
        ({"received_on": TODAY + DAY}, "too_early"),
        ({"refunded_on": TODAY + DAY}, "future"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_refund_is_never_above_what_is_unallocated(changed, code):
    assert codes(refund_problems, REFUND, **changed) == ([code] if code else [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"overdue": D(0)}, "nothing_overdue"),
        ({"on": TODAY + DAY}, "future"),
        ({"result": ""}, "result"),
        ({"next_on": None}, "next"),
        ({"next_on": TODAY}, "next"),
        ({"next_on": TODAY + 400 * DAY}, "too_far"),
    ],
)
def test_a_step_of_dunning_has_a_day_a_result_and_a_next_step(changed, code):
    assert codes(dunning_problems, STEP, **changed) == ([code] if code else [])


def test_somebody_presses_the_day_after_it_was_due_or_when_it_was_agreed():
    assert next_look(None, TODAY) is None
    assert next_look(TODAY, None) == TODAY + DAY
    assert next_look(TODAY, TODAY + 9 * DAY) == TODAY + 9 * DAY
    assert next_look(TODAY, TODAY - 90 * DAY) == TODAY + DAY


amounts = st.integers(1, 10**9).map(lambda fen: D(fen) / 100)


@given(amounts, st.lists(st.tuples(st.sampled_from(["invoice", "milestone"]), st.integers(0, 90), amounts), max_size=8))
def test_money_is_set_against_the_oldest_first_and_never_more_than_there_is(rest, open_):
    targets = [Target((kind, i), TODAY + days * DAY, amount) for i, (kind, days, amount) in enumerate(open_)]
    parts = proposed(rest, targets)
    assert sum(parts.values(), D(0)) == min(rest, sum((t.open for t in targets), D(0)))
    whole = [target for target in targets if parts.get(target.key) == target.open]
    for target in targets:
        if target.key not in parts:
            assert all((t.key[0] != "invoice", t.due_on) <= (target.key[0] != "invoice", target.due_on) for t in whole)


class Books:
    """The ledger of one contract that only does what the rules allow."""

    def __init__(self):
        self.invoices, self.collections, self.movements, self.parts = [], [], [], []

    def open(self, invoice):
        return invoice["amount"] - invoice["corrected"] - self.set_against(invoice)

    def set_against(self, invoice):
        return sum((amount for _c, i, amount in self.parts if i is invoice), D(0))

    def rest(self, collection):
        used = sum((amount for c, _i, amount in self.parts if c is collection), D(0))
        return collection["amount"] - used - collection["refunded"]

    def do(self, deed, which, amount):
        getattr(self, deed)(which, amount)

    def invoice(self, _which, amount):
        self.invoices.append({"amount": amount, "corrected": D(0)})
        self.movements.append(Movement(TODAY, EntryKind.INVOICE, amount))

    def collect(self, _which, amount):
        self.collections.append({"amount": amount, "refunded": D(0)})
        self.movements.append(Movement(TODAY, EntryKind.COLLECTION, amount))

    def correct(self, which, amount):
        if not self.invoices:
            return
        invoice = self.invoices[which % len(self.invoices)]
        stands = invoice["amount"] - invoice["corrected"]
        if not codes(correction_problems, CORRECTION, amount=amount, stands=stands):
            settled = [(n, a) for n, (_c, i, a) in enumerate(self.parts) if i is invoice]
            for number, part in released(amount - self.open(invoice), settled).items():
                collection, _i, held = self.parts[number]
                self.parts[number] = (collection, invoice, held - part)
            invoice["corrected"] += amount
            self.movements.append(Movement(TODAY, EntryKind.RED_INVOICE, amount))

    def allocate(self, which, amount):
        if not (self.invoices and self.collections):
            return
        invoice, collection = self.invoices[which % len(self.invoices)], self.collections[which % len(self.collections)]
        if not list(allocation_problems([Part("", amount, self.open(invoice))], self.rest(collection))):
            self.parts.append((collection, invoice, amount))

    def take_back(self, which, _amount):
        if self.parts:
            self.parts.pop(which % len(self.parts))

    def refund(self, which, amount):
        if not self.collections:
            return
        collection = self.collections[which % len(self.collections)]
        if not codes(refund_problems, REFUND, amount=amount, free=self.rest(collection)):
            collection["refunded"] += amount
            self.movements.append(Movement(TODAY, EntryKind.REFUND, amount))


DEEDS = ["invoice", "collect", "correct", "allocate", "take_back", "refund"]
small = st.integers(1, 500).map(lambda fen: D(fen) / 100)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 9), small), max_size=40), st.randoms())
def test_the_ledger_balances_after_any_sequence_of_deeds_and_in_any_order_of_reading(deeds, dice):
    books = Books()
    for deed in deeds:
        books.do(*deed)
        applied = sum((amount for _c, _i, amount in books.parts), D(0))
        sums = add_up(books.movements, applied)
        assert sums.invoiced - sums.collected == sums.open - sums.prepaid == sums.balance
        assert sums.open == sum(map(books.open, books.invoices), D(0))
        assert sums.prepaid == sum(map(books.rest, books.collections), D(0))
        assert all(books.open(invoice) >= 0 for invoice in books.invoices)
        assert all(books.rest(collection) >= 0 for collection in books.collections)
        assert all(amount >= 0 for _c, _i, amount in books.parts)
        shuffled = list(books.movements)
        dice.shuffle(shuffled)
        assert add_up(shuffled, applied) == sums
        assert (running(shuffled) or [D(0)])[-1] == sums.balance


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        ("24312000000000000001", "", []),
        ("24312000000000000001", "3100231130", ["code"]),
        ("2431200000000000001", "", ["number"]),
        ("243120000000000000012", "", ["number"]),
        ("00012345", "3100231130", []),
        ("00012345", "031002300411", []),
        ("00012345", "", ["code"]),
        ("00012345", "31002311", ["code"]),
        ("INV-2026-17", "", []),
        ("INV-2026-17", "3100231130", ["code"]),
        ("", "", ["number"]),
    ],
)
def test_an_invoice_number_is_a_digital_one_or_a_paper_one_with_its_code(number, code, said):
    assert [problem.code for problem in number_problems(number, code)] == said


@given(st.integers(1, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_the_red_letter_invoices_of_a_whole_invoice_have_its_whole_tax(fen, shares):
    amount = D(fen) / 100
    tax = (amount * 13 / 113).quantize(D("0.01"))
    parts = [(amount * share / sum(shares)).quantize(D("0.01")) for share in shares[:-1]]
    parts.append(amount - sum(parts))
    off, taxes = D(0), []
    for part in parts:
        taxes.append(tax_of(tax, amount, off, part))
        off += part
    assert sum(taxes) == tax


def test_a_record_of_money_is_withdrawn_once_with_a_reason_and_not_while_money_of_it_went_back():
    facts = WithdrawalFacts(False, D(0), "记到了另一家客户名下")
    assert codes(withdrawal_problems, facts) == []
    assert codes(withdrawal_problems, facts, withdrawn=True) == ["withdrawn"]
    assert codes(withdrawal_problems, facts, paid_back=D(1)) == ["paid_back"]
    assert codes(withdrawal_problems, facts, reason="无") == ["reason"]


def test_delivery_is_stopped_once_and_goes_on_only_where_it_is_stopped():
    stop, resume = {"kind": DunningKind.STOP}, {"kind": DunningKind.RESUME, "next_on": None}
    assert codes(dunning_problems, STEP, **stop) == []
    assert codes(dunning_problems, STEP, **stop, stopped=True) == ["stopped"]
    assert codes(dunning_problems, STEP, **resume) == ["not_stopped"]
    assert codes(dunning_problems, STEP, **resume, stopped=True, overdue=D(0)) == []
