"""The sentences of notifications: event → message id, filled with the notification's ``params``.

Keys are stable (they are stored). Each room adds its own events in its own block.
"""

from policy.words import N_

EVENTS: dict[str, str] = {
    # customers
    "customer_submitted": N_("%(by)s submitted “%(customer)s” for review."),
    "customer_approved": N_("“%(customer)s” was approved by %(by)s and counts from now on."),
    "customer_returned": N_("%(by)s returned “%(customer)s”: %(reason)s"),
    "customer_transferred": N_("“%(customer)s” was transferred to you by %(by)s."),
    "customer_taken": N_("“%(customer)s” was transferred to %(to)s by %(by)s."),
    "customer_renamed": N_("%(by)s changed the name or credit code of “%(old)s”, which is now “%(customer)s”."),
    "customer_shared": N_("%(by)s asked you to work on “%(customer)s” together."),
    "customer_share_ended": N_("%(by)s ended your part in “%(customer)s”."),
    # ownership and tracking (A7)
    "customer_assigned": N_("“%(customer)s” was assigned to you by %(by)s."),
    "customer_released": N_("“%(customer)s” (%(owner)s) went to the public pool after %(days)s days without contact."),
    "customer_given_up": N_("%(by)s gave “%(customer)s” (%(owner)s) to the public pool: %(note)s"),
    "tracking_alarm": N_("“%(customer)s” has been without contact for %(days)s days; it leaves you on %(leaves_on)s."),
    "tracking_alarms": N_("%(count)s of your customers have come to the alarm: without contact they leave you."),
    "entry_due_soon": N_("Entering “%(customer)s” must be finished by %(due_on)s."),
    "entry_overdue": N_("Entering “%(customer)s” (%(by)s) should have been finished by %(due_on)s."),
    "review_due_soon": N_("“%(customer)s” waits for your review; entering it must be finished by %(due_on)s."),
    "closing_unconfirmed": N_(
        "“%(opportunity)s” was closed by %(by)s and waits for your confirmation since %(since_on)s."
    ),
    "expected_date_passed": N_(
        "“%(opportunity)s” was expected to be signed on %(expected_on)s: close it or move the date."
    ),
    # registration (A8.1)
    "name_lapsed": N_("“%(customer)s” was not submitted by %(due_on)s: the record has lapsed, and its name is free."),
    "name_free": N_("“%(name)s” is free now and kept for you until %(until_at)s: record it."),
    "share_wished": N_("%(by)s (%(unit)s) would like to follow “%(customer)s” together with you (A8.2)."),
    "name_free_soon": N_("The name “%(customer)s” is free for others on %(free_on)s if it is not submitted before."),
    # people
    "person_left": N_("%(person)s is no longer active; %(count)s things wait to be handed over."),
    "handed_over_to_you": N_("%(by)s handed %(count)s things of %(person)s over to you."),
    "handover_finished": N_("The handover of %(person)s is done: %(count)s things moved, %(left)s left."),
    # workers
    "job_failed": N_("The scheduled job %(job)s failed: %(error)s"),
    # activities and opportunities
    "activity_recorded_for_you": N_("%(by)s recorded “%(subject)s” on your behalf."),
    "closing_submitted": N_("%(by)s closed “%(opportunity)s”: please confirm that its record is complete."),
    "closing_confirmed": N_("%(by)s confirmed that the record of “%(opportunity)s” is complete."),
    "closing_sent_back": N_("%(by)s sent the closing of “%(opportunity)s” back: %(note)s"),
    # expenses (A3.4)
    "expense_submitted": N_("%(by)s submitted claim %(number)s (%(purpose)s) and waits for your approval."),
    "expense_manager_approved": N_("%(by)s approved your claim %(number)s; finance checks it next."),
    "expense_returned": N_("%(by)s returned your claim %(number)s: %(reason)s"),
    "expense_lines_changed": N_("Claim %(number)s changed after it was approved and went back to its claimant."),
    "expense_asked": N_("%(by)s asks about your claim %(number)s: %(question)s"),
    "expense_answered": N_("%(by)s answered about claim %(number)s: %(answer)s"),
    "expense_reopened": N_("%(by)s looks at your approved claim %(number)s again before it is paid."),
    "expense_approved": N_("Finance approved your claim %(number)s: %(amount)s yuan of %(total)s."),
    "expense_payment_returned": N_("The bank sent the payment of your claim %(number)s back: %(reason)s"),
    "expense_paid": N_("Claim %(number)s was paid on %(paid_on)s: %(amount)s yuan."),
    # trips and advances (A3.4)
    "advance_paid_out": N_("Your advance %(number)s was paid out on %(paid_on)s: %(amount)s yuan."),
    "advance_came_back": N_("The bank sent your advance %(number)s back: %(reason)s"),
    "payee_account_set": N_("The account to which you are paid is now %(account)s. If that was not you, tell finance."),
    "payee_account_wanted": N_("%(number)s waits to be paid: enter your bank account."),
    "advance_cancelled": N_("%(by)s called your advance %(number)s off: %(reason)s"),
    # receivables (A9.4)
    "collection_entered": N_("%(amount)s yuan came in from “%(customer)s” for contract %(contract)s."),
    "statement_drawn": N_("The statement of receivables of %(period)s is there: %(count)s contracts, ¥%(open)s open."),
    "dunning_step": N_("%(by)s pressed “%(customer)s” for payment of contract %(contract)s: %(result)s"),
    "delivery_resumed": N_("Delivery on contract %(contract)s of “%(customer)s” goes on again. %(result)s"),
    "collection_withdrawn": N_(
        "The collection of %(amount)s yuan from “%(customer)s” for contract %(contract)s was withdrawn: %(reason)s"
    ),
    "delivery_stopped": N_("Delivery on contract %(contract)s of “%(customer)s” is stopped: %(result)s"),
    # inquiries (A5)
    "lead_called": N_("%(who)s called; the lead is to be screened. %(words)s"),
    "lead_registered": N_("%(who)s asks over the website; the lead is to be screened. %(words)s"),
    "consultation_begun": N_("A visitor (%(who)s) writes and waits for an answer: %(words)s"),
    "consultation_asked": N_("The visitor (%(who)s) writes again and waits for an answer: %(words)s"),
    # leads: desk and clocks (A5)
    "lead_returned": N_("%(by)s returned “%(lead)s” to screening: %(note)s"),
    "lead_asked_again": N_("The customer of “%(lead)s” asked again: %(words)s"),
    "lead_screening_late": N_("“%(lead)s” should have been screened by %(due_on)s, %(due_time)s."),
    "lead_filtering_late": N_("“%(lead)s” should have been filtered by %(due_on)s, %(due_time)s."),
    "lead_dispatch_late": N_("“%(lead)s” should have been dispatched by %(due_on)s, %(due_time)s."),
    "lead_followup_late": N_("You should have followed “%(lead)s” up by %(due_on)s, %(due_time)s."),
    "lead_followup_late_of": N_("%(owner)s should have followed “%(lead)s” up by %(due_on)s, %(due_time)s."),
    # approvals (A4.2, A6.7, A9)
    "approval_asked": N_("%(by)s asks for your decision about “%(title)s”."),
    "approval_approved": N_("“%(title)s” is approved."),
    "approval_returned": N_("%(by)s returned “%(title)s”: %(reason)s"),
    "approval_voided": N_("“%(title)s” changed: what was decided about it no longer holds."),
    "approval_late": N_("“%(title)s” of %(by)s should have been decided by %(due_on)s: it waits for you."),
    "approval_late_of": N_("“%(title)s” of %(by)s should have been decided by %(due_on)s; it waits for %(who)s."),
    "deputy_named": N_("From %(from_on)s to %(until_on)s you decide for %(person)s."),
    "deputy_named_for_you": N_("From %(from_on)s to %(until_on)s %(deputy)s decides for you."),
    "deputy_ended": N_("You no longer decide for %(person)s."),
    "deputy_gone": N_("%(deputy)s has left and no longer decides for you: name another deputy."),
    # quotes (A9.1)
    "quote_ends": N_(
        "Quote %(number)s (%(title)s) for “%(customer)s” is valid until %(valid_until)s and not answered."
    ),
    "quote_expired": N_("Quote %(number)s (%(title)s) for “%(customer)s” ran out on %(valid_until)s."),
    "quote_answered": N_("%(by)s recorded the answer of “%(customer)s” to quote %(number)s (%(title)s)."),
    "quote_mail_failed": N_("Quote %(number)s did not reach %(address)s: %(error)s"),
    # contracts (A9.2, A6.7)
    "contract_signed": N_("%(by)s recorded that contract %(number)s (%(title)s) was signed on %(signed_on)s."),
    "contract_ended": N_("%(by)s ended contract %(number)s (%(title)s): %(note)s"),
    "contract_cancelled": N_("%(by)s cancelled contract %(number)s (%(title)s): %(note)s"),
    "contract_ends": N_("Contract %(number)s (%(title)s) with “%(customer)s” ends on %(ends_on)s."),
    "won_to_close": N_("Contract %(number)s was signed on %(signed_on)s: close “%(opportunity)s” by %(due_on)s."),
    "won_not_closed": N_(
        "Contract %(number)s was signed on %(signed_on)s, and “%(opportunity)s” should have been closed by %(due_on)s."
    ),
    "signed_though_gone": N_(
        "Contract %(number)s was signed on %(signed_on)s, though “%(opportunity)s” was closed without a sale: "
        "have the closing sent back, and record it as won."
    ),
    # dispatch (A5)
    "lead_dispatched": N_("“%(lead)s” was dispatched to you: follow it up by %(due_at)s."),
    "lead_given_by_hand": N_("%(by)s gave you “%(lead)s”: %(reason)s. Follow it up by %(due_at)s."),
    "lead_taken": N_("%(by)s gave “%(lead)s”, which you held, to %(to)s: %(reason)s"),
    "lead_waiting": N_("Nobody may receive “%(lead)s” now: dispatch it by hand, or see to it that somebody can."),
    "lead_right_granted": N_("From %(from_on)s on you may receive leads (%(clause)s): %(reason)s"),
    "lead_right_suspended": N_("From %(from_on)s on no leads are dispatched to you (%(clause)s): %(reason)s"),
    "lead_right_priority": N_("From %(from_on)s on you come first in dispatch (%(clause)s): %(reason)s"),
    "lead_right_granted_ended": N_("%(by)s ended the grant of your right to leads: %(reason)s"),
    "lead_right_suspended_ended": N_("%(by)s ended the suspension of your right to leads: %(reason)s"),
    "lead_right_priority_ended": N_("%(by)s ended your priority in dispatch: %(reason)s"),
    "absence_entered": N_("%(by)s entered that you are away from %(from_on)s to %(until_on)s."),
    "absence_cancelled": N_("%(by)s cancelled your absence from %(from_on)s to %(until_on)s."),
    # summaries and urgent events (A3.2, A3.3)
    "summary_remarked": N_("%(by)s remarked on your summary of %(first_on)s: %(words)s"),
    "summary_answered": N_("%(by)s answered in the summary of %(first_on)s: %(words)s"),
    "urgent_raised": N_("Urgent, from %(by)s: %(words)s"),
    "urgent_handled": N_("%(by)s answered your urgent event: %(answer)s"),
    # conversion of leads
    "lead_converted_for_you": N_("%(by)s converted your lead “%(lead)s”: it is a customer's opportunity now."),
    # conflicts (A8)
    "conflict_opened": N_("Somebody else claims “%(customer)s”: put forward what speaks for you."),
    "conflict_claimed_for_you": N_("%(by)s claims “%(customer)s” for you: put forward what speaks for you."),
    "conflict_to_rule": N_("A conflict about “%(customer)s” waits for your ruling."),
    "conflict_withdrawn": N_("A claim in the conflict about “%(customer)s” was withdrawn."),
    "conflict_manager_first_keeps": N_(
        "The conflict about “%(customer)s” was ruled: first recorded, first owned. An appeal is possible until %(until_on)s."
    ),
    "conflict_manager_together": N_(
        "The conflict about “%(customer)s” was ruled: both follow it together. An appeal is possible until %(until_on)s."
    ),
    "conflict_appealed": N_(
        "There is an appeal against the ruling about “%(customer)s”: sales management rules on it."
    ),
    "conflict_appeal_to_rule": N_("An appeal in the conflict about “%(customer)s” waits for your ruling."),
    "conflict_appeal_first_keeps": N_("The appeal about “%(customer)s” was ruled: first recorded, first owned."),
    "conflict_appeal_together": N_("The appeal about “%(customer)s” was ruled: both follow it together."),
    "conflict_inherited": N_("“%(customer)s” came to you with a running conflict: put forward what speaks for you."),
    "conflict_ended": N_("The conflict about “%(customer)s” ended without a ruling: its owner has changed."),
    # orders and implementation (A9.3, A9.5)
    "order_to_execute": N_("Order %(number)s of “%(customer)s” is approved: carry it out."),
    "order_to_ship": N_("%(by)s started order %(number)s of “%(customer)s”: its goods are to be shipped."),
    "order_to_collect": N_("%(by)s started order %(number)s of “%(customer)s”: see to its payments."),
    "order_to_implement": N_("%(by)s started order %(number)s of “%(customer)s”: plan its implementation."),
    "order_started": N_("%(by)s started the execution of order %(number)s of “%(customer)s”."),
    "order_shipped": N_("Goods of order %(number)s of “%(customer)s” have left (waybill %(waybill)s)."),
    "order_shipment_cancelled": N_("A delivery of order %(number)s of “%(customer)s” was cancelled: %(reason)s"),
    "implementation_led": N_("%(by)s asks you to lead the implementation of order %(number)s of “%(customer)s”."),
    "implementation_accepted": N_("“%(customer)s” accepted the implementation of order %(number)s (%(accepted_by)s)."),
    "milestones_reached": N_("“%(customer)s” accepted order %(number)s: these payments are due now: %(milestones)s."),
    "task_given": N_("%(by)s gave you the task “%(task)s” for “%(customer)s”."),
    "task_blocked": N_("“%(task)s” is held up: %(reason)s (%(by)s)"),
    # assessment (A12) and publication (A11)
    "violation_entered": N_(
        "“%(title)s” of %(happened_on)s is held against you as a breach of %(broken_clause)s, assessed under %(clause)s: look at "
        "what shows it, and tell your manager at once if it is wrong."
    ),
    "violation_withdrawn": N_(
        "“%(title)s” of %(happened_on)s is withdrawn and counts no more (%(clause)s): %(reason)s"
    ),
    "measures_proposed": N_("%(count)s proposed measures wait for a decision (A12): confirm, alter or drop them."),
    "measure_spoken_warning": N_(
        "Spoken warning under %(clause)s, confirmed by %(by)s. You can appeal until %(until_on)s."
    ),
    "measure_notice": N_(
        "Notice of criticism under %(clause)s, confirmed by %(by)s. You can appeal until %(until_on)s."
    ),
    "measure_deduction": N_(
        "Under %(clause)s %(by)s confirmed a deduction of %(percent)s from your performance pay of %(month)s. "
        "You can appeal until %(until_on)s."
    ),
    "measure_dismissal": N_(
        "Under %(clause)s your dismissal is proposed, confirmed by %(by)s. You can appeal until %(until_on)s."
    ),
    "measure_leads_suspended": N_(
        "Under %(clause)s %(by)s confirmed that your right to leads is suspended (off the performance pay of %(month)s: "
        "%(percent)s). You can appeal until %(until_on)s."
    ),
    "measure_appealed": N_("%(person)s appeals against a measure under %(clause)s: it waits for your ruling."),
    "measure_upheld": N_("Your appeal against the measure under %(clause)s was refused by %(by)s: %(reason)s"),
    "measure_lifted": N_("The measure against you under %(clause)s was lifted: %(reason)s"),
    "violation_excused": N_(
        "“%(title)s” of %(happened_on)s counts no more (%(clause)s): so much of what it was made of was excused that too "
        "little is left."
    ),
    "measure_fell": N_("The measure against you under %(clause)s was lifted: what it rested on was excused."),
    "usage_published": N_("The figures of use of %(month)s are published (A11)."),
    "usage_corrected": N_("The figures of use of %(month)s were corrected (A11): %(reason)s"),
    # daily use and digests (A3)
    "travel_reminder": N_(
        "You are on a business trip: sign in at least once in %(days)s days (%(clause)s), this time by %(due_on)s."
    ),
    "travel_missed": N_(
        "On your business trip you did not sign in from %(from_on)s to %(until_on)s (%(clause)s). If you could not, ask "
        "who leads you to excuse it."
    ),
    "quota_missed": N_(
        "In the week from %(from_on)s %(done)s of your activities counted and %(quota)s were expected (%(clause)s). If "
        "there was a reason, ask who leads you to excuse it."
    ),
    "digest_unread": N_(
        "The day of %(unit)s on %(day_on)s was neither read nor passed on in time (%(clause)s). If there was a reason, ask "
        "who leads you to excuse it."
    ),
    "usage_excused": N_("%(by)s excused what you missed from %(from_on)s on: %(reason)s It counts no more."),
    "usage_exempted": N_("%(by)s exempted you from %(from_on)s to %(until_on)s (A3): %(reason)s"),
    "usage_exemption_ended": N_("%(by)s ended your exemption: from today on the duty holds again (A3)."),
    "digest_drawn": N_(
        "%(unit)s on %(day_on)s: %(activities)s activities, %(customers)s new customers, %(opportunities)s new "
        "opportunities, %(leaving)s left for the pool, %(urgent)s urgent. Read it and confirm it (A3.3)."
    ),
    "digest_relay": N_("%(manager)s has not read the day of %(unit)s, %(day_on)s: pass it on (A3.3)."),
    "digest_relayed": N_("%(by)s passed the day of %(unit)s, %(day_on)s, on to you: %(note)s"),
    # reports (A10)
    "report_sent": N_("Your report “%(report_word)s” of %(month)s is there (A10)."),
    # check sheets and spot checks (A11)
    "sheet_drawn": N_(
        "The check sheet of %(unit)s for the week from %(week_on)s is there: %(count)s findings to judge."
    ),
    "findings_to_mend": N_(
        "%(by)s asks you to mend %(count)s findings, the first by %(until_on)s (A11): look at each, mend it and say so."
    ),
    "finding_mended": N_("%(by)s says that “%(title)s” is mended: %(note)s"),
    # ranking (A12.4) and presales support (A12.5)
    "ranking_drawn": N_("The ranking of %(month)s is published: %(count)s take part (A12.4)."),
    "ranking_commendation": N_(
        "%(who)s is commended for place %(place)s in the ranking of %(month)s, the %(number)s. time; leads come there "
        "first until the next ranking (A12.4)."
    ),
    "ranking_reward": N_("%(who)s has earned the reward with %(number)s commendations (A12.4)."),
    "ranking_last": N_(
        "%(who)s is among the last of the ranking of %(month)s, %(streak)s in a row; %(most)s in a row cost the right to "
        "leads until the next ranking (A12.4). The working shows every record that counted and that did not; if one is "
        "wrong, tell who leads you: they can end a suspension."
    ),
    "presales_asked": N_("%(by)s asks for support with “%(opportunity)s” of “%(customer)s”, wanted on %(wanted_on)s."),
    "presales_take": N_("%(by)s takes on your request for support with “%(opportunity)s” of “%(customer)s”."),
    "presales_done": N_("%(by)s gave the support with “%(opportunity)s” of “%(customer)s”: %(reason)s"),
    "presales_decline": N_("%(by)s declined your request for support with “%(opportunity)s”: %(reason)s"),
    "presales_give_back": N_("%(by)s gave your request for “%(opportunity)s” back to the queue: %(reason)s"),
    "presales_withdraw": N_("%(by)s withdrew the request for support with “%(opportunity)s” of “%(customer)s”."),
}
