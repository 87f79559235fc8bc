"""What a public text must not hold is found however it is written, and nothing else."""

import time

import pytest

from zhisheng.methods.personal_data import find_personal_data


def kinds(text):
    return [one.kind for one in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系人 13812345678", "mobile"),
        ("１３８１２３４５６７８", "mobile"),
        ("138 1234 5678", "mobile"),
        ("138-1234-5678", "mobile"),
        ("138—1234—5678", "mobile"),
        ("+86 13812345678", "mobile"),
        ("1381\u200b2345678", "mobile"),
        ("王强13812345678转", "mobile"),
        ("131125198003051234", "identity_number"),
        ("13112519800305123X", "identity_number"),
        ("131125 19800305 123x", "identity_number"),
        ("身份证：１３１１２５１９８００３０５１２３４", "identity_number"),
        ("wang.qiang@example.com", "email"),
        ("wang＠example．com", "email"),
        ("0318-7512345", "phone"),
        ("(0318)7512345", "phone"),
        ("（0318）7512345", "phone"),
        ("电话：7512345", "phone"),
        ("QQ 12345678", "phone"),
        ("6222 0212 3456 7890 128", "account"),
        ("4111111111111111", "account"),
        # Accounts of companies have no check digit: the word before tells, or the length.
        ("开户账号13050166860800001234", "account"),
        ("账号：1305 0166 8608 0000 1234", "account"),
        ("帐号为 0410000103000012345", "account"),
        ("银行卡号6222021234567890123", "account"),
        ("开户行：建行安平支行营业室，13050166860801", "account"),
        ("汇入 13050166860800001234 即可", "account"),
    ],
)
def test_finds_what_belongs_to_a_person(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "安平县示例丝网厂，河北省衡水市安平县，奖补 2 万元",
        "安政办〔2024〕58号",
        "公示期为2024年3月5日至2024年3月11日",
        "2024-03-05 至 2024-03-11",
        "91131125MA00EXAMP1",
        "预算 12,500,000 元，1380 家",
        "138****5678",
        "热线 12315",
        "4111111111111112",
        "开户许可证核准号 J1480000012301",
        "账号 91131125MA00EXAMP1",
        "开户行为建行安平支行，公示 5 个工作日",
        "证书编号 01224Q30001R0S",
        "13812345678901",
    ],
)
def test_leaves_what_everybody_may_know(text):
    assert kinds(text) == []


def test_a_credit_code_of_digits_alone_is_no_person():
    assert kinds("统一社会信用代码 911311255468427440") == []


def test_tells_where_it_stands_and_hides_its_middle():
    text = "请找王强，手机１３８\u200b１２３４５６７８，或 a@b.cn"

    mobile, mail = find_personal_data(text)

    assert text[mobile.start : mobile.end] == "１３８\u200b１２３４５６７８"
    assert mobile.shown == "138****78"
    assert text[mail.start : mail.end] == "a@b.cn"
    assert mail.shown == "a****cn"


def test_a_long_text_takes_no_long_time():
    begun = time.perf_counter()

    for text in (
        "1" * 50_000,
        "1 " * 25_000,
        "a" * 50_000,
        "a@" * 25_000,
        "0" * 50_000,
    ):
        assert kinds(text) == []

    assert time.perf_counter() - begun < 5
