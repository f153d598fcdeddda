"""What the rules of sight are made of."""

from sqlalchemy import ColumnElement, exists, false


def within(column: ColumnElement[int], units: frozenset[int]) -> ColumnElement[bool]:
    return column.in_(sorted(units)) if units else false()


def names_one(column, target: type, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether ``column`` names a row of ``target`` that meets the condition.

    Asked row by row: as ``IN (SELECT ...)`` the databases would first list all such rows, a million of them for some.
    """
    return exists().where(target.id == column, condition).correlate(column.class_)
