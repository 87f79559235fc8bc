"""A visit is help: written once, changed until confirmed, confirmed with a proof."""

import base64
import io
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import HelpVisit
from zhisheng.apps.improvement.tests.ordering import (
    SAID,
    days,
    move,
    send,
    visit,
    write_all,
)
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError, RateLimitedError
from zhisheng.kit.files import StoredFile
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(order, owner, helper, expert):
    send(order, owner, helper)
    return move(order, "accept", expert)


def draw(mode="L", *, line=0):
    file, paper = io.BytesIO(), Image.new(mode, (20, 10), "white")
    if mode == "RGBA":
        paper.putalpha(0)
    for x in range(4, 16):
        paper.putpixel((x, 5), line)
    paper.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


EMPTY = draw(line=255)
GLASS = draw("RGBA", line=(0, 0, 0, 0))


def test_what_is_sent_twice_is_kept_once(accepted, expert):
    first = visit(accepted, expert, note_key="k1")
    kept = write_all()
    again = visit(accepted, expert, note_key="k1")
    assert (again, write_all()) == (first, kept)

    typed_on = visit(accepted, expert, note_key="k1", looked_at="又看了量具")
    other = visit(accepted, expert, note_key="k2")
    assert (typed_on.number, typed_on.looked_at, other.number) == (1, "又看了量具", 2)
    assert HelpVisit.objects.count() == 2


def test_what_the_enterprise_confirmed_is_not_typed_over(accepted, owner, expert):
    first = visit(accepted, expert, note_key="k1")
    services.confirm_by_account(visit=first, said=SAID, actor=owner)
    kept = write_all()

    assert visit(accepted, expert, note_key="k1") == first
    with pytest.raises(errors.VisitSettledError):
        visit(accepted, expert, note_key="k1", looked_at="别的")
    assert write_all() == kept


@pytest.mark.parametrize(
    ("notes", "field"),
    [
        ({"ends_at": time(9, 0)}, "ends_at"),
        ({"visited_on": timezone.localdate() + days(1)}, "visited_on"),
        ({"visited_on": timezone.localdate() - days(1)}, "visited_on"),
        ({"help_kind": "inspection"}, "help_kind"),
        ({"looked_at": " "}, "looked_at"),
        ({"advice": "长" * 4_001}, "advice"),
    ],
)
def test_a_visit_has_a_day_hours_and_words(accepted, expert, notes, field):
    before = write_all()
    with pytest.raises(FieldsRefusedError) as raised:
        visit(accepted, expert, **notes)
    assert list(raised.value.refusals) == [field]
    assert write_all() == before


def test_only_who_took_the_order_writes(accepted, owner, body_user, officer_county):
    for actor in (owner, body_user, officer_county):
        with pytest.raises(NotFoundError):
            visit(accepted, actor)
    assert HelpVisit.objects.count() == 0


def test_nothing_is_written_before_it_is_accepted(order, owner, helper, expert):
    send(order, owner, helper)
    with pytest.raises(errors.OrderStepNotNowError):
        visit(order, expert)


def test_the_code_of_the_enterprise_confirms(accepted, expert):
    written = visit(accepted, expert)
    with pytest.raises(errors.CodeRefusedError):
        services.confirm_by_code(visit=written, said=SAID, code="000", actor=expert)
    code = services.make_visit_code(written)
    confirmed = services.confirm_by_code(
        visit=written, said=SAID, code=code, actor=expert
    )
    assert (confirmed.is_confirmed, confirmed.proof, len(code)) == (True, "code", 6)


def test_a_code_confirms_one_visit_as_it_was_written(accepted, owner, expert):
    first, second = visit(accepted, expert), visit(accepted, expert)
    used = services.make_visit_code(first)
    services.confirm_by_code(visit=first, said=SAID, code=used, actor=expert)
    with pytest.raises(errors.CodeRefusedError):
        services.confirm_by_code(visit=second, said=SAID, code=used, actor=expert)

    heard = services.make_visit_code(second)
    notes = {
        "visited_on": second.visited_on, "starts_at": time(9, 0),
        "ends_at": time(11, 30), "help_kind": "diagnosis",
    }  # fmt: skip
    for text in ("看了别的", "看了焊接工位"):
        changed = services.change_visit(
            visit=second, notes=services.VisitNotes(**notes, looked_at=text),
            actor=expert,
        )  # fmt: skip
        is_same = services.make_visit_code(changed) == heard
        assert is_same == (text == "看了焊接工位")
    no = services.Said(came=False, kind=True, free=True)
    services.confirm_by_account(visit=second, said=no, actor=owner)
    with pytest.raises(errors.CodeRefusedError):
        services.confirm_by_code(visit=second, said=SAID, code=heard, actor=expert)
    second.refresh_from_db()
    assert second.said_came is False


def test_the_code_is_not_tried_out(accepted, expert):
    written = visit(accepted, expert)
    for _ in range(5):
        with pytest.raises(errors.CodeRefusedError):
            services.confirm_by_code(visit=written, said=SAID, code="x", actor=expert)
    code = services.make_visit_code(written)
    with pytest.raises(RateLimitedError):
        services.confirm_by_code(visit=written, said=SAID, code=code, actor=expert)
    written.refresh_from_db()
    assert not written.is_confirmed


def test_a_signature_is_kept_and_proves_less(accepted, owner, expert):
    written = visit(accepted, expert)
    signed = services.confirm_by_signature(
        visit=written, said=SAID, drawing=draw(), actor=expert
    )
    assert (signed.proof, signed.is_confirmed) == ("signature", True)
    assert signed.signature.content_type == "image/png"


def test_both_sides_see_the_signature_again(client, accepted, owner, expert, officer_county, stranger_owner):  # fmt: skip
    written = visit(accepted, expert)
    page = reverse("improvement:order", args=[accepted.code])
    picture = reverse("improvement:visit_signature", args=[accepted.code, 1])
    client.force_login(owner)
    assert client.get(picture).status_code == 404  # Nobody has signed yet.
    services.confirm_by_signature(
        visit=written, said=SAID, drawing=draw(), actor=expert
    )

    seen = {}
    for actor in (owner, expert, officer_county, stranger_owner):
        client.force_login(actor)
        shown = picture in client.get(page).content.decode()
        answer = client.get(picture)
        seen[actor] = shown, answer.status_code
        answer.getvalue()

    assert list(seen.values()) == [(True, 200), (True, 200), (False, 404), (False, 404)]
    client.force_login(owner)
    answer = client.get(picture)
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.getvalue())).size == (20, 10)


@pytest.mark.parametrize(
    "drawing",
    ["", "data:image/png;base64,!", "data:text/html;base64,PGI+", EMPTY, GLASS],
)
def test_a_broken_signature_is_refused(accepted, expert, drawing):
    written = visit(accepted, expert)
    before = write_all()
    with pytest.raises(FieldsRefusedError):
        services.confirm_by_signature(
            visit=written, said=SAID, drawing=drawing, actor=expert
        )
    assert write_all() == before


def test_who_helped_does_not_sign_away_a_no(accepted, owner, expert):
    written = visit(accepted, expert)
    no = services.Said(came=False, kind=True, free=True)
    services.confirm_by_account(visit=written, said=no, actor=owner)
    with pytest.raises(errors.VisitDisputedError):
        services.confirm_by_signature(
            visit=written, said=SAID, drawing=draw(), actor=expert
        )
    written.refresh_from_db()
    assert (written.said_came, written.is_confirmed) == (False, False)
    with pytest.raises(errors.VisitNotConfirmedError):
        move(accepted, "finish", expert)


def test_a_change_does_not_lift_a_no(accepted, owner, expert):
    written = visit(accepted, expert)
    no = services.Said(came=False, kind=True, free=True)
    services.confirm_by_account(visit=written, said=no, actor=owner)
    notes = services.VisitNotes(
        timezone.localdate(), time(9, 0), time(11, 30), "diagnosis", "看了焊接工位。"
    )
    services.change_visit(visit=written, notes=notes, actor=expert)
    told = Message.objects.filter(recipient=owner).order_by("pk").last()
    assert told.title == "“{helper}”改了上门记录，请确认。"
    before = write_all()
    with pytest.raises(errors.VisitDisputedError):
        services.confirm_by_signature(
            visit=written, said=SAID, drawing=draw(), actor=expert
        )
    assert write_all() == before
    lifted = services.confirm_by_account(visit=written, said=SAID, actor=owner)
    assert (lifted.is_confirmed, lifted.disputed_at) == (True, None)


def test_a_confirmed_visit_is_not_changed(accepted, owner, expert):
    written = visit(accepted, expert)
    notes = services.VisitNotes(
        timezone.localdate(), time(8, 0), time(9, 0), "consultancy", "改了"
    )
    changed = services.change_visit(visit=written, notes=notes, actor=expert)
    assert (changed.help_kind, changed.looked_at) == ("consultancy", "改了")
    services.confirm_by_account(visit=written, said=SAID, actor=owner)
    with pytest.raises(errors.VisitSettledError):
        services.change_visit(visit=written, notes=notes, actor=expert)


def test_strangers_and_workers_confirm_nothing(accepted, expert, worker, stranger_owner):  # fmt: skip
    written = visit(accepted, expert)
    for actor in (worker, stranger_owner, expert):
        with pytest.raises(NotFoundError):
            services.confirm_by_account(visit=written, said=SAID, actor=actor)
    written.refresh_from_db()
    assert written.said_at is None


def test_files_are_seen_by_both_and_nobody_else(
    accepted, expert, owner, officer_county, body_user
):
    written = visit(accepted, expert)
    upload = SimpleUploadedFile("记录.pdf", make_pdf())
    services.attach_visit_file(visit=written, upload=upload, actor=expert)

    def get(actor):
        return selectors.get_visit_file_for(
            actor=actor, code=accepted.code, number=1, file=1
        )

    assert get(owner) == get(expert)
    for actor in (officer_county, body_user):
        with pytest.raises(NotFoundError):
            get(actor)


def test_a_file_sent_twice_is_kept_once(accepted, expert):
    written = visit(accepted, expert)

    def attach(content):
        upload = SimpleUploadedFile("记录.pdf", content)
        return services.attach_visit_file(visit=written, upload=upload, actor=expert)

    first = attach(make_pdf())
    kept = write_all()

    assert attach(make_pdf()) == first
    assert (write_all(), StoredFile.objects.count()) == (kept, 1)
    assert attach(make_pdf(2)).number == 2
