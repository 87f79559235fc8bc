"""A script of somebody signed out is told so; it takes no page to sign in for an answer."""

import pytest
from django.http import HttpResponse
from django.shortcuts import redirect

from zhisheng.kit.http import SignedOutMiddleware

SIGN_IN = "/sign-in/login/"


def ask(rf, leads_to, **headers):
    def view(_request):
        return redirect(leads_to) if leads_to else HttpResponse("kept")

    return SignedOutMiddleware(view)(rf.post("/somewhere/", headers=headers))


@pytest.mark.parametrize(
    "header", [{"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}]
)
def test_a_script_is_told_where_to_sign_in(rf, header):
    answer = ask(rf, f"{SIGN_IN}?next=/somewhere/", **header)

    assert (answer.status_code, answer["X-Sign-In"]) == (401, SIGN_IN)
    assert (answer.content, "Location" in answer) == (b"", False)


def test_a_person_is_led_to_sign_in(rf):
    answer = ask(rf, f"{SIGN_IN}?next=/somewhere/")

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{SIGN_IN}?next=/somewhere/",
    )


@pytest.mark.parametrize("leads_to", ["/programme/tasks/", "/sign-in/login/x/", ""])
def test_every_other_answer_stays_as_it_is(rf, leads_to):
    answer = ask(rf, leads_to, **{"HX-Request": "true"})

    assert answer.status_code == (302 if leads_to else 200)
    assert "X-Sign-In" not in answer


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/programme/tasks/", "/returns/", "/evaluations/"])
def test_pages_answer_a_script_so(client, address):
    answer = client.get(address, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["X-Sign-In"]) == (401, SIGN_IN)
