"""What is invoiced on a contract, what comes in for it, and where its ledger stands then. Amounts in fen, days counted back.

Every billed contract has up to four invoices, some a red-letter one, and 7 to 19 collections: most have paid all, some
part of it or too much. The sums of the tables are those of the movements; a test adds them up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.contracts import PARTS, Deal, deals
from bench.world import World

RED_SLOT = 5
TERM, LEAST_PIECES, MORE_PIECES = 30, 7, 13
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
