"""The standing cast: the units, the people who play each part, and who assists whom. Tests and demo data share it."""

from sqlalchemy.orm import Session

import clock
from models import AssistantLink, Unit, User, UserRole
from operations.stages import found_pipeline
from passwords import hashed
from policy.roles import Role, UnitKind

UNITS = (
    # key, parent, kind, name
    ("hq", "", UnitKind.HEADQUARTERS, "先录科技总部"),
    ("board", "hq", UnitKind.DEPARTMENT, "总裁办"),
    ("sales_management", "hq", UnitKind.DEPARTMENT, "销售管理部"),
    ("sales", "hq", UnitKind.DEPARTMENT, "直销部"),
    ("channel", "hq", UnitKind.DEPARTMENT, "渠道部"),
    ("presales", "hq", UnitKind.DEPARTMENT, "售前支持部"),
    ("marketing", "hq", UnitKind.DEPARTMENT, "市场部"),
    ("business", "hq", UnitKind.DEPARTMENT, "商务部"),
    ("finance", "hq", UnitKind.DEPARTMENT, "财务部"),
    ("implementation", "hq", UnitKind.DEPARTMENT, "实施服务部"),
    ("service", "hq", UnitKind.DEPARTMENT, "客户服务部"),
    ("supervision", "hq", UnitKind.DEPARTMENT, "督管小组"),
    ("it", "hq", UnitKind.DEPARTMENT, "信息部"),
    ("east", "hq", UnitKind.BRANCH, "华东分公司"),
    ("east_sales", "east", UnitKind.DEPARTMENT, "华东销售部"),
    ("jv", "hq", UnitKind.JOINT_VENTURE, "西南联营公司"),
    ("agent", "hq", UnitKind.AGENT, "中原代理伙伴"),
    ("agent2", "hq", UnitKind.AGENT, "岭南代理伙伴"),
)

PEOPLE = (
    # user name, name, unit, roles
    ("president", "周启明", "board", Role.PRESIDENT),
    ("vp", "吴国栋", "board", Role.VICE_PRESIDENT),
    ("rnd_vp", "郑海涛", "board", Role.RND_VICE_PRESIDENT),
    ("impl_vp", "冯建业", "board", Role.IMPLEMENTATION_VICE_PRESIDENT),
    ("presidents_assistant", "许静怡", "board", Role.PRESIDENTS_ASSISTANT),
    ("salesmgmt_manager", "韩立群", "sales_management", Role.SALES_MANAGEMENT),
    ("sales_manager", "陈志远", "sales", Role.DEPARTMENT_MANAGER),
    ("sales_assistant", "林晓燕", "sales", Role.SALES_ASSISTANT),
    ("sales1", "王磊", "sales", Role.DIRECT_SALES),
    ("sales2", "李娜", "sales", Role.DIRECT_SALES),
    ("channel_manager", "赵永强", "channel", Role.DEPARTMENT_MANAGER),
    ("channel1", "孙丽", "channel", Role.CHANNEL_SALES),
    ("presales1", "何俊杰", "presales", Role.PRESALES),
    ("marketing1", "罗敏", "marketing", Role.MARKETING),
    ("frontdesk1", "宋佳", "marketing", Role.MARKETING),
    ("business_manager", "唐慧", "business", Role.BUSINESS_MANAGER),
    ("business_assistant", "邓倩", "business", Role.BUSINESS_ASSISTANT),
    ("finance1", "曹雪梅", "finance", Role.FINANCE),
    ("finance2", "彭亮", "finance", Role.FINANCE),
    ("implementer1", "董浩", "implementation", Role.IMPLEMENTER),
    ("service1", "蒋文婷", "service", Role.CUSTOMER_SERVICE),
    ("supervisor1", "蔡卫东", "supervision", Role.SUPERVISOR),
    ("admin", "系统管理员", "it", Role.ADMINISTRATOR),
    ("east_gm", "沈国华", "east", Role.GENERAL_MANAGER),
    ("east_assistant", "叶青", "east", Role.SALES_ASSISTANT),
    ("east_sales1", "朱晨", "east_sales", Role.DIRECT_SALES),
    ("jv_gm", "杨天成", "jv", Role.GENERAL_MANAGER),
    ("jv_sales1", "谭雨", "jv", Role.DIRECT_SALES),
    ("agent_gm", "马建军", "agent", Role.GENERAL_MANAGER),
    ("agent_sales1", "高原", "agent", Role.DIRECT_SALES),
    ("agent2_gm", "梁伟文", "agent2", Role.GENERAL_MANAGER),
    ("agent2_sales1", "黄嘉敏", "agent2", Role.DIRECT_SALES),
)

ASSISTANTS = {"sales_assistant": "sales_manager", "east_assistant": "east_gm"}


def create_cast(session: Session, password: str = "xianlu-demo") -> dict[str, User]:
    """Add the cast to an empty database and flush; the people by user name. Everybody gets the same password."""
    units = create_units(session)
    found_pipeline(session)
    shared = hashed(password)
    now = clock.now()
    people = {}
    for username, name, unit, role in PEOPLE:
        user = User(username=username, name=name, unit=units[unit], password_hash=shared, created_at=now)
        user.email = f"{username.replace('_', '.')}@xianlu.example"
        user.role_rows = [UserRole(role=role)]
        people[username] = user
    session.add_all(people.values())
    session.flush()
    session.add_all(AssistantLink(assistant=people[a], manager=people[m]) for a, m in ASSISTANTS.items())
    session.flush()
    return people


def create_units(session: Session) -> dict[str, Unit]:
    """The tree of units by key, each with its path."""
    units: dict[str, Unit] = {}
    for key, parent, kind, name in UNITS:
        units[key] = unit = Unit(parent=units.get(parent), kind=kind, name=name)
        session.add(unit)
        session.flush()
        unit.path = f"{units[parent].path if parent else '/'}{unit.id}/"
    session.flush()
    return units
