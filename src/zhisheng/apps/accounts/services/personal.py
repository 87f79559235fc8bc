"""A person's own data to take along."""

import json

from zhisheng.apps.accounts.models import User
from zhisheng.kit import audit
from zhisheng.kit.personal import read_parts


def export_personal(*, actor: User) -> bytes:
    """Return all that is held of a person, part by part, as JSON in Chinese."""
    parts, counts = [], {}
    for part, rows in read_parts(actor):
        told = {"类别": part.name, "用途": part.purpose, "保存多久": part.kept}
        content = [dict(row) for row in rows]
        parts.append({**told, "内容": content})
        counts[part.name] = len(content)
    audit.record(
        action="accounts.personal_exported",
        subject=actor,
        actor=actor,
        counts=counts,
    )
    return json.dumps(parts, ensure_ascii=False, indent=1).encode()
