"""While a step is filled in, what can be read is kept and the rest is told at its field."""

import re

import pytest
from django.urls import reverse

AUTOSAVE = {"HX-Request": "true", "HX-Target": "draft-state"}
NEW_UNIT = {"HX-Request": "true", "HX-Target": "answers"}


@pytest.fixture
def save(client, owner, filing):
    client.force_login(owner)

    def save(headers=AUTOSAVE, unit="万元", **answers):
        address = reverse("returns:fill", args=[filing.code, 1])
        response = client.post(address, {"unit": unit, **answers}, headers=headers)
        filing.refresh_from_db()
        return response

    return save


def read_state(response):
    found = re.search('id="draft-state"[^>]*>([^<]*)<', response.content.decode())
    return re.sub(r"\d\d:\d\d", "08:00", found[1])


def read_errors(response):
    """Return by field what its place for an error holds, which htmx puts in place."""
    places = re.findall(
        r'id="id_(\w+)_error" role="alert"( hx-swap-oob="true")?>(.*?)</div>',
        response.content.decode(),
        re.DOTALL,
    )
    assert {swap for _, swap, _ in places} == {' hx-swap-oob="true"'}
    return {
        name: " ".join(re.sub("<[^>]*>", " ", content).split())
        for name, _, content in places
    }


def test_what_can_be_read_is_kept(save, filing):
    response = save(revenue="12万", profit="约8")

    assert response.status_code == 200
    assert read_state(response) == "已保存 08:00"
    assert read_errors(response) == {
        "revenue": "",
        "profit": "",
        "export": "",
        "sales": "",
    }
    assert filing.answers["texts"] == {"revenue": "12万", "profit": "约8"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "“abc”不是数字。请只填写数字，例如 120；没有数据请留空。"),
        ("9" * 60, f"“{'9' * 60}”超出合理范围。请核对数值和单位。"),
        ("1e30", "“1e30”超出合理范围。请核对数值和单位。"),
        (
            "5–15%",
            "这里要填金额，您填的“5–15%”是百分比。请填写金额，例如 3.5万元。",
        ),
        (
            "百分之五",
            "这里要填金额，您填的“百分之五”是百分比。请填写金额，例如 3.5万元。",
        ),
    ],
)
def test_the_rest_is_kept_as_it_was_typed_and_told_at_its_field(
    save, filing, text, words
):
    save(revenue="120", profit="7")

    response = save(revenue=text, profit="8")

    assert response.status_code == 200
    assert read_state(response) == "有 1 项看不懂，请看红色的说明；填的都已保存 08:00"
    assert read_errors(response) == {
        "revenue": words,
        "profit": "",
        "export": "",
        "sales": "",
    }
    assert filing.answers["texts"] == {"revenue": text, "profit": "8"}


def test_a_mended_field_is_told_no_more(save, filing):
    save(revenue="abc")

    response = save(revenue="120")

    assert response.status_code == 200
    assert read_errors(response) == {
        "revenue": "",
        "profit": "",
        "export": "",
        "sales": "",
    }
    assert filing.answers["texts"] == {"revenue": "120"}


def test_another_unit_keeps_what_cannot_be_read(save, filing):
    response = save(NEW_UNIT, unit="元", revenue="abc", profit="80000")

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="abc"' in page
    assert 'value="80000"' in page
    assert "“abc”不是数字。" in page
    assert "hx-swap-oob" not in page
    assert filing.answers["unit"] == "元"
    assert filing.answers["texts"] == {"revenue": "abc", "profit": "80000"}


def test_leaving_for_later_says_it_as_well(save, filing):
    response = save({}, go="later", revenue="abc", profit="8")

    assert response.status_code == 422
    assert 'value="abc"' in response.content.decode()
    assert filing.answers["texts"] == {"revenue": "abc", "profit": "8"}


def test_in_english(save):
    response = save({**AUTOSAVE, "Accept-Language": "en"}, revenue="15%")

    state = "1 cannot be read, see the notes in red; all you typed was saved at 08:00"
    assert read_state(response) == state
    assert read_errors(response)["revenue"] == (
        "An amount of money is asked here; “15%” is a percentage. "
        "Enter an amount, e.g. 3.5万元."
    )
