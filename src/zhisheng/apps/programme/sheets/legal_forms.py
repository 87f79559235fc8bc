"""Settle the legal form of a row from the words of the licence."""

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.apps.registry.choices import LegalForm
from zhisheng.kit.sheets.texts import narrow
from zhisheng.kit.sheets.values import Parsed

# What stands before a bracket; inside it the licence names the investors.
HEAD = re.compile(r"[^(\[]*")
# Only what the licence or the common word says for certain: an owner (国有, 民营), a
# size (小型) or a branch (分公司) is no legal form.
FORMS: tuple[tuple[re.Pattern[str], LegalForm], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"个体(?:工商户|户|工商|经营)?", LegalForm.HOUSEHOLD),
        (r"(?:私营|个人)独资企业|个人独资", LegalForm.SOLE),
        (
            r"(?:私营|特殊的?普通|普通|有限|外商投资)?合伙(?:企业)?",
            LegalForm.PARTNERSHIP,
        ),
        (r"(?:农民)?(?:专业)?合作社(?:联合社)?", LegalForm.COOPERATIVE),
        (r"(?!.*[分非子]公司).{0,16}公司(?:制企业)?", LegalForm.COMPANY),
        (r"其他|事业单位|社会团体|民办非企业(?:单位)?|股份合作制(?:企业)?", LegalForm.OTHER),
    )
)  # fmt: skip


@lru_cache(maxsize=1_000)
def find_legal_form(text: str) -> str:
    """Return the legal form the words name; empty where they name none."""
    found = HEAD.match(narrow(text))
    head = found[0].strip() if found else ""
    return next((form.value for words, form in FORMS if words.fullmatch(head)), "")


def settle_legal_form(row: RosterRow, values: dict[str, Parsed[Any]]) -> None:
    """Take the legal form over; words that name none are left out and told."""
    parsed = values.get("legal_form")
    if parsed is None:
        return
    text = str(parsed.value)
    row.legal_form = find_legal_form(text)
    if not row.legal_form:
        row.reasons.append(
            Reason(
                "legal_form",
                "warning",
                _("“{text}”不是登记的主体类型，没有采用。"),
                _("请按营业执照填写，例如 有限责任公司、个体工商户；不清楚可留空。"),
                text=text[:40],
                data={"text": text[:40]},
            )
        )
