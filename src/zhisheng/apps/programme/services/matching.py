"""Which rows are enterprises we know: by code first, else by name, region and address."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.choices import Decision
from zhisheng.apps.programme.errors import ReasonKind
from zhisheng.apps.programme.models import MatchDecision
from zhisheng.apps.programme.selectors import Sender
from zhisheng.apps.programme.services.comparing import compare_with_records
from zhisheng.apps.programme.services.concealing import conceal_candidates
from zhisheng.apps.programme.sheets import Reason, RosterRow, tell_place
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import Partner, find_partners
from zhisheng.kit.bulk import reserve_ids
from zhisheng.kit.codes import new_code
from zhisheng.methods.linkage import (
    Candidate,
    EarlierCandidates,
    find_matches,
    name_key,
    tabulate_candidates,
)
from zhisheng.methods.size_class import DEFINITION, classify_sizes
from zhisheng.reference.regions import list_region_names, load_regions


class Kindred:
    """Asks about rows without a code that may be another enterprise of their file.

    The registry does not know it yet, so comparing with it cannot tell. Nothing is
    guessed: a person answers for the row without a code, wherever the one with a code
    stands, and for the later one of two without.
    """

    def __init__(self, rows: Iterable[RosterRow]) -> None:
        """Take all rows of the file, the refused ones too: they come back mended."""
        self._rows = rows
        self._earlier = EarlierCandidates(regions=list_region_names())
        self._firsts: list[RosterRow] = []
        self._found: dict[tuple[str, str], RosterRow | None] = {}

    def learn(self, rows: Iterable[RosterRow]) -> None:
        """Take rows without a code that were asked about before; later ones may be them."""
        for row in rows:
            self._find_first(row)

    def mark(self, rows: Iterable[RosterRow]) -> None:
        """Ask about each row that one of another name or with a code may be."""
        for row in rows:
            if row.uscc or row.enterprise_id or not _only_asks_identity(row):
                continue
            first = self._find_first(row)
            self._offer_coded(row)
            if first is not None and not row.candidates:
                row.reasons.append(_ask_about_row(row, first))

    def _offer_coded(self, row: RosterRow) -> None:
        positions = self._index.find(_read_candidate(row))
        known = {candidate["uscc"] for candidate in row.candidates}
        found = {self._coded[at].uscc: self._coded[at] for at in reversed(positions)}
        near = [one for one in reversed(found.values()) if one.uscc not in known]
        if near:
            row.candidates.extend(_describe_row(one) for one in near[:5])
            row.reasons.append(_ask_about_row(row, near[0]))

    @cached_property
    def _coded(self) -> list[RosterRow]:
        """One row of each code and name; looked for only where some row has no code."""
        firsts: dict[tuple[str, str], RosterRow] = {}
        for row in self._rows:
            if row.uscc:
                firsts.setdefault((row.uscc, row.name_key), row)
        return list(firsts.values())

    @cached_property
    def _index(self) -> EarlierCandidates:
        index = EarlierCandidates(regions=list_region_names())
        for row in self._coded:
            index.keep(_read_candidate(row))
        return index

    def _find_first(self, row: RosterRow) -> RosterRow | None:
        identity = identify(row)
        if identity not in self._found:
            position = self._earlier.add(_read_candidate(row))
            self._found[identity] = None if position is None else self._firsts[position]
            self._firsts.append(row)
        return self._found[identity]


def match_rows(
    rows: Sequence[RosterRow], *, sender: Sender, kindred: Kindred, on: date
) -> None:
    """Set the enterprise of each row, or the candidates a person has to choose from.

    Where the enterprise is known, what the row says is compared with the record.
    """
    open_rows = [row for row in rows if row.status != "refused"]
    partners = find_partners([_read_candidate(row) for row in open_rows])
    _match_by_code(open_rows, partners)
    _match_by_name([row for row in open_rows if not row.enterprise_id], partners)
    kindred.mark(open_rows)
    if sender.organisation is not None:
        _apply_decisions(open_rows, sender.organisation)
    conceal_candidates(open_rows, partners, sender)
    compare_with_records(open_rows, partners, sender=sender, on=on)


def classify_rows(rows: Sequence[RosterRow]) -> None:
    """Set the size class of each row and the row of the regulation that was applied."""
    results = classify_sizes(
        industry_codes=[row.industry or row.known_industry or None for row in rows],
        employees=np.array(
            [np.nan if row.employees is None else row.employees for row in rows],
            dtype=float,
        ),
        revenue_yuan=np.array([_revenue_of(row) for row in rows], dtype=float),
    )
    told = list(zip(results.row_codes.tolist(), results.missing.tolist(), strict=True))
    # One object for each outcome: it is written down once.
    bases = {pair: _describe_basis(*pair) for pair in set(told)}
    for row, size, pair in zip(rows, results.size_classes, told, strict=True):
        row.size_class = str(size)
        row.size_basis = bases[pair]


def _describe_basis(row_code: str, missing: str) -> dict[str, object]:
    basis: dict[str, object] = {"definition": DEFINITION, "row": row_code}
    return basis | {"missing": missing.split()} if missing else basis


class Newcomers:
    """Gives the rows of one new enterprise the same id and code throughout a file.

    Rows of known enterprises get them too: what is known may be gone when they are
    applied.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[int, str]] = {}

    def learn(self, row: RosterRow, number: int | None, code: str) -> None:
        """Take over what a row of the same enterprise was given before, the first one's."""
        if number is not None:
            self._known.setdefault(identify(row), (number, code))

    def number(self, rows: Sequence[RosterRow]) -> list[tuple[int | None, str]]:
        """Return id and code for each row; a refused row gets none."""
        identities = [
            None if row.status == "refused" else identify(row) for row in rows
        ]
        fresh = dict.fromkeys(
            one for one in identities if one and one not in self._known
        )
        ids = reserve_ids(Enterprise, len(fresh))
        codes = (new_code("E") for _ in fresh)
        self._known.update(zip(fresh, zip(ids, codes, strict=True), strict=True))
        return [self._known[one] if one else (None, "") for one in identities]


def _read_candidate(row: RosterRow) -> Candidate:
    return Candidate(row.name, row.uscc, row.region, row.industry, row.address)


def identify(row: RosterRow) -> tuple[str, str]:
    """Return by what the rows of one enterprise of a file are known."""
    return (row.uscc, "") if row.uscc else (row.name_key, row.region)


def _revenue_of(row: RosterRow) -> float:
    value = row.get_value("revenue", str(row.year))
    if value is None:
        value = row.get_value("revenue", str(row.year - 1))
    return float("nan") if value is None else float(value)


def _match_by_code(rows: Sequence[RosterRow], partners: Sequence[Partner]) -> None:
    by_code = {partner.uscc: partner for partner in partners if partner.uscc}
    for row in rows:
        partner = by_code.get(row.uscc) if row.uscc else None
        if partner is None:
            continue
        if partner.name_key == row.name_key:
            row.enterprise_id = partner.id
        else:
            row.candidates.append(_describe(partner, "code"))
            message = _("名录中这个代码的企业是“{known}”，表中写作“{name}”。")
            data = {"known": partner.name, "name": row.name}
            row.reasons.append(_ask(row, message, data, kind="code"))


def _match_by_name(rows: Sequence[RosterRow], partners: Sequence[Partner]) -> None:
    rows = [row for row in rows if not row.candidates]
    known = [partner for partner in partners if not partner.uscc or _has_codeless(rows)]
    if not rows or not known:
        return
    found: dict[int, list[tuple[Partner, str]]] = defaultdict(list)
    matches = find_matches(
        tabulate_candidates(_read_candidate(row) for row in rows),
        tabulate_candidates(partner.as_candidate() for partner in known),
        regions=list_region_names(),
    )
    for match in matches:
        found[match.incoming].append((known[match.known], match.comparison.verdict))
    for position, pairs in found.items():
        _take_matches(rows[position], pairs)


def _take_matches(row: RosterRow, pairs: list[tuple[Partner, str]]) -> None:
    certain = [partner for partner, verdict in pairs if verdict == "certain"]
    if len(certain) == 1:
        row.enterprise_id = certain[0].id
        return
    row.candidates.extend(_describe(partner, "name") for partner, _verdict in pairs[:5])
    names = "、".join(f"“{partner.name}”" for partner, _verdict in pairs[:3])
    message = _("名录中有相近的企业：{names}。")
    row.reasons.append(_ask(row, message, {"names": names}, kind="identity"))


def _apply_decisions(rows: Sequence[RosterRow], organisation: Organisation) -> None:
    """Use the answers this organisation gave before, so that nothing is asked twice."""
    asked = [row for row in rows if row.status == "to_confirm"]
    if not asked:
        return
    answers = {
        (answer.name_key, answer.uscc, answer.region_code): answer
        for answer in MatchDecision.objects.filter(
            organisation=organisation, name_key__in={row.name_key for row in asked}
        )
    }
    for row in asked:
        answer = answers.get((row.name_key, row.uscc, row.region))
        if answer is None or not _settles(answer, row):
            continue
        if answer.decision == Decision.NEW and _is_on_record(row):
            continue
        row.decision = answer.decision
        row.enterprise_id = (
            answer.enterprise_id if answer.decision == Decision.SAME else None
        )
        # A row left out waits as it did when it was answered; it is never applied.
        if answer.decision != Decision.SKIP:
            row.reasons = [
                reason for reason in row.reasons if reason.severity != "to_confirm"
            ]


def _is_on_record(row: RosterRow) -> bool:
    """Whether the new enterprise of an earlier answer may be on record by now."""
    return any(
        candidate["by"] == "name"
        and candidate["region"] == row.region
        and name_key(str(candidate["name"])) == row.name_key
        for candidate in row.candidates
    )


def _settles(answer: MatchDecision, row: RosterRow) -> bool:
    """Whether an answer is one to all that a row asks.

    What is left out need not be complete; a mere name without a place may be another's.
    """
    is_left_out = answer.decision == Decision.SKIP and bool(row.uscc or row.region)
    return is_left_out or _only_asks_identity(row)


def _only_asks_identity(row: RosterRow) -> bool:
    return all(
        reason.field == "name"
        for reason in row.reasons
        if reason.severity == "to_confirm"
    )


@lru_cache(maxsize=1)
def _name_regions() -> dict[str, str]:
    return {region.code: region.full_name for region in load_regions()}


def _has_codeless(rows: Sequence[RosterRow]) -> bool:
    return any(not row.uscc for row in rows)


def _ask(
    row: RosterRow,
    message: str,
    data: dict[str, str],
    *,
    kind: ReasonKind,
    cure: str = _("请确认是不是同一家企业。"),
) -> Reason:
    return Reason("name", "to_confirm", message, cure, row.name, data=data, kind=kind)


def _ask_about_row(row: RosterRow, first: RosterRow) -> Reason:
    data = tell_place(first, row) | {"first": first.name}
    ask = _ask_about_coded if first.uscc else _ask_about_codeless
    message, cure = ask(is_here=first.sheet == row.sheet)
    data |= {"uscc": first.uscc} if first.uscc else {}
    return _ask(row, message, data, kind="identity", cure=cure)


def _ask_about_coded(*, is_here: bool) -> tuple[str, str]:
    return (
        _("这一行没有代码，可能就是第 {row} 行的“{first}”（{uscc}）。")
        if is_here
        else _(
            "这一行没有代码，可能就是工作表“{sheet}”第 {row} 行的“{first}”（{uscc}）。"
        ),
        _("请确认是不是同一家企业；是同一家，这一行就用它的代码。"),
    )


def _ask_about_codeless(*, is_here: bool) -> tuple[str, str]:
    return (
        _("这一行没有代码，可能就是第 {row} 行的“{first}”。")
        if is_here
        else _("这一行没有代码，可能就是工作表“{sheet}”第 {row} 行的“{first}”。"),
        _("不是同一家请按新企业入库；是同一家请不导入这一行，或统一名称后重新上传。"),
    )


def _describe_row(row: RosterRow) -> dict[str, object]:
    """Describe a row of the same file; what it is called by is its code."""
    return {
        "code": row.uscc,
        "name": row.name,
        "uscc": row.uscc,
        "region": row.region,
        "region_name": _name_regions().get(row.region, ""),
        "address": row.address,
        "by": "row",
    }


def _describe(partner: Partner, by: str) -> dict[str, object]:
    return {
        "code": partner.code,
        "name": partner.name,
        "uscc": partner.uscc,
        "region": partner.region_code,
        "region_name": _name_regions().get(partner.region_code, ""),
        "address": partner.address,
        "by": by,
    }
