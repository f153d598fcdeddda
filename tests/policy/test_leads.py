"""A5: what each step in the chain of a lead allows."""

import pytest

from policy.leads import (
    ENDED,
    HELD,
    MOVES,
    DeskFacts,
    DuplicateFacts,
    InvalidReason,
    LeadContent,
    LeadDeed,
    LeadStatus,
    completeness_problems,
    content_problems,
    desk_problems,
    duplicate_problems,
    edit_problems,
    move_problems,
)

DEED, STATUS = LeadDeed, LeadStatus
WHOLE = LeadContent(
    company="苏州启明机械有限公司",
    phone="139 0013 9000",
    province="江苏省",
    city="苏州市",
    industry="manufacturing",
    need="排产",
)


def codes(problems):
    return [problem.code for problem in problems]


def without(**fields):
    return LeadContent(**{**WHOLE.__dict__, **fields})


@pytest.mark.parametrize(
    ("status", "deeds"),
    [
        (STATUS.NEW, {DEED.SCREENED, DEED.DISCARDED, DEED.DUPLICATED}),
        (STATUS.SCREENED, {DEED.FILTERED, DEED.RETURNED, DEED.DISCARDED, DEED.DUPLICATED}),
        (STATUS.INVALID, {DEED.REOPENED}),
        (STATUS.DUPLICATE, {DEED.REOPENED}),
        (STATUS.CONVERTED, set()),
    ],
)
def test_a_step_follows_only_from_the_one_before(status, deeds):
    assert {deed for deed in LeadDeed if not codes(move_problems(deed, status))} == deeds


def test_what_is_in_somebodys_hands_is_never_thrown_away_at_the_desk():
    for deed in sorted({DEED.SCREENED, DEED.FILTERED, DEED.DISCARDED, DEED.DUPLICATED, DEED.RETURNED}):
        assert {status for status in HELD if (deed, status) in MOVES} == set()


def test_a_refusal_names_the_status_as_a_word_so_that_it_is_read_in_every_language():
    (problem,) = move_problems(DEED.SCREENED, STATUS.CONVERTED)
    assert (problem.clause, problem.code, problem.params) == ("A5", "moved_on", {"status": STATUS.CONVERTED})


class TestTheDesk:
    def test_marketing_decides_until_the_lead_is_screened_business_from_then_on(self):
        reason = InvalidReason.NO_NEED
        new = DeskFacts(DEED.DISCARDED, STATUS.NEW, filters=False, reason=reason)
        screened = DeskFacts(DEED.DISCARDED, STATUS.SCREENED, filters=False, reason=reason)
        assert (codes(desk_problems(new)), codes(desk_problems(screened))) == ([], ["not_yours"])
        assert codes(desk_problems(DeskFacts(DEED.DISCARDED, STATUS.SCREENED, filters=True, reason=reason))) == []

    def test_an_invalid_lead_has_a_reason_and_another_reason_has_words(self):
        def asked(reason, note=""):
            return codes(desk_problems(DeskFacts(DEED.DISCARDED, STATUS.NEW, False, note, reason)))

        assert asked(None, "骚扰电话") == ["no_reason"]
        assert asked(InvalidReason.ADVERTISING) == []
        assert asked(InvalidReason.OTHER, "  ") == ["no_note"]
        assert asked(InvalidReason.OTHER, "已停业") == []

    @pytest.mark.parametrize(("deed", "status"), [(DEED.RETURNED, STATUS.SCREENED), (DEED.REOPENED, STATUS.INVALID)])
    def test_what_goes_back_to_screening_says_why(self, deed, status):
        assert codes(desk_problems(DeskFacts(deed, status, filters=True))) == ["no_note"]
        assert codes(desk_problems(DeskFacts(deed, status, filters=True, note="电话打通了"))) == []

    def test_marketing_corrects_what_it_screens_business_whatever_runs_nobody_what_has_ended(self):
        assert codes(edit_problems(STATUS.NEW, filters=False)) == []
        assert codes(edit_problems(STATUS.SCREENED, filters=False)) == ["not_yours"]
        assert codes(edit_problems(STATUS.ACCEPTED, filters=True)) == []
        assert all(codes(edit_problems(status, filters=True)) == ["moved_on"] for status in ENDED)


class TestADuplicate:
    def test_names_a_lead_that_lives_or_was_converted(self):
        for status in sorted(set(LeadStatus) - {STATUS.DUPLICATE, STATUS.INVALID}):
            assert codes(duplicate_problems(DuplicateFacts(found=True, other=status))) == []

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (DuplicateFacts(found=False), "no_such_lead"),
            (DuplicateFacts(found=True, itself=True), "itself"),
            (DuplicateFacts(found=True, other=STATUS.DUPLICATE, other_of=7), "chain"),
            (DuplicateFacts(found=True, repeated_by=9), "chain"),
            (DuplicateFacts(found=True, other=STATUS.INVALID), "of_invalid"),
        ],
        ids=["unseen", "itself", "of a duplicate", "that has duplicates", "of an invalid one"],
    )
    def test_names_no_other(self, facts, code):
        (problem,) = duplicate_problems(facts)
        assert (problem.code, problem.field) == (code, "duplicate_of_id")
        assert problem.remedy


class TestBeforeDispatch:
    def test_a_complete_lead_goes_on_and_a_budget_is_not_asked_for(self):
        assert codes(completeness_problems(WHOLE)) == []

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (LeadContent(phone="139 0013 9000"), ["nameless", "no_region", "no_industry", "no_need"]),
            (without(company=""), ["nameless"]),
            (without(company="", contact="赵工"), []),
            (without(phone=""), ["unreachable"]),
            (without(phone="", email="zhao@example.com"), []),
            (without(city=""), []),
            (without(need=" \n"), ["no_need"]),
        ],
        ids=["a bare number", "no name", "a contact", "no way", "mail", "no city", "no need"],
    )
    def test_name_way_region_industry_and_need_are_known(self, content, expected):
        assert codes(completeness_problems(content)) == expected

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"province": "亚特兰蒂斯", "city": ""}, "province"),
            ({"province": "浙江省"}, "city"),
            ({"province": "", "city": "苏州市"}, "city"),
            ({"industry": "alchemy"}, "industry"),
        ],
    )
    def test_a_region_or_industry_that_does_not_exist_is_refused_with_the_remedy(self, fields, field):
        (problem,) = content_problems(without(**fields))
        assert problem.field == field
        assert problem.code.startswith("no_such_")
        assert problem.remedy
