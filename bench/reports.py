"""The pages of figures, as salesperson, department, branch and whole company read them."""

from bench.pages import Page
from policy.figures import Report

READERS = {"person": "sales1", "department": "sales_manager", "branch": "east_gm", "company": "president"}
AIM = 12


def dashboards() -> list[Page]:
    """Every dashboard for every sort of reader."""
    return [
        Page(f"report, {name}, {reader}", username, [f"/reports{path}"], AIM)
        for name, path in (("overview", ""), *((report.value, f"/{report.value}") for report in Report))
        for reader, username in READERS.items()
    ]
