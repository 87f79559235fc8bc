"""Causes and files of a problem: a tree with limits, files checked and sealed."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.schemas.problem_drawings import (
    LONGEST_TWIG,
    draw_fishbone,
    grow_tree,
)
from zhisheng.apps.improvement.tests.walking import (
    TEXT,
    last_entry,
    make_firm,
    report,
    walk,
    write_down,
)
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.files import FileTooLargeError, FileTypeRefusedError, open_file
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem(owner_organisation, owner):
    return report(make_firm(owner_organisation), owner)


def add(problem, actor, text="焊丝受潮", category="material", parent=None):
    problem.refresh_from_db()
    return services.add_cause(
        problem=problem,
        text=text,
        category=category,
        parent=parent,
        version=problem.version,
        actor=actor,
    )


def attach(problem, actor, name, content):
    problem.refresh_from_db()
    return services.attach_file(
        problem=problem,
        upload=SimpleUploadedFile(name, content),
        version=problem.version,
        actor=actor,
    )


def make_photo():
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "JPEG")
    return out.getvalue()


def test_a_why_stands_behind_its_cause_and_on_its_bone(problem, owner):
    first = add(problem, owner)
    second = add(problem, owner, "仓库漏水", category="", parent=first.number)

    assert (second.parent, second.category, second.number) == (first, "material", 2)
    assert last_entry().action == "improvement.cause_added"
    problem.refresh_from_db()
    assert problem.version == 3


def test_a_cause_goes_with_what_stands_behind_it(problem, owner):
    first = add(problem, owner)
    add(problem, owner, "仓库漏水", parent=first.number)
    problem.refresh_from_db()

    services.remove_cause(problem=problem, number=1, version=3, actor=owner)

    assert not problem.causes.exists()
    assert last_entry().action == "improvement.cause_removed"


def test_nobody_asks_why_a_sixth_time(problem, owner):
    parent = None
    for number in range(1, 6):
        parent = add(problem, owner, f"第{number}个", parent=parent).number
    before = write_down(problem)

    with pytest.raises(errors.TooDeepError):
        add(problem, owner, "第6个", parent=parent)

    assert write_down(problem) == before


def test_forty_causes_are_enough(problem, owner):
    for number in range(40):
        add(problem, owner, f"原因{number}")
    before = write_down(problem)

    with pytest.raises(errors.TooManyCausesError):
        add(problem, owner, "再一条")

    assert write_down(problem) == before


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        ({"category": "luck"}, NotFoundError),
        ({"parent": 7}, NotFoundError),
        ({"text": "长" * 201}, FieldsRefusedError),
    ],
)
def test_a_cause_hangs_on_something_that_is_there(problem, owner, cause, error):
    before = write_down(problem)

    with pytest.raises(error):
        add(problem, owner, **cause)

    assert write_down(problem) == before


def test_causes_are_settled_with_the_root(problem, owner):
    walk(problem, "cause_found", owner)
    before = write_down(problem)

    with pytest.raises(errors.CauseSettledError):
        add(problem, owner)

    assert write_down(problem) == before


def test_causes_of_others_are_out_of_reach(problem, owner, stranger_owner):
    add(problem, owner)
    before = write_down(problem)

    with pytest.raises(NotFoundError):
        add(problem, stranger_owner)
    with pytest.raises(NotFoundError):
        services.remove_cause(
            problem=problem, number=1, version=2, actor=stranger_owner
        )

    assert write_down(problem) == before


def test_the_tree_and_the_fishbone_say_the_same(problem, owner):
    first = add(problem, owner, "焊丝受潮")
    add(problem, owner, "没有放进烘箱而是堆在漏雨的墙角边上", parent=first.number)
    add(problem, owner, "新来的人没教", category="people")
    causes = selectors.list_causes(problem)

    limbs = grow_tree(causes)
    drawing = draw_fishbone(TEXT, causes)

    assert [limb.label for limb in limbs] == ["人", "料"]
    assert limbs[1].branches[0].whys[0].number == 2
    by_bone = {bone.label: [t.whole for t in bone.twigs] for bone in drawing.bones}
    assert list(by_bone) == ["人", "机", "料", "法", "环", "测"]
    assert by_bone["料"] == ["焊丝受潮", "没有放进烘箱而是堆在漏雨的墙角边上"]
    assert by_bone["人"] == ["新来的人没教"]
    assert len(drawing.bones[2].twigs[1].text) == LONGEST_TWIG + 1
    assert draw_fishbone(TEXT, []) is None


def test_a_phone_reads_the_same_bones_down_a_spine(client, problem, owner):
    first = add(problem, owner, "焊丝受潮")
    add(problem, owner, "没有放进烘箱而是堆在漏雨的墙角边上", parent=first.number)
    client.force_login(owner)

    text = client.get(reverse("improvement:problem", args=[problem.code])).text

    tall = text.split('class="fishbone-tall"')[1].split("</ol>")[0]
    assert tall.index("<strong>料</strong>") < tall.index("焊丝受潮")
    assert tall.index("焊丝受潮") < tall.index("没有放进烘箱而是堆在漏雨的墙角边上")


def test_every_part_of_a_full_fishbone_stands_inside_its_frame(problem, owner):
    for number in range(36):
        category = ("people", "machine", "material", "method", "environment",
                    "measurement")[number % 6]  # fmt: skip
        add(problem, owner, f"原因{number}", category=category)

    drawing = draw_fishbone(TEXT, selectors.list_causes(problem))

    for bone in drawing.bones:
        assert 0 <= bone.label_y <= drawing.height
        assert len(bone.twigs) == 6
        for twig in bone.twigs:
            assert twig.x >= 0
            assert twig.x + twig.length <= drawing.spine_end
            assert 0 < twig.y < drawing.height
            assert twig.y != drawing.spine_y


def test_a_photo_is_kept_sealed(problem, owner):
    kept = attach(problem, owner, "焊缝.jpg", make_photo())

    assert (kept.number, kept.file.content_type) == (1, "image/jpeg")
    assert kept.file.organisation_code == problem.enterprise.organisation.code
    with default_storage.open(kept.file.path) as stored:
        assert not stored.read().startswith(b"\xff\xd8\xff")
    assert open_file(kept.file).read(3) == b"\xff\xd8\xff"
    assert last_entry().action == "improvement.problem_file_added"


def test_a_page_called_pdf_is_refused(problem, owner):
    before = write_down(problem)

    with pytest.raises(FileTypeRefusedError):
        attach(problem, owner, "报告.pdf", b"<!doctype html><script>1</script>")

    assert write_down(problem) == before
    assert not problem.files.exists()


def test_a_huge_file_is_refused(problem, owner):
    with pytest.raises(FileTooLargeError) as refused:
        attach(problem, owner, "大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024))

    assert refused.value.fields == {"max_megabytes": "20"}
    assert not problem.files.exists()


def test_twenty_files_are_enough(problem, owner):
    for number in range(20):
        attach(problem, owner, f"{number}.pdf", make_pdf())

    with pytest.raises(errors.TooManyFilesError):
        attach(problem, owner, "再一份.pdf", make_pdf())

    assert problem.files.count() == 20
