"""A3.4: the independent checks of an expense line, what each of them may answer, and the light that follows.

A line is green when every check that concerns it found it in order, amber when one doubts or could not be made, red when
one blocks: then it is not reimbursed. No check is passed over in silence: one that does not concern the line says so, and
so does one that could not be made.
"""

from policy.words import N_, Word


class Check(Word):
    """One independent question about a line."""

    CUSTOMER = "customer", N_("Customer named and approved")
    ACTIVITY = "activity", N_("Activity exists and took place")
    OWN = "own", N_("Claimant took part in it")
    SAME_CUSTOMER = "same_customer", N_("Activity is with this customer")
    TIME = "time", N_("Activity is near in time")
    PLACE = "place", N_("Cities fit")
    MOVEMENT = "movement", N_("Customer really moved")
    STATEMENT = "statement", N_("Progress and key value say something new")
    RECORDED = "recorded", N_("Recorded before the claim, not edited since")
    SHARED = "shared", N_("No other expense of the kind on the activity")
    TABLE = "table", N_("Heads and amount per head")
    CHAIN = "chain", N_("Travel makes sense")
    INVOICE_USED = "invoice_used", N_("Invoice not used before")
    INVOICE_TITLE = "invoice_title", N_("Invoice is made out to our company")
    INVOICE_FITS = "invoice_fits", N_("Invoice agrees with the line")
    TERM = "term", N_("Within the term for reimbursement")
    LIMITS = "limits", N_("Within the limits")
    SPLIT = "split", N_("Not split to stay below a limit")
    ALIKE = "alike", N_("Not claimed before")
    DECLARED = "declared", N_("Declared as it is")


class Answer(Word):
    """What a check says of a line."""

    PASSED = "passed", N_("In order")
    DOUBTED = "doubted", N_("To be looked at")
    FAILED = "failed", N_("Not reimbursed like this")
    NOT_CONCERNED = "not_concerned", N_("Does not concern this line")
    NOT_MADE = "not_made", N_("Could not be checked")


class Light(Word):
    """What the checks together say of a line."""

    GREEN = "green", N_("Green: nothing to look at")
    AMBER = "amber", N_("Amber: look at it")
    RED = "red", N_("Red: cannot be paid")
