"""The words of the audit log (A13) for expenses, the finance desk, trips, advances and payments; part of ``policy.verbs``."""

from policy.words import N_

FINANCE: dict[str, str] = {
    # expenses
    "began": N_("began a claim"),
    "added": N_("added a line"),
    "submit": N_("submitted the claim"),
    "withdraw": N_("took the claim back"),
    "approve": N_("approved the claim as manager"),
    "send_back": N_("returned the claim"),
    "take": N_("took the claim into check"),
    "release": N_("gave the claim back to the queue"),
    "judged": N_("decided about a line"),
    "finish": N_("finished the check"),
    "refuse": N_("returned the claim from check"),
    "pay": N_("recorded the payment"),
    "lines_changed": N_("sent the claim back because its lines had changed"),
    "phrase_kept": N_("kept a reason for cuts and rejections"),
    "phrase_removed": N_("removed a reason for cuts and rejections"),
    "asked_about": N_("asked about a line"),
    "answered": N_("answered a question of finance"),
    "question_withdrawn": N_("withdrew a question about a line"),
    "verdict_undone": N_("opened a decided line again"),
    "reopen": N_("took the approval for payment back"),
    "payment_returned": N_("recorded that the bank sent the payment back"),
    # the finance desk (A3.4)
    "expense_limit_set": N_("set a limit of expenses"),
    "expense_limit_ended": N_("ended a limit of expenses"),
    "city_tier_set": N_("set the tier of a city"),
    # trips and advances
    "trip_planned": N_("planned a trip"),
    "trip_changed": N_("changed the trip"),
    "trip_submitted": N_("asked for the trip to be approved"),
    "trip_withdrawn": N_("took the trip request back"),
    "trip_cancelled": N_("cancelled the trip"),
    "linked_to_trip": N_("made the claim from a trip"),
    "trip_removed": N_("removed the draft of a trip"),
    "advance_granted": N_("granted an advance"),
    "advance_paid_out": N_("paid the advance out"),
    "advance_set_off": N_("set the advance off against a claim"),
    "advance_given_back": N_("recorded that money of the advance was given back"),
    "advance_reopened": N_("opened a part of the advance again"),
    "advance_cancelled": N_("cancelled the advance"),
}

FINANCE_SUBJECTS: dict[str, str] = {
    "reason_phrases": N_("Reason that finance keeps"),
    "line_questions": N_("Question about an expense"),
    "expense_claims": N_("Expense claim"),
    "expense_lines": N_("Expense line"),
    "trip_requests": N_("Trip"),
    "expense_advances": N_("Advance"),
    "expense_limits": N_("Limit of expenses"),
    "tiered_cities": N_("Tier of a city"),
}
