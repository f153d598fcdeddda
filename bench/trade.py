"""The pages from price to cash: the inbox and its decisions, quotes, contracts, orders, tasks, receivables."""

from urllib.parse import quote

from bench.pages import Page, Sample

HX = 12
"""What the issue aims at, in milliseconds."""


def trade(sample: Sample) -> list[Page]:
    """Everything of this chapter that is measured by reading, and the recalculation of a quote."""
    return [*inbox(sample), *quotes(sample), *contracts(sample), *followed(sample), *receivables(sample)]


def inbox(sample: Sample) -> list[Page]:
    """Each tab for who decides much, and one screen of each kind of decision."""
    head, top = "sales_manager", "president"
    return [
        Page("inbox, head", head, ["/approvals"], HX),
        Page("inbox, president", top, ["/approvals"], HX),
        Page("inbox, head, narrowed", head, ["/approvals?kind=quote&show=overdue"], HX),
        Page("inbox, assistant", "sales_assistant", ["/approvals"], HX),
        Page("inbox, to prepare", "sales_assistant", ["/approvals?tab=prepare"], HX),
        Page("inbox, in my units", head, ["/approvals?tab=below"], HX),
        Page("inbox, in my units, president", top, ["/approvals?tab=below"], HX),
        Page("inbox, sent", "sales1", ["/approvals?tab=sent"], HX),
        *(
            Page(f"decision, {kind}", who, [f"/approvals/{one}" for one in sample.waiting(kind, role)], None)
            for kind, who, role in (
                ("quote", head, "department_manager"),
                ("contract", top, "president"),
                ("customer", head, "department_manager"),
                ("order", "business_manager", "business_manager"),
            )
        ),
    ]


def quotes(sample: Sample) -> list[Page]:
    """Lists, the page, the editor, and what is sent while somebody types."""
    mine = "sales1"
    owner = sample.user(mine)
    short, long = (sample.drafts(owner, lines) for lines in (10, 200))
    pages = [
        Page("quotes, own", mine, ["/quotes"]),
        Page("quotes, all", "president", ["/quotes?who=all"]),
        Page("quote", mine, [f"/quotes/{one}" for one in short]),
    ]
    for lines, ids in ((10, short), (200, long)):
        forms = [f"/quotes/{one}/edit" for one in ids]
        checks = [f"/quotes/{one}/check?line=1" for one in ids]
        pages += [
            Page(f"quote, editor, {lines} lines", mine, forms, HX if lines == 10 else None),
            Page(f"quote, recalculation, {lines} lines", mine, checks, HX, forms),
        ]
    return pages


def contracts(sample: Sample) -> list[Page]:
    mine, top = "sales1", "president"
    own = sample.ids("contracts", "owner_id = :owner AND status = 'signed'", owner=sample.user(mine))
    anyone, drafts = (sample.ids("contracts", f"status = '{status}' AND id % 7 = 0") for status in ("signed", "draft"))
    return [
        Page("contracts, own", mine, ["/contracts"]),
        Page("contracts, department", "sales_manager", ["/contracts"]),
        Page("contracts, all", top, ["/contracts?tab=all"]),
        Page("contracts, all, filtered", top, ["/contracts?tab=all&status=signed&q=HT0000"]),
        Page("contract, own", mine, [f"/contracts/{one}" for one in own], HX),
        Page("contract, as president", top, [f"/contracts/{one}" for one in anyone], HX),
        Page("contract, business", "business_manager", [f"/contracts/{one}" for one in anyone], HX),
        Page("contract, draft", top, [f"/contracts/{one}" for one in drafts], HX),
    ]


def followed(sample: Sample) -> list[Page]:
    """Orders, implementations and the board of tasks."""
    running = sample.ids("sales_orders", "status = 'executing'")
    works = sample.ids("implementations", "status = 'running'")
    return [
        Page("orders, to carry out", "business_manager", ["/orders"]),
        Page("orders, own", "sales1", ["/orders"]),
        Page("order", "business_manager", [f"/orders/{one}" for one in running]),
        Page("implementations", "impl_vp", ["/implementations"]),
        Page("implementation", "impl_vp", [f"/implementations/{one}" for one in works]),
        Page("tasks, own", "implementer1", ["/tasks"]),
        Page("tasks, in my units", "impl_vp", ["/tasks?whose=unit"]),
    ]


def receivables(sample: Sample) -> list[Page]:
    """The list with every filter, the ledger of a contract, and what a customer owes."""
    everybody, mine = "salesmgmt_manager", "sales1"
    ledgers = sample.column("SELECT contract_id FROM receivables WHERE open > 0 AND contract_id % 31 = 0 LIMIT 40")
    owing = sample.column("SELECT customer_id FROM receivables WHERE open > 0 AND contract_id % 29 = 0 LIMIT 40")
    unit = sample.column("SELECT id FROM units WHERE name = '渠道部'")[0]
    names = [quote(key[2:5]) for key, _, _ in sample.named(owing)]
    numbers = [f"HT{one:09}" for one in ledgers]
    lists = {
        "open": ["?tab=open"],
        "overdue": ["?tab=overdue"],
        "prepaid": ["?tab=prepaid"],
        "all": ["?tab=all"],
        "older than 90 days": ["?tab=overdue&age=older"],
        "open, 31 to 60 days": ["?tab=open&age=up_to_60"],
        "of a department": [f"?tab=open&unit_id={unit}"],
        "by number": [f"?tab=all&q={one}" for one in numbers],
        "by name": [f"?tab=all&q={one}" for one in names],
        "nothing found": [f"?tab=all&q={quote('麒麟蚂蚁')}"],
    }
    return [
        *(
            Page(f"receivables, {name}", everybody, [f"/receivables{one}" for one in some], HX)
            for name, some in lists.items()
        ),
        Page("receivables, own", mine, ["/receivables"], HX),
        Page("receivables, department", "sales_manager", ["/receivables"], HX),
        Page("receivables, partner", "jv_gm", ["/receivables"], HX),
        Page("receivables, ageing", everybody, ["/receivables/ageing"]),
        Page("dunning", everybody, ["/receivables/dunning"]),
        Page("ledger", everybody, [f"/receivables/contracts/{one}" for one in ledgers]),
        Page("customer, with contracts", everybody, [f"/customers/{one}" for one in owing]),
        Page("customer, receivables", everybody, [f"/receivables/customers/{one}" for one in owing]),
        Page("invoices", "finance1", ["/invoices"]),
        Page("collections", "finance1", ["/collections"]),
    ]
