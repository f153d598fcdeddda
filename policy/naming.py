"""Which known customers a text names (A3.4): by registered name, or by the short name that people use."""

import re
from collections.abc import Iterable

from policy.filler import bare

LONGEST_TEXT = 400
LONGEST_NAME = 30
_ENDS = re.compile(r"公司|集团|大学|学院|医院|银行|研究院|研究所|设计院|中心|学校|协会|[厂院所局店部会社行馆]")
_PLACES = re.compile(
    r"^(?:中国|北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    r"|内蒙古|广西|西藏|宁夏|新疆|深圳|广州|杭州|南京|苏州|成都|武汉|西安|宁波|青岛|大连|厦门|无锡|郑州|长沙|合肥|济南|福州|佛山|东莞)(?:省|市|自治区)?"
)
_FORMS = re.compile(r"(?:股份|集团|控股)*(?:有限责任|有限)?(?:公司|集团)$")
_TRADES = re.compile(
    r"(?:科技|信息|技术|网络|软件|电子|实业|发展|贸易|商贸|工程|建设|建筑|制造|机械|设备|仪器|材料|医药|药业|生物|食品|物流|能源|电气|自动化|智能"
    r"|装备|精密|化工|环保|咨询|服务|投资|控股|股份|集团|国际|工业|产业)+$"
)
_EVERYDAY = frozenset(
    [
        "中国",
        "东方",
        "国际",
        "时代",
        "世纪",
        "发展",
        "新华",
        "长城",
        "客户",
        "办公",
        "公司",
        "未来",
        "第一",
        "先进",
        "大众",
    ]
)


def possible_names(text: str) -> set[str]:
    """Stretches of a text that could be a registered name, as name keys: to be looked up exactly."""
    key = bare(text[:LONGEST_TEXT])
    ends = {match.end() for match in _ENDS.finditer(key)} | {len(key)}
    return {key[start:end] for end in ends for start in range(max(0, end - LONGEST_NAME), end - 3)}


def short_names(name: str) -> set[str]:
    """What people call a company: its name, and without place, legal form and trade ("上海华锐科技有限公司": 华锐)."""
    whole = bare(name)
    core = _FORMS.sub("", _PLACES.sub("", whole))
    brand = _TRADES.sub("", core)
    return {short for short in (whole, core, brand) if len(short) >= 2 and short not in _EVERYDAY}


def without_form(name: str) -> str:
    """A name without its legal form, for telling twins ("上海华锐科技股份有限公司": 上海华锐科技)."""
    return _FORMS.sub("", bare(name))


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that the text mentions, in full or by their short name."""
    key = bare(text[:LONGEST_TEXT])
    return [name for name in names if any(short in key for short in short_names(name))] if key else []
