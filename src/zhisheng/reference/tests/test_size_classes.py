from zhisheng.reference.size_classes import load_definitions, load_rows


def test_only_what_was_compared_with_a_text_is_encoded():
    encoded = {d.code for d in load_definitions() if d.is_encoded}

    assert encoded == {"statistical-2017"}
    assert {row.definition for row in load_rows()} == encoded
    assert len(load_definitions()) == 4


def test_rows_tell_unit_and_source():
    industry = next(row for row in load_rows() if row.code == "industry")

    assert len(load_rows()) == 16
    assert industry.source == "国统字〔2017〕213号"
    assert [t.unit for t in industry.thresholds] == ["人", "万元"]
