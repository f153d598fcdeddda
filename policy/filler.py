"""A3.4 asks for *real* progress and *key value*: whether a text says anything, or only fills the field."""

import re
import unicodedata
from collections.abc import Iterable

from policy.words import N_, Word


class Hollow(Word):
    """Why a text counts as absent."""

    BLANK = "blank", N_("nothing is written")
    MARKS = "marks", N_("only marks or figures")
    PLACEHOLDER = "placeholder", N_("a placeholder, no statement")
    REPEATED = "repeated", N_("the same characters over and over")
    SHORT = "short", N_("too short to say anything")
    NAME = "name", N_("only a name that stands elsewhere on the line")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACEHOLDERS = _words(
    """
    无 無 没 没有 沒有 暂无 暫無 暂没有 木有 同上 同前 同左 如上 如前 见上 见前 见附件 详见附件 见活动 略 省略 正常
    一样 一樣 照旧 照常 老样子 还行 还好 可以 好 好的 良好 不错 一般 待定 待补 待补充 待填 稍后补充 后补 未知 不详
    不清楚 不知道 空 空白 测试 测试一下 试试 随便 随便写 顺利 很好 嗯 哈 呵 啊 哦 常规 例行 日常 如题 如图 已阅 收到
    甲乙丙丁 占位 无变化 没变化 内容 文字
    """
)
"""Words that fill a field and state nothing."""

NEUTRAL = _words(
    """
    目前 暂时 暂 一切 全部 都 均 还 还是 仍 仍然 依然 很 比较 基本 也 的 了 啦 吧 呢 中 在 是 和 与 及 一个 本次
    此次 这次 什么 其他 其它 情况 进展 进度 进程 状态 状况 价值 关键 客户 项目 工作 跟进 推进 维护 联系 沟通 上次
    以前 之前 特别 任何 新 有 变化 变动 字 一下 信息 说明 备注
    """
)
"""Words that add nothing to a placeholder: "目前一切正常" states no more than "正常"."""

PLACEHOLDER_WORDS = _words(
    """
    no none nothing nil null na n/a nan not test testing tests same ditto normal normally ok okay fine good usual
    tbd tba todo unknown x xx xxx xxxx abc abcd asdf asdfg asdfgh qwer qwert qwerty lorem ipsum dolor blah bla foo
    bar baz dummy placeholder sample yes wu zhengchang tongshang zanwu meiyou ceshi lue see above
    """
)
NEUTRAL_WORDS = _words(
    """
    a an the is are was as at by of so far yet new any all it its this that to do and or with progress value key
    change changes customer update updates situation state everything every going before previous last time more
    info
    """
)

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKENS = re.compile(rf"[{_CHINESE}]|[^\W\d_{_CHINESE}]+|\d+")
_WORD_WEIGHT = 2


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_FILLED = re.compile(rf"(?:{_longest_first(PLACEHOLDERS | NEUTRAL)})+")
_HAS_PLACEHOLDER = re.compile(_longest_first(PLACEHOLDERS))


def bare(text: str) -> str:
    """The letters and figures of a text alone, full-width and case folded: what two texts are compared by."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(mark for mark in folded if unicodedata.category(mark)[0] in "LN")


def hollow(text: str, least: int = 4, names: Iterable[str] = ()) -> Hollow | None:
    """Why a text counts as absent, or None when it states something.

    ``least`` is how much must be said: a Chinese character weighs 1, a word of letters 2, and repeating adds nothing.
    ``names`` are texts of the line (the customer's name …) that are no statement by themselves.
    """
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    letters = bare(text)
    if not folded.strip() or not any(unicodedata.category(mark)[0] not in "CZ" for mark in folded):
        return Hollow.BLANK
    if not any(unicodedata.category(mark)[0] == "L" for mark in letters):
        return Hollow.MARKS
    if letters in {bare(name) for name in names}:
        return Hollow.NAME
    if _says_nothing(_once(letters), folded):
        return Hollow.PLACEHOLDER
    return _thin(letters, folded, least)


def _once(letters: str) -> str:
    """The unit that a text repeats, or the text: "同上同上" is "同上"."""
    for size in range(1, len(letters) // 2 + 1):
        if len(letters) % size == 0 and letters[:size] * (len(letters) // size) == letters:
            return letters[:size]
    return letters


def _says_nothing(letters: str, folded: str) -> bool:
    words = re.findall(r"[a-z]+(?:/[a-z]+)?", folded)
    chinese = re.sub(rf"[^{_CHINESE}]", "", letters)
    if not chinese:
        joined = "".join(words)
        known = PLACEHOLDER_WORDS | NEUTRAL_WORDS
        return joined in PLACEHOLDER_WORDS or letters in PLACEHOLDER_WORDS or bool(words) and known.issuperset(words)
    if words and not PLACEHOLDER_WORDS.issuperset(words):
        return False
    return _FILLED.fullmatch(chinese) is not None and bool(words or _HAS_PLACEHOLDER.search(chinese))


def _thin(letters: str, folded: str, least: int) -> Hollow | None:
    tokens = _TOKENS.findall(folded)
    weight = sum(_WORD_WEIGHT if len(token) > 1 else 1 for token in set(tokens))
    repeated = _once(letters) != letters or len(letters) >= 3 * len(set(letters)) and len(set(letters)) <= 3
    if repeated and (weight < 2 * least or _once(letters) != letters):
        return Hollow.REPEATED
    return Hollow.SHORT if weight < least else None
