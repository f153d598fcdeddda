"""The clauses themselves: whole, in order, and true to the parameters."""

import re

from policy.clauses import CLAUSES
from policy.parameters import PARAMETERS


def order(number):
    return tuple(int(part) for part in number[1:].split("."))


def test_every_article_and_clause_stands_once_and_in_order():
    numbers = [clause.number for clause in CLAUSES]
    assert numbers == sorted(set(numbers), key=order)
    assert {number.partition(".")[0] for number in numbers} == {f"A{article}" for article in range(2, 14)}
    counts = {"A3": 7, "A4": 6, "A6": 7, "A7": 3, "A8": 2, "A9": 5, "A12": 6}
    for article, count in counts.items():
        assert sum(number.startswith(f"{article}.") for number in numbers) == count


def test_a_text_names_only_parameters_and_each_parameter_belongs_to_a_clause():
    named = {name for clause in CLAUSES for name in re.findall(r"%\((\w+)\)s", clause.text)}
    assert named <= set(PARAMETERS)
    for clause in CLAUSES:
        clause.text % dict.fromkeys(PARAMETERS, "1")
    assert {parameter.clause for parameter in PARAMETERS.values()} <= {clause.number for clause in CLAUSES}


def test_a_clause_has_words_or_is_a_heading_of_clauses():
    for clause in CLAUSES:
        below = [other for other in CLAUSES if other.number.startswith(f"{clause.number}.")]
        assert clause.text or below
