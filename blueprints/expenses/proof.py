"""The proof of a claim: what was decided, on what it rested, and whether nothing was altered since (A13)."""

from flask import render_template
from flask_login import current_user

from access import requires
from blueprints.expenses import blueprint
from blueprints.expenses.showing import claim_or_404
from operations.attachments import path_of
from policy.examination import Answer, Check, Light
from policy.expenses import Category, Verdict
from policy.permissions import Permission
from policy.problems import Kind, Problem
from queries.claim_proofs import digest_at, faults_of, links_of


@blueprint.get("/<int:claim_id>/proof")
@requires(Permission.CLAIM_EXPENSES)
def proof(claim_id: int):
    """Every link of the chain in words, as it was recorded, and what of it does not hold."""
    claim = claim_or_404(claim_id)
    links = links_of(claim.id)
    return render_template(
        "expenses/proof/show.html",
        claim=claim,
        links=links,
        told={row.id: _told(row.content) for row in links if row.content.get("verdict")},
        faults=faults_of(claim, links, lambda attachment: digest_at(path_of(attachment))),
        mine=claim.claimant_id == current_user.id,
    )


def _told(content: dict) -> dict:
    """A verdict as it was given: what was decided, by which checks, and what they had found."""
    seen = content.get("evidence", {})
    line = seen.get("line", {})
    return {
        "verdict": _word(Verdict, content["verdict"]),
        "category": _word(Category, line.get("category")),
        "spent_on": line.get("spent_on", ""),
        "light": _word(Light, seen.get("light")),
        "score": seen.get("score"),
        "checks": [
            (_word(Check, one["check"]), _word(Answer, one["answer"]), one["weight"]) for one in seen.get("checks", ())
        ],
        "findings": [
            Problem(one["clause"], Kind(one["kind"]), one["message"], code=one["code"], params=one["params"])
            for one in seen.get("findings", ())
        ],
        "activity": seen.get("activity"),
        "customer": seen.get("customer"),
    }


def _word(words, code):
    """The word of a code; a code that no longer has one is shown as it is."""
    try:
        return words(code) if code else None
    except ValueError:
        return code
