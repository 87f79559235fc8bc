"""Every reference text that a page shows has an English one."""

import re

import pytest

from zhisheng.reference.indicators import find_english, list_forms, list_indicators
from zhisheng.reference.industries import (
    find_english_name,
    load_industries,
    search_english_names,
)
from zhisheng.reference.size_classes import load_rows

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def list_dictionary_texts():
    for one in list_indicators():
        yield from (one.definition, one.source, one.unit, one.display_unit)


def list_form_texts():
    for form in list_forms():
        yield from (form.name, form.purpose, form.recipients)
        yield from (form.form_number, form.authority, form.approval_number)


def test_every_text_of_dictionary_and_forms_has_english():
    texts = {*list_dictionary_texts(), *list_form_texts()} - {"", "%"}

    assert {text for text in texts if not find_english(text)} == set()
    assert not [text for text in texts if CHINESE.search(find_english(text))]


def test_a_definition_is_found_by_its_wording():
    assert find_english("通报未公布口径。") == "The bulletin publishes no definition."
    assert find_english("全年利润总额，亏损以负数填列。") == (
        "Total profit of the year; a loss is entered as a negative number."
    )
    assert find_english("全年利润总额。") == ""


def test_sections_and_divisions_have_english_names():
    named = [one for one in load_industries() if one.english_name]

    assert [one.level for one in named].count("section") == 20
    assert [one.level for one in named].count("division") == 97
    assert len(named) == 117
    assert not [one for one in named if CHINESE.search(one.english_name)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C", "Manufacturing"),
        ("33", "Manufacture of metal products"),
        ("334", "Manufacture of metal products"),
        ("3340", "Manufacture of metal products"),
        ("", ""),
        ("00", ""),
    ],
)
def test_a_class_has_the_english_name_of_its_division(code, name):
    assert find_english_name(code) == name


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("products metal repair", ("43",)),
        ("Rubber", ("29",)),
        ("tobacco coal", ()),
        ("", ()),
    ],
)
def test_industries_are_searched_by_english_words(text, codes):
    assert search_english_names(text) == codes


def test_rows_of_the_size_regulation_have_english_names():
    names = {row.code: row.english_name for row in load_rows()}

    assert len(names) == 16
    assert names["industry"] == "Industry (mining, manufacturing, utilities)"
    assert not [name for name in names.values() if CHINESE.search(name)]
