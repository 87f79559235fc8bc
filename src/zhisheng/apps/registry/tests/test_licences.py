"""An owner comes in by the electronic business licence; what is not genuine changes nothing."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import AlreadyClaimedError
from zhisheng.apps.registry.models import Claim, Enterprise
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.licences import (
    LicenceProof,
    LicenceRefusedError,
    LicenceRole,
    LicenceService,
)
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
START = reverse("registry:licence_start")
FINISH = reverse("registry:licence_finish")
STAND_IN = reverse("registry:licence_stand_in")
LOCAL = {"address": STAND_IN, "secret": "s", "stand_in": "yes"}
SERVICE = LicenceService(STAND_IN, "s")
LEGAL = "legal_representative"


@pytest.fixture(autouse=True)
def trial(settings, tmp_path):
    settings.LICENCE, settings.DEMO = LOCAL, True
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def enterprise(reference):
    return make_enterprise(uscc=make_code(7), name="安平县示例丝网厂")


@pytest.fixture
def person(client, expert):
    client.force_login(expert)
    return expert


def scan(client, **claims):
    """Scan on the stand-in and come back."""
    shown = client.get(START).url
    answered = client.post(shown, claims).url
    return client.get(answered)


def finish(client, **claims):
    """Come back with an answer made outside the stand-in."""
    nonce = parse_qs(urlsplit(client.get(START).url).query)["nonce"][0]
    service = claims.pop("service", SERVICE)
    answer = service.sign_answer({"nonce": nonce, "role": LEGAL, **claims})
    return client.get(f"{FINISH}?{urlencode({'answer': answer})}")


def test_the_legal_representative_owns_it_at_once(client, person, enterprise):
    page = scan(client, uscc=enterprise.uscc, role=LEGAL)

    assert page.url == reverse("registry:mine")
    held = Membership.objects.get(user=person, role="owner")
    assert held.organisation.uscc == enterprise.uscc
    claim = Claim.objects.get()
    assert (claim.status, claim.decided_by, claim.proof) == ("approved", None, None)
    entry = AuditEntry.objects.get(action="registry.claim_proved_by_licence")
    assert entry.new == {"claim": claim.code, "role": LEGAL}
    assert client.get(page.url).status_code == 200


def test_others_who_wait_are_refused_and_an_own_claim_is_taken_up(
    client, person, enterprise, stranger_owner
):
    for who in (person, stranger_owner):
        services.claim_enterprise(
            enterprise=enterprise, proof=make_pdf(), proof_name="a.pdf", actor=who
        )

    scan(client, uscc=enterprise.uscc, role=LEGAL)

    found = dict(Claim.objects.values_list("claimant__pk", "status"))
    assert found == {person.pk: "approved", stranger_owner.pk: "refused"}


def test_an_agent_shows_papers_and_an_officer_decides(client, person, enterprise):
    page = scan(client, uscc=enterprise.uscc, role="agent")

    assert page.url == reverse("registry:claim", args=[enterprise.uscc])
    assert Claim.objects.count() == 0


def test_who_is_not_on_record_registers_as_before(client, person):
    page = scan(client, uscc=make_code(8), role=LEGAL)

    assert page.url == reverse("registry:register_new", args=[make_code(8)])
    assert Enterprise.unscoped.count() == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"service": LicenceService(STAND_IN, "forged")},
        {"nonce": "another"},
        {"role": "owner"},
    ],
    ids=["secret", "nonce", "role"],
)
def test_what_is_not_genuine_changes_nothing(client, person, enterprise, claims):
    page = finish(client, uscc=enterprise.uscc, **claims)

    assert page.status_code == 422
    assert "这次扫码的结果不能确认" in page.content.decode()
    assert Claim.objects.count() == 0
    assert Enterprise.unscoped.get().organisation is None


def test_the_same_made_outside_without_a_fault_is_taken(client, person, enterprise):
    assert finish(client, uscc=enterprise.uscc).status_code == 302


@pytest.mark.parametrize(
    "answer", ["", "a", "a.b", "a.b.c", "é.1.x", "e30=.1.x", "x" * 9_000]
)
def test_nonsense_is_refused(answer):
    with pytest.raises(LicenceRefusedError):
        SERVICE.read_answer(answer, nonce="n")


def test_an_answer_lasts_five_minutes_and_counts_once(client, person, enterprise):
    with time_machine.travel("2026-03-02T10:00+08:00", tick=False) as clock:
        answered = client.post(client.get(START).url, {"uscc": "x", "role": LEGAL}).url
        clock.shift(301)
        assert client.get(answered).status_code == 422
        shown = client.get(START).url
        answered = client.post(shown, {"uscc": enterprise.uscc, "role": LEGAL}).url

        assert [client.get(answered).status_code for _time in range(2)] == [302, 422]


def test_an_owned_enterprise_stays_with_its_owner(owner_organisation, expert):
    owned = make_enterprise(uscc=make_code(7), organisation=owner_organisation)
    proof = LicenceProof(owned.uscc, LicenceRole.LEGAL_REPRESENTATIVE)

    with pytest.raises(AlreadyClaimedError):
        services.claim_by_licence(enterprise=owned, proof=proof, actor=expert)
    with pytest.raises(LicenceRefusedError):
        services.claim_by_licence(
            enterprise=owned,
            proof=LicenceProof(make_code(8), LicenceRole.LEGAL_REPRESENTATIVE),
            actor=expert,
        )
    assert Claim.objects.count() == 0


def test_the_stand_in_is_closed_where_it_could_matter(client, person, settings):
    assert client.get(STAND_IN).status_code == 200
    settings.LICENCE = {"address": "https://licence.example/scan", "secret": "s"}
    assert client.get(STAND_IN).status_code == 404
    assert client.get(START).url.startswith("https://licence.example/scan?nonce=")
    settings.LICENCE, settings.DEMO = LOCAL, False
    assert client.get(STAND_IN).status_code == 404
    settings.LICENCE = {}
    assert client.get(START).status_code == 404
    page = client.get(reverse("registry:register")).content.decode()
    assert "去扫码" not in page
