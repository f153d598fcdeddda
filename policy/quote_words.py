"""How a discount is said in trade: 8.5折 in Chinese, 15% off in English."""

from decimal import ROUND_HALF_UP, Decimal

PLACES = (2, 3, 4, 5)


def fold(ratio: Decimal) -> str:
    """Net over list in tenths, as Chinese offers write it: 0.85 is ``8.5折``; at list price nothing is said.

    Two decimals are enough, unless the discount would vanish in them.
    """
    return f"{_plain(_shown(ratio * 10, Decimal(10)))}折" if ratio < 1 else ""


def off(ratio: Decimal) -> str:
    """What is given up of the list price, in percent: 0.85 is ``15``; at list price nothing is said."""
    return _plain(Decimal(100) - _shown(ratio * 10, Decimal(10)) * 10) if ratio < 1 else ""


def _shown(value: Decimal, whole: Decimal) -> Decimal:
    rounded = value
    for places in PLACES:
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded != whole and (rounded or not value):
            break
    return rounded


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
