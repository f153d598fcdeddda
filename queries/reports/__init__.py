"""Reports (A10): what each says of a unit or a person in a period, as blocks of figures that open their records.

Everything here is read from the summary tables; a page asks little, however much stands behind it.
"""
