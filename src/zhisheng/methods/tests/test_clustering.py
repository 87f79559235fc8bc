"""Alike problem texts come together; how far they do is measured and kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhisheng.methods import clustering
from zhisheng.methods.clustering import LEFT_OUT, group_texts
from zhisheng.methods.tests.agreement import measure, split
from zhisheng.reference.problem_texts import load_labelled_texts

WORDS = (
    "焊缝气孔",
    "漆面起泡",
    "尺寸超差",
    "纸箱破损",
    "交货延期",
    "色差",
    "毛刺",
    "1",
    "，",
    "",
)
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map("".join), max_size=40)


def test_the_labelled_set_is_what_the_documents_say():
    texts = load_labelled_texts()
    groups = {one.group for one in texts} - {""}

    assert (len(texts), len(groups)) == (266, 22)
    assert all(sum(one.group == name for one in texts) == 11 for name in groups)
    assert len({one.text for one in texts}) == 266


@pytest.mark.parametrize(
    ("part", "rand", "information", "left_out"),
    [
        ("all", 0.55, 0.64, 0.22),
        ("chosen", 0.65, 0.72, 0.08),
        ("unseen", 0.47, 0.58, 0.22),
    ],
)
def test_the_agreement_does_not_fall(part, rand, information, left_out):
    texts = load_labelled_texts()
    chosen, unseen = split(texts)

    found = measure({"all": texts, "chosen": chosen, "unseen": unseen}[part])

    assert found.adjusted_rand >= rand
    assert found.adjusted_information >= information
    assert found.share_left_out <= left_out


def test_a_group_has_keywords_that_set_it_apart():
    found = group_texts([one.text for one in load_labelled_texts()])

    keywords = {word for group in found.groups for word in group.keywords}
    assert {"色差", "气孔", "毛刺", "图纸", "划伤"} <= keywords
    assert "客户" not in keywords


def test_the_same_texts_give_the_same_groups_in_any_order():
    texts = [one.text for one in load_labelled_texts()]

    first, second = group_texts(texts), group_texts(texts[::-1])

    assert sorted_groups(texts, first) == sorted_groups(texts[::-1], second)


def sorted_groups(texts, found):
    members = {}
    for text, label in zip(texts, found.labels.tolist(), strict=True):
        members.setdefault(label, set()).add(text)
    return members.pop(LEFT_OUT), sorted(map(sorted, members.values()))


def test_where_all_texts_are_of_one_kind_they_are_one_group():
    pores = [
        "法兰焊缝有气孔",
        "焊缝表面气孔多",
        "支架焊缝里有气孔",
        "角焊缝有气孔",
        "焊缝气孔",
    ]

    assert group_texts(pores).labels.tolist() == [0] * 5


def test_two_kinds_far_apart_are_not_one_group():
    pores = ["法兰焊缝有气孔", "焊缝表面气孔多", "支架焊缝里有气孔", "角焊缝有气孔"]
    paint = ["喷漆后漆面起泡", "漆面起泡脱落", "柜门漆面起泡", "漆面有起泡"]
    alone = ["发货少了两箱", "图纸版本用错", "卡尺没校准"]

    found = group_texts([*pores, *paint, *alone])

    assert len(set(found.labels[:4])) == len(set(found.labels[4:8])) == 1
    assert found.labels[0] != found.labels[4]


def test_the_same_words_many_times_are_a_group_and_what_is_alone_is_not():
    texts = [*["焊缝有气孔"] * 5, "漆面起泡", "尺寸超差", "毛刺", "食堂卫生差"]

    found = group_texts(texts)

    assert found.labels.tolist() == [0] * 5 + [LEFT_OUT] * 4
    assert found.groups[0].size == 5
    assert found.share_left_out == pytest.approx(4 / 9)


def test_figures_and_marks_tell_nothing():
    texts = [f"第{number}批，焊缝有气孔{number}件！" for number in range(6)]

    found = group_texts([*texts, "漆面起泡", "尺寸超差", "毛刺", "123", ""])

    assert found.labels.tolist() == [0] * 6 + [LEFT_OUT] * 5


@pytest.mark.parametrize(
    "texts", [[], ["焊缝有气孔"], ["", "。"], ["甲", "乙", "丙", "丁", "戊"]]
)
def test_where_nothing_is_alike_there_are_no_groups(texts):
    found = group_texts(texts)

    assert found.labels.tolist() == [LEFT_OUT] * len(texts)
    assert found.groups == ()


@pytest.mark.parametrize("count", [3, 1_200])
def test_one_text_again_and_again_is_one_group(count):
    found = group_texts(["毛刺"] * count)

    assert found.labels.tolist() == [0] * count
    assert found.groups[0].keywords == ("毛刺",)


def test_a_group_of_one_is_refused():
    with pytest.raises(ValueError, match="at least 2"):
        group_texts(["甲"], least=1)


def test_a_group_with_too_few_texts_is_none():
    texts = [one.text for one in load_labelled_texts()]

    found = group_texts(texts, least=10)

    assert min(group.size for group in found.groups) >= 10


@settings(max_examples=40, deadline=None)
@given(texts=TEXTS)
def test_labels_and_groups_tell_the_same(texts):
    found = group_texts(texts)

    counted = np.bincount(found.labels[found.labels >= 0], minlength=len(found.groups))
    assert len(found.labels) == len(texts)
    assert counted.tolist() == [group.size for group in found.groups]
    assert sorted(counted, reverse=True) == counted.tolist()
    assert all(group.size >= clustering.LEAST for group in found.groups)


def test_many_points_are_taken_together_by_parts(monkeypatch):
    monkeypatch.setattr(clustering, "MOST_POINTS", 200)
    texts = [one.text for one in load_labelled_texts()]

    found = group_texts(texts * 2)

    same = found.labels[: len(texts)] == found.labels[len(texts) :]
    assert same.mean() > 0.6
    assert found.groups
