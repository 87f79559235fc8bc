"""A person's own data to take along."""

import io
import json
from collections.abc import Iterator, Sequence

from zhisheng.apps.accounts.models import User
from zhisheng.kit import audit
from zhisheng.kit.personal import PersonalPart, read_parts
from zhisheng.kit.sheets import OutSheet, OutValue, write_xlsx

ABOUT = ("类别", "用途", "保存多久")
COUNT = "条数"
Parts = list[tuple[PersonalPart, list[dict[str, str]]]]


def export_personal(*, actor: User) -> bytes:
    """Return all that is held of a person, part by part, as JSON in Chinese."""
    parts = [{**_describe(part), "内容": rows} for part, rows in _take_along(actor)]
    return json.dumps(parts, ensure_ascii=False, indent=1).encode()


def export_personal_workbook(*, actor: User) -> bytes:
    """Return the same as a workbook: what there is, then a sheet for each part."""
    parts = _take_along(actor)
    out = io.BytesIO()
    write_xlsx(out, _list_sheets(parts))
    return out.getvalue()


def _take_along(actor: User) -> Parts:
    parts = [(part, [dict(row) for row in rows]) for part, rows in read_parts(actor)]
    audit.record(
        action="accounts.personal_exported",
        subject=actor,
        actor=actor,
        counts={part.name: len(rows) for part, rows in parts},
    )
    return parts


def _describe(part: PersonalPart) -> dict[str, str]:
    return dict(zip(ABOUT, (part.name, part.purpose, part.kept), strict=True))


def _list_sheets(parts: Parts) -> Iterator[OutSheet]:
    about: Iterator[Sequence[OutValue]] = (
        [*_describe(part).values(), len(rows)] for part, rows in parts
    )
    yield OutSheet("目录", [*ABOUT, COUNT], about, (26, 44, 34, 10))
    for part, rows in parts:
        # Rows of one part need not all say the same.
        names = list(dict.fromkeys(name for row in rows for name in row))
        cells = ([row.get(name, "") for name in names] for row in rows)
        if rows:
            yield OutSheet(part.name, names, cells, [22] * len(names))
