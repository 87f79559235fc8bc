from datetime import date

from django.utils.translation import override

from zhisheng.kit.language import (
    is_english,
    join_clauses,
    join_sentences,
    join_words,
    label_text,
    say,
    write_chinese_date,
)


def test_a_chinese_date_has_no_empty_places_whichever_the_page():
    with override("en"):
        assert write_chinese_date(date(2024, 3, 5)) == "2024年3月5日"


def test_a_chinese_page_keeps_the_texts():
    with override("zh-hans"):
        assert not is_english()
        assert say("万元") == "万元"
        assert join_words(["甲", "乙"]) == "甲、乙"
        assert join_clauses(["甲", "乙"]) == "甲；乙"
        assert label_text("住所", "甲路1号") == "住所：甲路1号"


def test_an_english_page_has_english_texts_and_marks():
    with override("en"):
        assert is_english()
        assert say("万元") == "CNY 10,000"
        assert say("某市自定的口径") == "某市自定的口径"
        assert say("") == ""
        assert join_words(["a", "b"]) == "a, b"
        assert join_clauses(["a", "b"]) == "a; b"
        assert label_text("Address", "1 A Road") == "Address: 1 A Road"


def test_sentences_stand_apart_in_english_only():
    assert join_sentences("甲。", "乙。") == "甲。乙。"
    with override("en"):
        assert join_sentences("A.", "B.") == "A. B."
