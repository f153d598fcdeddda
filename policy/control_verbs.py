"""The words of the audit log (A13) for daily use, supervision, assessment, ranking and reports; part of ``policy.verbs``."""

from policy.words import N_

CONTROL: dict[str, str] = {
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
}
