"""The words of the audit log (A13) for daily use, supervision, assessment, ranking and reports; part of ``policy.verbs``."""

from policy.words import N_

CONTROL: dict[str, str] = {
    # summaries and urgent events
    "summary_kept": N_("kept a draft of the summary"),
    "summary_submitted": N_("submitted the summary"),
    "summary_remarked": N_("remarked on a summary"),
    "summary_read": N_("read a summary"),
    "urgent_raised": N_("raised an urgent event"),
    "urgent_handled": N_("answered an urgent event"),
    # check sheets and spot checks
    "sheet_drawn": N_("drew the week's check sheet"),
    "sheet_signed": N_("signed the check sheet"),
    "finding_judged": N_("judged a finding"),
    "finding_mended": N_("noted a finding as mended"),
    "spot_check_drawn": N_("drew a spot check"),
    "spot_check_closed": N_("closed a spot check"),
    # assessment and publications
    "violation_entered": N_("entered a violation in the ledger"),
    "violation_withdrawn": N_("withdrew a violation"),
    "measure_proposed": N_("proposed a measure"),
    "measure_counted_anew": N_("counted a proposed measure anew"),
    "measure_confirmed": N_("confirmed a measure"),
    "measure_altered": N_("confirmed a measure otherwise than proposed"),
    "measure_dropped": N_("dropped a proposed measure"),
    "measure_appealed": N_("appealed against a measure"),
    "measure_upheld": N_("upheld a measure on appeal"),
    "measure_lifted": N_("lifted a measure"),
    "payroll_exported": N_("exported the month's list for payroll"),
    "usage_published": N_("published the figures of use"),
    "usage_corrected": N_("published a correction of the figures of use"),
    # daily use and digests
    "usage_lapsed": N_("missed a duty of daily use"),
    "usage_excused": N_("excused a lapse of daily use"),
    "usage_exempted": N_("exempted from a duty of daily use"),
    "usage_exemption_ended": N_("ended an exemption"),
    "quota_set": N_("set a quota"),
    "quota_ended": N_("ended a quota"),
    "digest_read": N_("confirmed having read a digest"),
    "digest_relay_asked": N_("asked the assistant to pass a digest on"),
    "digest_relayed": N_("passed a digest on"),
    # ranking (A12.4), sales kept (A12.6), presales support (A12.5)
    "ranking_drawn": N_("drew the month's ranking"),
    "ranking_commendation": N_("commended for a place at the top"),
    "ranking_reward": N_("gave the reward for commendations"),
    "sales_accounts_kept": N_("kept the month's sales"),
    "presales_asked": N_("asked for presales support"),
    "presales_take": N_("took on a request for support"),
    "presales_done": N_("gave the support that was asked for"),
    "presales_decline": N_("declined a request for support"),
    "presales_give_back": N_("gave a request for support back to the queue"),
    "presales_withdraw": N_("withdrew a request for support"),
    # targets and reports (A10)
    "target_set": N_("set a target"),
    "target_taken_back": N_("took a target back"),
    "report_ordered": N_("ordered a report by mail"),
    "report_switched_on": N_("switched a report by mail on"),
    "report_switched_off": N_("switched a report by mail off"),
    "report_sent": N_("sent a report"),
}
