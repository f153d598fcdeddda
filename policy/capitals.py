"""Amounts in the capital characters of Chinese contracts and cheques: 壹拾贰万元整."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """A non-negative amount in yuan, to the fen: ``人民币壹仟零伍元叁角整``."""
    fen = int(amount * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan or not (jiao or fen) else ""
    if not jiao and not fen:
        return f"人民币{whole}整"
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if whole else ""
    return f"人民币{whole}{tenth}{DIGITS[fen] + '分' if fen else '整'}"


def _whole(yuan: int) -> str:
    if not yuan:
        return DIGITS[0]
    said, gap, place = "", False, 0
    while yuan:
        group = yuan % 10_000
        if group:
            lower = f"零{said}" if gap and said else said
            said, gap = f"{_group(group)}{GROUPS[place]}{lower}", group < 1000
        else:
            gap = True
        yuan, place = yuan // 10_000, place + 1
    return said


def _group(number: int) -> str:
    said, gap = "", False
    for place in range(4):
        digit = number // 10**place % 10
        if digit:
            said, gap = f"{DIGITS[digit]}{PLACES[place]}{'零' if gap and said else ''}{said}", False
        else:
            gap = True
    return said
