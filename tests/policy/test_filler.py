"""A3.4: "real progress and key value", read as a cheating claimant and as an honest one would write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.filler import Hollow, bare, hollow

NOTHING = {
    Hollow.BLANK: ["", " ", "\t\n", "\u3000\u3000", "\u200b\u200b", "\ufeff", "\u00a0", None],
    Hollow.MARKS: [
        "。",
        "……",
        "——",
        "!!!",
        "/",
        "、、、、",
        "😀😀😀",
        "123",
        "１２３４５",
        "2026-11-23",
        "￥500",
        "- - -",
        "①②③",
    ],
    Hollow.PLACEHOLDER: [
        "无",
        "无。",
        "（无）",
        " 无 ",
        "無",
        "没有",
        "暂无",
        "暂 无",
        "暂无。",
        "同上",
        "同上！",
        "正常",
        "正常。",
        "略",
        "一样",
        "无无",
        "同上同上",
        "正常正常正常",
        "无、无",
        "暂无进展",
        "没有变化",
        "无进展",
        "一切正常",
        "目前一切正常",
        "客户进展正常",
        "正常跟进中",
        "进展情况同上",
        "和上次一样",
        "没什么",
        "没有什么",
        "无其他",
        "待补充",
        "测试",
        "测试测试",
        "test",
        "TEST",
        "Test.",
        "none",
        "None!",
        "n/a",
        "N/A",
        "N.A.",
        "na",
        "NA",
        "ｎｏｎｅ",
        "ＴＥＳＴ",
        "null",
        "nil",
        "same",
        "ditto",
        "Same as above",
        "as above",
        "no progress",
        "nothing new",
        "no change so far",
        "everything is normal",
        "xxx",
        "XXXX",
        "asdf",
        "asdfgh",
        "blah blah",
        "test test",
        "无 none",
        "test测试",
        "w u",
        "n o n e",
        "wu",
        "tongshang",
    ],
    Hollow.REPEATED: [
        "嘻嘻嘻嘻嘻嘻",
        "aaaaaaaa",
        "的的的的的",
        "客户客户客户",
        "拜访客户拜访客户",
        "签约签约",
        "abababab",
        "张张张张张",
        "lalalalalala",
    ],
    Hollow.SHORT: ["见面", "吃饭", "拜访", "签单", "done", "李总", "5家店"],
    Hollow.NAME: ["华锐科技有限公司", "华锐科技 有限公司。"],
}

SOMETHING = [
    "已签合同",
    "已确认需求，下周报价",
    "客户同意试用三个月",
    "技术评审通过，进入商务谈判",
    "正常推进到商务谈判阶段",
    "无异议，合同已寄出",
    "没有竞争对手，预计12月签约",
    "测试环境已部署并通过验收",
    "没有预算，明年再谈",
    "预算50万，年底前定标",
    "年采购额200万",
    "王总承诺12月15日前签约",
    "一样的方案推广到三家分厂",
    "同上海总部确认了框架协议",
    "略微调整报价后接受",
    "Contract signed",
    "Budget of 500k confirmed for Q1",
    "Pilot agreed, starts 1 December",
    "No competitor left; decision next week",
    "The test environment passed acceptance",
    "Normal lead time accepted, PO next week",
    "POC 通过",
    "PO已下达",
    "中标，金额128万",
    "哈哈镜项目验收合格",
    "客户的客户也要求上线",
    "与张总、李总见面，确定三期预算",
    "ERP 上线时间定在 3 月",
    "需求調研完成，進入報價",
    "客户正常付款，第二期款项到账",
]


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in NOTHING.items() for text in texts])
def test_what_says_nothing_counts_as_absent(reason, text):
    assert hollow(text, names=["华锐科技有限公司"]) is reason


@pytest.mark.parametrize("text", SOMETHING)
def test_what_an_honest_person_writes_is_taken(text):
    assert hollow(text) is None


@pytest.mark.parametrize(("least", "text", "said"), [(2, "签单", True), (3, "签单", False), (8, "客户同意试用", False)])
def test_how_much_must_be_said_is_a_parameter(least, text, said):
    assert (hollow(text, least) is None) is said


def test_two_spellings_of_one_text_are_the_same():
    assert bare("客户同意　ＰＯＣ。") == bare(" 客户同意poc ")


@given(st.text(max_size=200))
def test_every_text_gets_an_answer(text):
    assert hollow(text) in (None, *Hollow)


@given(st.text(alphabet="。，、！? .-_/\\*#\u200b\u3000\n\t…~", max_size=50))
def test_marks_never_count(text):
    assert hollow(text) is not None


@given(st.sampled_from("无略的aＡ好1x"), st.integers(1, 60))
def test_one_character_however_often_never_counts(character, times):
    assert hollow(character * times) is not None
