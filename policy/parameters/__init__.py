"""The numbers of the policy, chapter by chapter. Their values have a history (``queries.parameters``)."""

from policy.parameters.assessment import ASSESSMENT
from policy.parameters.business import BUSINESS
from policy.parameters.customers import CUSTOMERS
from policy.parameters.daily_use import DAILY_USE
from policy.parameters.expenses import EXPENSES
from policy.parameters.leads import LEADS
from policy.parameters.parameter import Parameter
from policy.parameters.supervision import SUPERVISION

__all__ = ["PARAMETERS", "Parameter"]

PARAMETERS = {
    parameter.name: parameter
    for parameter in (*DAILY_USE, *EXPENSES, *CUSTOMERS, *LEADS, *BUSINESS, *SUPERVISION, *ASSESSMENT)
}
