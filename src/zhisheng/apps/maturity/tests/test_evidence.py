"""Files beside a question: checked, sealed, seen by both sides only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.maturity import errors, selectors, services
from zhisheng.apps.maturity.models import EvaluationEvidence
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files import StoredFile
from zhisheng.kit.files.errors import FileTypeRefusedError
from zhisheng.kit.tests.documents import NO_DOCUMENTS, make_pdf

pytestmark = pytest.mark.django_db
PDF = make_pdf()


def make_file(content=PDF, name="进货记录.pdf"):
    return SimpleUploadedFile(name, content)


def add(evaluation, actor, question="incoming_check", **file):
    return services.add_evidence(
        evaluation=evaluation, question=question, file=make_file(**file), actor=actor
    )


def test_a_file_is_kept_sealed_beside_its_question(evaluation, owner):
    evidence = add(evaluation, owner)

    assert selectors.count_evidence(evaluation) == {"incoming_check": 1}
    assert evidence.file.original_name == "进货记录.pdf"
    assert evidence.file.data_key


def test_what_is_called_pdf_and_is_none_is_refused(evaluation, owner):
    with pytest.raises(FileTypeRefusedError):
        add(evaluation, owner, content=b"<html><script>alert(1)</script></html>")
    assert not EvaluationEvidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_an_unknown_question_and_a_closed_evaluation_take_none(submitted, owner):
    with pytest.raises(errors.EvaluationLockedError):
        add(submitted, owner)
    assert not StoredFile.objects.exists()


def test_a_question_of_another_model_is_not_found(evaluation, owner):
    with pytest.raises(NotFoundError):
        add(evaluation, owner, question="gone")


def test_no_more_than_ten_files_a_question(evaluation, owner):
    for _number in range(10):
        add(evaluation, owner)
    with pytest.raises(errors.TooMuchEvidenceError) as refused:
        add(evaluation, owner)
    assert "每道题最多放 10 份材料" in str(refused.value)
    assert EvaluationEvidence.objects.count() == 10
    add(evaluation, owner, question="storage_ways")


def test_a_deleted_file_is_gone(evaluation, worker):
    evidence = add(evaluation, worker)

    services.delete_evidence(evidence=evidence, actor=worker)

    assert not EvaluationEvidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_page_takes_and_shows_it(client, evaluation, owner):
    client.force_login(owner)
    url = reverse("maturity:evidence", args=[evaluation.code, "incoming_check"])

    refused = client.post(url, {"file": make_file(b"<html>")})
    locked = client.post(url, {"file": make_file(NO_DOCUMENTS["locked"])})
    assert (refused.status_code, locked.status_code) == (422, 422)
    assert "这个 PDF 打不开、设有密码" in locked.content.decode()
    taken = client.post(url, {"file": make_file()}, follow=True)

    assert "进货记录.pdf" in taken.content.decode()
    assert taken.context["items"][0]["who"] == "厂长王强"
    evidence = EvaluationEvidence.objects.get()
    given = client.get(reverse("maturity:evidence_file", args=[evidence.code]))
    assert b"".join(given.streaming_content) == PDF
    assert given["Content-Disposition"].startswith("attachment")
    step = client.get(reverse("maturity:fill", args=[evaluation.code, 1]))
    assert "材料 1 份" in step.content.decode()


def test_only_both_sides_get_it(client, evaluation, owner, expert, stranger_owner, ask):
    evidence = add(evaluation, owner)
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )
    services.submit_evaluation(evaluation=evaluation, actor=owner)
    url = reverse("maturity:evidence_file", args=[evidence.code])

    def get(actor):
        client.force_login(actor)
        answer = client.get(url)
        if answer.streaming:
            assert b"".join(answer.streaming_content) == PDF
        return answer.status_code

    assert [get(owner), get(stranger_owner), get(expert)] == [200, 404, 404]
    review = ask(evaluation)
    assert get(expert) == 200
    services.withdraw_review(review=review, actor=owner)
    assert get(expert) == 404
