"""The rows of what is invoiced, what came in, and where each ledger stands: the books of the contracts, written out."""

from collections.abc import Iterator

from bench.books import TERM, Bill, Book, Piece, books
from bench.contracts import PARTS, Deal
from bench.rows import table
from bench.world import World

SLOTS, PIECES = 6, 20
"""Ids set aside for the invoices and the collections of one contract."""
METHODS = ("transfer", "transfer", "transfer", "acceptance", "cheque")


def invoice_id(deal: Deal, slot: int) -> int:
    return deal.number * SLOTS + slot


def milestone_id(deal: Deal, part: int) -> int:
    return deal.number * len(PARTS) + part + 1


def collection_id(deal: Deal, piece: Piece) -> int:
    return deal.number * PIECES + piece.turn + 1


@table(
    "invoices",
    *"id number contract_id customer_id unit_id milestone_id corrects_id issued_on due_on amount tax corrected settled "
    "open note by_id at".split(),
)
def invoices(world: World) -> Iterator[tuple]:
    for book in books(world):
        for bill in filter(None, (*book.bills, book.red)):
            yield _invoice(world, book, bill)


def _invoice(world: World, book: Book, bill: Bill) -> tuple:
    ident, red = invoice_id(book.deal, bill.slot), bill is book.red
    return (
        ident,
        f"26312{ident:015}",
        book.deal.number + 1,
        book.deal.position + 1,
        book.deal.unit,
        milestone_id(book.deal, bill.part),
        invoice_id(book.deal, book.bills[1].slot) if red else None,
        world.day(bill.back),
        world.day(bill.back if red else bill.back - TERM),
        bill.amount,
        -(-bill.amount * 13 // 113) if red else bill.amount * 13 // 113,
        bill.corrected,
        bill.settled,
        0 if red else bill.open,
        "数量有误，客户退回一套" if red else "",
        world.checker,
        world.moment(bill.back, ident),
    )


@table(
    "collections",
    *"id customer_id contract_id unit_id received_on amount allocated refunded method reference payer by_id at".split(),
)
def collections(world: World) -> Iterator[tuple]:
    for book in books(world):
        for piece in book.pieces:
            ident = collection_id(book.deal, piece)
            yield (
                ident,
                book.deal.position + 1,
                None if piece.common else book.deal.number + 1,
                book.deal.unit,
                world.day(piece.back),
                piece.amount,
                piece.allocated,
                piece.refunded,
                METHODS[ident % len(METHODS)],
                f"ICBC{ident:010}",
                "客户财务部",
                world.checker,
                world.moment(piece.back, ident),
            )


@table("allocations", *"id collection_id contract_id invoice_id milestone_id amount on by_id at".split())
def allocations(world: World) -> Iterator[tuple]:
    ident = 0
    for book in books(world):
        for piece in book.pieces:
            for slot, amount, back in piece.against:
                ident += 1
                invoice = invoice_id(book.deal, slot) if slot > 0 else None
                milestone = milestone_id(book.deal, -slot - 1) if slot < 0 else None
                one = collection_id(book.deal, piece)
                made = world.day(back), world.checker, world.moment(back, ident)
                yield ident, one, book.deal.number + 1, invoice, milestone, amount, *made


@table("refunds", *"collection_id amount refunded_on reference reason by_id at".split())
def refunds(world: World) -> Iterator[tuple]:
    for book in books(world):
        for piece in book.pieces:
            if piece.refunded:
                ident = collection_id(book.deal, piece)
                made = world.day(piece.back), f"TK{ident:010}", "客户多付，按申请退回", world.checker
                yield ident, piece.refunded, *made, world.moment(piece.back, ident)


@table(
    "receivables",
    *"contract_id customer_id invoiced collected open prepaid overdue_from dun_on moved_on".split(),
)
def receivables(world: World) -> Iterator[tuple]:
    for book in books(world):
        due, pressed = book.due_back, book.dunned
        again = min(due - 1, next_look(pressed[-1])) if due is not None and pressed else due - 1 if due else due
        yield (
            book.deal.number + 1,
            book.deal.position + 1,
            book.invoiced,
            book.collected,
            book.open,
            book.open - book.invoiced + book.collected,
            None if due is None else world.day(due),
            None if again is None else world.day(again),
            world.day(min(one.back for one in (*book.bills, *book.pieces))),
        )


def next_look(back: int) -> int:
    """The day, counted back, that was agreed for the next step."""
    return back - 14


@table(
    "dunning_steps",
    *"contract_id customer_id kind on open result next_on next_kind items by_id at".split(),
)
def dunning_steps(world: World) -> Iterator[tuple]:
    kinds, by = ("remind", "call", "letter"), world.person("salesmgmt_manager")
    for book in books(world):
        for place, back in enumerate(book.dunned):
            said = "客户财务答应下周安排付款，已发对账单。"
            yield (
                book.deal.number + 1,
                book.deal.position + 1,
                kinds[place],
                world.day(back),
                book.open,
                said,
                world.day(next_look(back)),
                "call",
                "[]",
                by,
                world.moment(back, place),
            )


@table("due_amounts", *"unit_id due_on open".split())
def due_amounts(world: World) -> Iterator[tuple]:
    due: dict[tuple[int, object], int] = {}
    for book in books(world):
        for bill in book.bills:
            key = (book.deal.unit, world.day(bill.back - TERM))
            due[key] = due.get(key, 0) + bill.open
    for (unit, day), amount in sorted(due.items()):
        if amount:
            yield unit, day, amount
