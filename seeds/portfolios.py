"""Who works which customers: one line per salesperson, with how many stand where on the tracking clock and in entry."""

from dataclasses import dataclass

from policy.entry import CustomerKind
from policy.roles import Role
from seeds.companies import places
from seeds.material import Place

DIRECT, AGENT, AGENT_END = CustomerKind.DIRECT, CustomerKind.AGENT, CustomerKind.AGENT_END


@dataclass(frozen=True)
class Portfolio:
    """How many customers of one seller are in contact, 30+ and 60+ days quiet, about to leave, and gone to the pool.

    ``entering`` are states of entry: "running", "nearly", "overdue", "extended", "submitted", "returned".
    """

    seller: str
    kind: CustomerKind
    where: tuple[Place, ...]
    fresh: int
    notice: int = 0
    alarm: int = 0
    leaving: int = 0
    pooled: int = 0
    entering: tuple[str, ...] = ()


NORTH = places("北京", "天津", "石家庄", "济南", "青岛", "西安", "沈阳", "武汉")
SOUTH = places("武汉", "长沙", "广州", "深圳", "合肥", "厦门", "北京")
EAST = places("上海", "苏州", "南京", "无锡", "杭州", "宁波", "合肥")
SOUTHWEST = places("成都", "重庆", "昆明")
CENTRAL = places("郑州", "洛阳")
LINGNAN = places("广州", "深圳", "佛山", "东莞")

PORTFOLIOS = (
    Portfolio("sales1", DIRECT, NORTH, 15, 5, 3, 3, 7, ("running", "nearly", "overdue", "submitted", "returned")),
    Portfolio("sales2", DIRECT, SOUTH, 12, 4, 3, 2, 4, ("running", "nearly", "submitted", "submitted")),
    Portfolio("sales3", DIRECT, NORTH, 8, 2, 1, 1, 2, ("extended", "returned")),
    Portfolio("channel1", AGENT, NORTH + EAST, 7, 1, 1, 0, 0, ("submitted",)),
    Portfolio("channel1", AGENT_END, NORTH + EAST, 9, 2, 2, 1, 3, ("running", "overdue", "submitted", "returned")),
    Portfolio("channel2", AGENT, SOUTH, 3),
    Portfolio("channel2", AGENT_END, SOUTH, 4, 1, 1, 0, 0, ("running",)),
    Portfolio("east_sales1", DIRECT, EAST, 11, 3, 2, 2, 4, ("running", "nearly", "submitted", "returned")),
    Portfolio("east_sales2", DIRECT, EAST, 6, 2, 1, 0, 0, ("submitted",)),
    Portfolio("jv_sales1", DIRECT, SOUTHWEST, 7, 2, 1, 1, 2, ("running", "submitted")),
    Portfolio("agent_sales1", DIRECT, CENTRAL, 6, 2, 1, 1, 2, ("nearly", "submitted")),
    Portfolio("agent2_sales1", DIRECT, LINGNAN, 6, 2, 1, 1, 2, ("overdue", "submitted")),
)

COLLEAGUES = (
    # user name, name, unit, role: people of the demo company beside the standing cast
    ("sales3", "徐航", "sales", Role.DIRECT_SALES),
    ("channel2", "冯雪", "channel", Role.CHANNEL_SALES),
    ("east_sales2", "陆瑶", "east_sales", Role.DIRECT_SALES),
    ("former1", "钱勇", "sales", Role.DIRECT_SALES),
)
"""``former1`` left the company: deactivated, but still named in histories."""
