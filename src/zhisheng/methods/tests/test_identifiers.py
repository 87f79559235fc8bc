import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError

from zhisheng.methods import identifiers as ids

# The first is the example of the standard's own text, the others are fictional.
PUBLISHED = "91350100M000100Y43"
FICTIONAL = "91131125MAXX8E7890"

bodies = st.text(ids.ALPHABET, min_size=17, max_size=17).filter(lambda b: b.strip("0"))


def test_reads_the_parts():
    code = ids.parse_uscc(FICTIONAL)

    assert code.code == FICTIONAL
    assert code.registration_department == "9"
    assert code.organisation_category == "1"
    assert code.region_code == "131125"
    assert code.organisation_code == "MAXX8E789"
    assert code.is_fictional


def test_accepts_the_standards_example():
    assert ids.parse_uscc(PUBLISHED).organisation_code == "M000100Y4"
    assert not ids.parse_uscc(PUBLISHED).is_fictional


@pytest.mark.parametrize(
    "text",
    [
        "９１１３１１２５ＭＡＸＸ８Ｅ７８９０",
        "91131125maxx8e7890",
        "　91131125 MAXX8E7890 ",
        "9113\u00a01125-MAXX-8E789－0",
        "\ufeff91131125MAXX8E7890\u200b",
    ],
)
def test_normalises_what_people_write(text):
    assert ids.parse_uscc(text).code == FICTIONAL


@pytest.mark.parametrize("text", ["", "911311", FICTIONAL + "0", FICTIONAL[:-1]])
def test_refuses_wrong_length(text):
    with pytest.raises(ids.UsccLengthError) as caught:
        ids.parse_uscc(text)
    assert caught.value.fields["length"] == len(text)


@pytest.mark.parametrize("letter", "IOZSV")
def test_refuses_and_never_corrects_excluded_letters(letter):
    with pytest.raises(ids.UsccCharactersError, match=f"{letter} 常是"):
        ids.parse_uscc("91131125MAXX8E789" + letter)


def test_refuses_foreign_characters():
    with pytest.raises(ids.UsccCharactersError, match="甲"):
        ids.parse_uscc("91131125MAXX8E789甲")


@pytest.mark.parametrize("text", ["9.11311E+17", "9.1131125e17", "９.１Ｅ＋１７"])
def test_refuses_scientific_notation(text):
    with pytest.raises(ids.UsccScientificError):
        ids.parse_uscc(text)


def test_refuses_a_wrong_check_digit():
    with pytest.raises(ids.UsccCheckDigitError) as caught:
        ids.parse_uscc("91131125MAXX8E7891")
    assert caught.value.code == "uscc.check_digit"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (123, "123"), (9.1e17, "9.1e+17"), (b"1", "b'1'")]
)
def test_refuses_what_is_no_text(value, shown):
    with pytest.raises(ids.UsccError) as caught:
        ids.parse_uscc(value)

    assert (caught.value.code, str(caught.value)) == (
        "uscc.invalid",
        f"“{shown}”不是有效的统一社会信用代码。",
    )


@pytest.mark.parametrize("text", ["0" * 18, "０" * 18, "000000 000000 000000"])
def test_refuses_zeros_that_stand_for_no_code(text):
    with pytest.raises(ids.UsccPlaceholderError) as caught:
        ids.parse_uscc(text)

    assert (caught.value.code, str(caught.value)) == (
        "uscc.placeholder",
        "“000000000000000000”全是零，只是没有代码时的占位，请照营业执照填写，没有就留空。",
    )


def test_bulk_check_refuses_zeros_too():
    assert ids.check_usccs(["0" * 18, FICTIONAL]).tolist() == [False, True]


@pytest.mark.parametrize("start", ["N2", "A1", "Y1", "12", "51", "G1"])
def test_is_not_stricter_than_the_standard(start):
    made = ids.make_uscc(
        department=start[0],
        category=start[1],
        region="330108",
        organisation_body="MAXX0001",
    )

    assert ids.parse_uscc(made.code) == made


def test_reports_but_never_refuses_an_inconsistent_organisation_code():
    body = FICTIONAL[:16] + "8"
    inner_wrong = ids.parse_uscc(body + ids.compute_check_character(body))
    assert ids.parse_uscc(FICTIONAL).is_organisation_code_consistent
    assert not inner_wrong.is_organisation_code_consistent
    built = ids.make_uscc(
        department="9", category="1", region="131125", organisation_body="MAXX8E78"
    )
    assert built.is_organisation_code_consistent


# The first is the example of GB 11714 itself.
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("D2143569-X", "D2143569X"),
        (" d2143569－x ", "D2143569X"),
        ("MAXX0001-5", "MAXX00015"),
        ("MAXX00015", "MAXX00015"),
    ],
)
def test_reads_an_old_organisation_code(text, code):
    assert ids.find_organisation_code(text) == code


@pytest.mark.parametrize("character", "0123456789")
def test_refuses_an_organisation_code_with_a_slip(character):
    with pytest.raises(ids.OrganisationCodeError) as caught:
        ids.find_organisation_code(f"D2143569-{character}")

    assert (caught.value.code, str(caught.value)) == (
        "organisation_code.check_digit",
        f"“D2143569-{character}”像旧的 9 位组织机构代码，但校验不通过。"
        "请照营业执照填写 18 位统一社会信用代码，没有就留空。",
    )


@pytest.mark.parametrize(
    "text",
    ["", "D2143569", "D2143569-Y", "D2143569X0", "甲2143569X", "0" * 9, PUBLISHED],
)
def test_what_has_not_the_shape_is_no_organisation_code(text):
    assert ids.find_organisation_code(text) == ""


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8).filter(
        lambda b: b.strip("0")
    )
)
def test_every_organisation_code_with_its_check_character_is_read(body):
    # GB 11714-1997, 4, as its text says it: 11 less the remainder, 10 is X and 11 is 0.
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(one) for one in body]
    left = 11 - sum(v * w for v, w in zip(values, weights, strict=True)) % 11
    check = {10: "X", 11: "0"}.get(left, str(left))

    assert ids.find_organisation_code(f"{body}-{check}") == body + check


@pytest.mark.parametrize("body", ["MAXX", "MAXX000I", "maxx0001", "MAXX00012"])
def test_builder_refuses_wrong_parts(body):
    with pytest.raises(ids.UsccPartError):
        ids.make_uscc(
            department="9", category="1", region="131125", organisation_body=body
        )


@given(bodies)
def test_every_computed_check_character_is_accepted(body):
    code = body + ids.compute_check_character(body)

    assert ids.parse_uscc(code).code == code


@given(bodies, st.integers(0, 17), st.sampled_from(ids.ALPHABET))
def test_every_single_slip_is_found(body, position, character):
    code = body + ids.compute_check_character(body)
    slipped = code[:position] + character + code[position + 1 :]

    assert bool(ids.check_usccs([slipped])[0]) == (slipped == code)


@given(st.lists(st.text(ids.ALPHABET + "IOZ a甲\x00", max_size=20), max_size=8))
def test_bulk_check_equals_the_single_check(codes):
    def accepts(code):
        try:
            return ids.parse_uscc(code).code == code
        except ids.UsccError:
            return False

    assert ids.check_usccs(codes).tolist() == [accepts(code) for code in codes]


@given(st.lists(bodies, min_size=1, max_size=8))
def test_bulk_check_characters_equal_the_single_ones(many):
    assert ids.compute_check_characters(many).tolist() == [
        ids.compute_check_character(body) for body in many
    ]


def test_bulk_check_characters_name_the_first_wrong_body():
    with pytest.raises(ids.UsccPartError) as caught:
        ids.compute_check_characters(["9" * 17, "short", "I" * 17])
    assert caught.value.fields["text"] == "short"


def test_bulk_functions_take_nothing_for_nothing():
    assert ids.check_usccs([]).tolist() == []
    assert ids.compute_check_characters(np.array([], dtype="<U17")).tolist() == []


@given(st.sampled_from(["91", "12", "51", "92"]), st.integers(0, 10**15 - 1))
def test_agrees_with_python_stdnum(start, number):
    text = f"{start}131125{number:015d}"[:17]
    code = text + ids.compute_check_character(text)

    # python-stdnum also knows a list of regions, which the standard does not ask.
    assert stdnum_uscc.calc_check_digit(text) == code[-1]
    try:
        stdnum_uscc.validate(code)
    except ValidationError:
        pytest.fail(f"python-stdnum refuses {code}")
