"""What a part of a Word file may hold: text and looks, and fields that only count.

A field is an order to whoever opens the file. Those that count pages, tell the date or
refer within the file are let stand; ``DDE``, ``INCLUDETEXT`` and the like could start a
program or fetch a file, so all that is not known to be harmless is refused.
"""

import re
from typing import TYPE_CHECKING

from zhisheng.kit.sheets.errors import (
    TemplatePartError,
    TemplateUnfitError,
    gettext_noop,
)
from zhisheng.kit.sheets.guard import REMOTE

from .package import CONTROL, EMBEDDED, FOREIGN, MACRO, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELD = gettext_noop("会取用别处内容的域")
# By local name: other namespaces of older writers mean the same.
ACTIVE = {
    "altChunk": FOREIGN, "subDoc": FOREIGN, "frameset": FOREIGN,
    "object": EMBEDDED, "OLEObject": EMBEDDED, "movie": EMBEDDED, "webVideoPr": OUTSIDE,
    "control": CONTROL, "macro": MACRO, "entryMacro": MACRO, "exitMacro": MACRO,
    "attachedTemplate": OUTSIDE, "mailMerge": OUTSIDE, "saveThroughXslt": OUTSIDE,
}  # fmt: skip
REVISIONS = frozenset({f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"})
LINKING = frozenset({"src", "href", "althref", "embeddedHtml", "dataSourceUrl"})
# What a link is opened by: text that is clicked, and a picture that is.
CLICKED = frozenset({"hyperlink", "hlinkClick", "hlinkHover"})
FIELDS = frozenset(
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE",
        "SAVEDATE", "PRINTDATE", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "TOC", "TC",
        "SEQ", "EQ", "TITLE", "NUMCHARS", "NUMWORDS", "SYMBOL", "HYPERLINK", "=",
    }
)  # fmt: skip
WORD = re.compile(r"\s*(=|[A-Za-z]+)")
UNSAFE_IN_FIELD = re.compile(r"\\\\|(?:file|ftps?|smb|ldap|javascript|ms-\w+):", re.I)


def check_content(part: str, tree: "_Element") -> None:
    """Refuse what could run or fetch, and text that is still under revision.

    Raises
    ------
    TemplatePartError, TemplateUnfitError
        With the part in which it stands.
    """
    for element in tree.iter():
        if not isinstance(element.tag, str):
            raise TemplatePartError(what=FOREIGN, place=part)
        if element.tag in REVISIONS:
            raise TemplateUnfitError(
                reason=gettext_noop("文件里还有没处理的修订，请全部接受或拒绝后再传。")
            )
        name = element.tag.rpartition("}")[2]
        if name in ACTIVE:
            raise TemplatePartError(what=ACTIVE[name], place=part)
        for key, value in element.attrib.items():
            local = str(key).rpartition("}")[2]
            if local in LINKING and REMOTE.match(str(value)):
                raise TemplatePartError(what=OUTSIDE, place=part)
    for instruction in list_instructions(tree):
        _check_field(part, instruction)


def check_clicks(trees: "Mapping[str, _Element]") -> None:
    """Refuse a link to the web that anything but a click could open.

    Plain links are let stand, for a reader opens them by will. A picture that names the
    same link would be fetched when the file is opened, whatever the link calls itself.
    """
    # Names of parts are the same however they are written.
    parts = {name.lower(): tree for name, tree in trees.items()}
    for name, links in parts.items():
        if not name.endswith(".rels"):
            continue
        outside = {one.get("Id") for one in links.iter() if _leads_outside(one)}
        if not outside:
            continue
        part = name.replace("_rels/", "").removesuffix(".rels")
        if part not in parts:
            raise TemplatePartError(what=OUTSIDE, place=name)
        for element in parts[part].iter():
            local = str(element.tag).rpartition("}")[2]
            if local not in CLICKED and outside & {*element.attrib.values()}:
                raise TemplatePartError(what=OUTSIDE, place=part)


def _leads_outside(link: "_Element") -> bool:
    return str(link.get("TargetMode", "")).lower() == "external"


def list_instructions(tree: "_Element") -> list[str]:
    """Return what each field orders; Word cuts an order over runs as it likes."""
    found, opened = list[str](), list[list[str]]()
    for element in tree.iter(
        f"{W}fldSimple", f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"
    ):
        if element.tag == f"{W}fldSimple":
            found.append(element.get(f"{W}instr", ""))
        elif element.tag != f"{W}fldChar":
            text = element.text or ""
            opened[-1].append(text) if opened else found.append(text)
        elif element.get(f"{W}fldCharType") == "begin":
            opened.append([])
        elif element.get(f"{W}fldCharType") == "end" and opened:
            found.append("".join(opened.pop()))
    return [*found, *("".join(texts) for texts in opened)]


def _check_field(part: str, instruction: str) -> None:
    match = WORD.match(instruction)
    name = match[1].upper() if match else ""
    if name not in FIELDS or UNSAFE_IN_FIELD.search(instruction):
        place = f"{part} {name}".strip()
        raise TemplatePartError(what=FIELD, place=place)
