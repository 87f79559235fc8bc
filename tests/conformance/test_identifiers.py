import csv

import pytest

from zhisheng.methods.identifiers import UsccError, check_usccs, parse_uscc

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def cases(cases_dir):
    path = cases_dir / "identifiers" / "uscc_cases.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def accepts(code):
    try:
        return parse_uscc(code).code == code
    except UsccError:
        return False


def test_published_codes_are_judged_as_published(cases):
    assert len(cases) > 50
    for case in cases:
        assert accepts(case["code"]) == (case["valid"] == "1"), case


def test_bulk_check_agrees(cases):
    judged = check_usccs([case["code"] for case in cases]).tolist()

    assert judged == [case["valid"] == "1" for case in cases]


def test_inner_organisation_code_is_judged_as_published(cases):
    for case in cases:
        if case["valid"] == "1" and case["gb11714_ok"]:
            expected = case["gb11714_ok"] == "1"
            code = parse_uscc(case["code"])
            assert code.is_organisation_code_consistent == expected, case
