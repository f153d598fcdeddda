"""What is invoiced on a contract, what comes in for it, and where its ledger stands then. Amounts in fen, days counted back.

Every billed contract has up to four invoices, some a red-letter one, and 7 to 19 collections: most have paid all, some
part of it or too much. The sums of the tables are those of the movements; a test adds them up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.contracts import PARTS, Deal, deals
from bench.rows import table
from bench.world import World

SLOTS, PIECES, RED_SLOT = 6, 20, 5
"""Ids set aside for the invoices and the collections of one contract."""
TERM, LEAST_PIECES, MORE_PIECES = 30, 7, 13
METHODS = ("transfer", "transfer", "transfer", "acceptance", "cheque")
FULL, ALL_BUT_LAST, HALF = range(12), range(12, 16), range(16, 18)
OVERPAID = 19


@dataclass
class Bill:
    """An invoice; ``part`` is the payment that it is for."""

    slot: int
    part: int
    amount: int
    back: int
    corrected: int = 0
    settled: int = 0

    @property
    def stands(self) -> int:
        return self.amount - self.corrected

    @property
    def open(self) -> int:
        return self.stands - self.settled


@dataclass
class Piece:
    """A collection, and how it was set against invoices (slot above 0) and against payments not yet invoiced (below)."""

    turn: int
    amount: int
    back: int
    common: bool = False
    refunded: int = 0
    against: list[tuple[int, int, int]] = field(default_factory=list)
    """Slot or minus the payment, amount, day counted back."""

    @property
    def allocated(self) -> int:
        return sum(amount for _, amount, _ in self.against)


@dataclass
class Book:
    """The ledger of one contract."""

    deal: Deal
    bills: list[Bill]
    red: Bill | None
    pieces: list[Piece]

    @property
    def invoiced(self) -> int:
        return sum(bill.stands for bill in self.bills)

    @property
    def collected(self) -> int:
        return sum(piece.amount - piece.refunded for piece in self.pieces)

    @property
    def open(self) -> int:
        return sum(bill.open for bill in self.bills)

    @property
    def due_back(self) -> int | None:
        """How many days ago the oldest open invoice was due; below zero: it will be."""
        return max((bill.back - TERM for bill in self.bills if bill.open), default=None)

    @property
    def dunned(self) -> list[int]:
        """The days on which somebody pressed for payment, counted back."""
        due = self.due_back
        return [day for day in (due - 7, due - 25, due - 60) if day > 0] if due is not None and due > 7 else []


def books(world: World) -> Iterator[Book]:
    """The ledgers of all contracts on which anything was invoiced."""
    for deal in deals(world):
        if deal.billed and (bills := _bills(deal)):
            yield _book(deal, bills)


def _bills(deal: Deal) -> list[Bill]:
    first, second, last = deal.parts
    planned = [(1, 0, first, deal.back - 3), (2, 1, second // 2, deal.back - 30)]
    planned += [(3, 1, second - second // 2, deal.back - 40), (4, 2, last, deal.back - 65)]
    return [Bill(*one) for one in planned if one[3] >= 0]


def _book(deal: Deal, bills: list[Bill]) -> Book:
    red = None
    if deal.number % 25 == 4 and len(bills) > 1 and bills[1].back > 20:
        corrected = bills[1]
        corrected.corrected = corrected.amount // 10
        red = Bill(RED_SLOT, corrected.part, -corrected.corrected, corrected.back - 10)
    book = Book(deal, bills, red, _pieces(deal, bills))
    _set_against(book)
    return book


def _pieces(deal: Deal, bills: list[Bill]) -> list[Piece]:
    turn, total = deal.number % 20, sum(bill.stands for bill in bills)
    paid = total
    if turn in ALL_BUT_LAST:
        paid = total - bills[-1].stands
    elif turn not in FULL and turn != OVERPAID:
        paid = total // 2 if turn in HALF else total // 10
    many = LEAST_PIECES + deal.number * 11 % MORE_PIECES
    first = bills[0].back
    if paid < many:
        return []
    pieces = [Piece(turn, paid // many, first - (turn + 1) * first // (many + 1)) for turn in range(many)]
    pieces[-1].amount += paid - sum(piece.amount for piece in pieces)
    if turn == OVERPAID:
        pieces[-1].amount += paid // 20
    pieces[0].common = deal.number % 100 == 50
    return pieces


def _set_against(book: Book) -> None:
    waiting = iter(book.bills)
    bill = next(waiting)
    for piece in book.pieces:
        rest = piece.amount
        while rest and bill is not None:
            taken = min(rest, bill.open)
            if taken:
                piece.against.append((bill.slot, taken, min(piece.back, bill.back)))
                bill.settled += taken
                rest -= taken
            if not bill.open:
                bill = next(waiting, None)
        if rest and book.deal.number % 40 == 39 and book.deal.accepted is None:
            piece.against.append((-len(PARTS), min(rest, book.deal.parts[-1]), piece.back))
        elif rest and book.deal.number % 3 == 0:
            piece.refunded = rest // 2


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
