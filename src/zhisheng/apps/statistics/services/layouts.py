"""Word layouts: the shipped one, and the ones regions put in its place.

A layout is somebody else's file with Jinja tags in it: it is rendered in a sandbox and
sees texts only.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.errors import TemplateRefusedError
from zhisheng.apps.statistics.models import Bulletin, BulletinTemplate
from zhisheng.apps.statistics.permissions import require_for_area
from zhisheng.apps.statistics.services.content import make_content, make_sample_content
from zhisheng.apps.statistics.services.properties import (
    Properties,
    describe_document,
)
from zhisheng.kit import audit
from zhisheng.kit.boundary import Boundary
from zhisheng.kit.files import FileKind, open_file, store

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED: Final = Path(__file__).parent.parent / "templates/statistics/bulletin.docx"
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_UNPACKED_BYTES: Final = 40 * 1024 * 1024
MOST_ENTRIES: Final = 400
LAYOUT: Final = FileKind(
    name="statistics.bulletin_template",
    allowed=(DOCX,),
    max_bytes=MOST_BYTES,
    retention_days=3650,
)
ACTIVE_PARTS: Final = (
    "vbaproject",
    "activex",
    "embeddings",
    "oleobject",
    "macrosheets",
)
EXTERNAL: Final = b'TargetMode="External"'
HYPERLINK: Final = b"/relationships/hyperlink"
# The same content gives the same file whenever it is written.
FIXED_TIME: Final = (2000, 1, 1, 0, 0, 0)


def write_docx(bulletin: Bulletin) -> bytes:
    """Fill the layout of the bulletin's area, or the shipped one."""
    template = selectors.find_template(bulletin.area_code)
    content, properties = make_content(bulletin), describe_document(bulletin)
    if template is None:
        return fill_layout(SHIPPED.read_bytes(), content, properties)
    with open_file(template.file) as file:
        return fill_layout(file.read(), content, properties)


def fill_layout(
    layout: bytes, content: Mapping[str, Any], properties: Properties | None = None
) -> bytes:
    # Loaded on use: only who makes a Word file waits for it.
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(layout))
    document.render(dict(content), _make_sandbox())
    if properties is not None:
        _set_properties(document.docx.core_properties, properties)
    out = io.BytesIO()
    document.save(out)
    return _fix_times(out.getvalue())


@transaction.atomic
def replace_template(
    *, area: str, file: File[bytes], actor: User | None = None
) -> BulletinTemplate:
    """Check a layout by filling it with sample texts, then use it for the area."""
    require_for_area(actor, "statistics.replace_template", area)
    content = file.read(MOST_BYTES + 1)
    check_layout(content)
    _try_layout(content)
    stored = store(
        content,
        kind=LAYOUT,
        original_name=file.name or "template.docx",
        actor=actor,
    )
    BulletinTemplate.objects.filter(area_code=area, is_active=True).update(
        is_active=False
    )
    template = BulletinTemplate.objects.create(
        area_code=area, file=stored, uploaded_by=actor
    )
    audit.record(
        action="statistics.template_replaced",
        actor=actor,
        subject=template,
        new={"area": area, "sha256": stored.sha256},
    )
    return template


def check_layout(content: bytes) -> None:
    """Refuse what is no plain Word file: too large, macros, embedded or outside parts."""
    if len(content) > MOST_BYTES:
        raise TemplateRefusedError(reason=_("文件超过 5 MB。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_package(package)
    except (zipfile.BadZipFile, NotImplementedError):
        raise TemplateRefusedError(reason=_("不是 .docx 文件。")) from None


def _check_package(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED_BYTES:
        raise TemplateRefusedError(reason=_("文件解压后过大。"))
    names = [entry.filename.lower() for entry in entries]
    if "word/document.xml" not in names:
        raise TemplateRefusedError(reason=_("不是 .docx 文件。"))
    if any(part in name for name in names for part in ACTIVE_PARTS):
        raise TemplateRefusedError(reason=_("文件含有宏或嵌入对象，请去掉后再传。"))
    for entry in entries:
        if entry.filename.endswith(".rels") and _points_outside(package.read(entry)):
            raise TemplateRefusedError(reason=_("文件引用了外部内容，请去掉后再传。"))


def _points_outside(relations: bytes) -> bool:
    return any(
        EXTERNAL in relation and HYPERLINK not in relation
        for relation in relations.split(b"<Relationship ")
    )


def _try_layout(content: bytes) -> None:
    # Loaded on use, as the library that fills the file.
    from jinja2 import TemplateError

    # The library raises whatever the parser below it does; each means one thing here.
    boundary = Boundary()
    with boundary:
        fill_layout(content, make_sample_content())
    if isinstance(boundary.error, TemplateError):
        reason = _("标签有误：%(error)s") % {"error": boundary.error}
        raise TemplateRefusedError(reason=reason)
    if boundary.error is not None:
        raise TemplateRefusedError(reason=_("模板无法填写，请对照自带的模板修改。"))


def _set_properties(core: Any, properties: Properties) -> None:
    """Overwrite what the layout's own author left in it."""
    core.title, core.subject = properties.title, properties.subject
    core.author = core.last_modified_by = properties.author
    core.category, core.keywords = properties.category, properties.keywords
    core.comments, core.language = properties.status, "zh-CN"
    core.revision, core.version = properties.version, str(properties.version)
    core.created = core.modified = properties.moment


def _make_sandbox() -> "ImmutableSandboxedEnvironment":
    # Loaded on use, as the library that fills the file.
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _fix_times(content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in sorted(source.infolist(), key=lambda one: one.filename):
            target.writestr(
                zipfile.ZipInfo(entry.filename, FIXED_TIME),
                source.read(entry),
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()
