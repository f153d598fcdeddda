"""What companies and people are compared by."""

import pytest

import identifiers


@pytest.mark.parametrize(
    "other",
    [
        "北京(华信)科技有限公司",
        "北京（華信）科技有限公司",
        " 北京 （华信） 科技有限公司　",
        "北京【华信】科技有限公司。",
        "北京\u200b（华信）科技有限公司",
    ],
)
def test_brackets_width_spaces_and_traditional_characters_do_not_make_another_company(other):
    assert identifiers.name_key(other) == identifiers.name_key("北京（华信）科技有限公司")


def test_latin_names_are_compared_without_case_width_and_punctuation():
    assert identifiers.name_key("ＡＣＭＥ Co., Ltd.") == identifiers.name_key("acme co ltd")


def test_different_companies_stay_different():
    assert identifiers.name_key("北京华信科技有限公司") != identifiers.name_key("北京华鑫科技有限公司")


@pytest.mark.parametrize("nothing", ["", " ", "（）", "。。。", "\u202e\u200b", "🙂"])
def test_a_name_without_letters_or_digits_has_no_key(nothing):
    assert identifiers.name_key(nothing) == ""


def test_pinyin_and_initials_find_a_chinese_name():
    assert identifiers.pinyin("重庆银行") == ("chongqingyinhang", "cqyh")


def test_a_credit_code_is_checked_and_kept_compact():
    assert identifiers.credit_code(" ９１１１０000-802100433b ") == "91110000802100433B"
    assert identifiers.credit_code("  ") is None
    with pytest.raises(ValueError):
        identifiers.credit_code("91110000802100433C")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１３８ 0013 8000", "138 0013 8000"),
        ("010-62345678", "010 6234 5678"),
        ("+49 30 123456", "+49 30 123456"),
        ("", ""),
    ],
)
def test_phones_are_kept_in_one_form(typed, kept):
    assert identifiers.phone(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "12", "1" * 40, "<script>"])
def test_what_cannot_be_a_phone_is_refused(typed):
    with pytest.raises(ValueError):
        identifiers.phone(typed)


def test_clean_text_keeps_emoji_and_lines_but_no_control_or_direction_characters():
    assert identifiers.clean("  谈得\u202e很好🙂\r\n下周\x00再约\t\x07 ") == "谈得很好🙂\n下周再约"
