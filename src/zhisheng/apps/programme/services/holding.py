"""Rows that would move an enterprise or make a body unasked wait for an answer.

Another roster may have moved the enterprise since the preview, or only then created it;
a row may have been read before bodies were asked about.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from django.db.models import F, QuerySet

from zhisheng.apps.accounts.selectors import map_organisation_ids
from zhisheng.apps.programme.choices import NEW_BODY, PlaceKind
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.selectors import Sender, list_changeable
from zhisheng.apps.programme.services.bodies import Bodies
from zhisheng.apps.programme.services.moves import ask_about_moves, forget_move
from zhisheng.apps.programme.services.placing import get_written, recall_places
from zhisheng.apps.programme.services.rechecking import count_again, restore_identity
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.apps.registry.selectors import lies_elsewhere, select_standing
from zhisheng.kit.bulk import split, update_rows

BATCH = 1_000
JUDGED = ("region_code", "status", "reasons", "decision")
NAMED = ("helper_id", "helper_code", "helper_text", "status", "reasons", "decision")


def hold_moves(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> None:
    """Ask about rows that lie elsewhere than the record and have no answer for that.

    Whoever applies holds the lock, so no other roster moves anything meanwhile.
    """
    on = date(roster_import.year, 1, 1)
    sender = Sender.of(roster_import)
    for batch in split(_find_moving(rows, sender, on), BATCH):
        moving = list(ImportRow.objects.filter(pk__in=batch).order_by("pk"))
        before = Counter(row.status for row in moving)
        _judge(moving, sender, on)
        update_rows(ImportRow, JUDGED, map(attrgetter(*JUDGED, "pk"), moving))
        count_again(roster_import, before, Counter(row.status for row in moving))


def hold_helpers(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> None:
    """Name the helper of rows that have none, or ask which body it is."""
    nameless = rows.filter(helper=None).exclude(helper_code=NEW_BODY)
    ids = list(nameless.values_list("pk", flat=True))
    bodies = Bodies(roster_import.organisation, roster_import.helper)
    for batch in split(ids, BATCH):
        held = list(ImportRow.objects.filter(pk__in=batch).order_by("pk"))
        before = Counter(row.status for row in held)
        _name_helpers(held, bodies, roster_import)
        update_rows(ImportRow, NAMED, map(attrgetter(*NAMED, "pk"), held))
        count_again(roster_import, before, Counter(row.status for row in held))


def _name_helpers(
    rows: Sequence[ImportRow], bodies: Bodies, roster_import: RosterImport
) -> None:
    reads = [_restore(row) for row in rows]
    for row, read in zip(rows, reads, strict=True):
        read.helper_number = row.certificate.get("body_approval", "")
        if read.helper_name == read.helper_number:
            # Staged in place of the name it lacks.
            read.helper_name = ""
    bodies.settle(reads)
    recall_places(reads, roster_import.organisation)
    ids = map_organisation_ids({read.helper for read in reads})
    for row, read in zip(rows, reads, strict=True):
        row.helper_code, row.helper_id = read.helper, ids.get(read.helper)
        row.helper_text = get_written(read, PlaceKind.HELPER)
        row.status = read.status
        row.reasons = [reason.as_dict() for reason in read.reasons]
        if row.helper_id is None and row.helper_code != NEW_BODY:
            # What was said of the enterprise is asked again with the body.
            row.decision = ""


def _find_moving(rows: QuerySet[ImportRow], sender: Sender, on: date) -> list[int]:
    """Return the ids of the rows that applying would move, answered or not."""
    standing = select_standing(list_changeable(sender), on=on)
    differing = rows.filter(enterprise__in=standing.order_by()).exclude(
        region_code=F("enterprise__region_id")
    )
    places = differing.values_list("pk", "region_code", "enterprise__region_id")
    return [
        pk for pk, region, known in places.iterator() if lies_elsewhere(region, known)
    ]


def _judge(rows: Sequence[ImportRow], sender: Sender, on: date) -> None:
    """Compare with the record as it is now; an answer to the same move holds."""
    reads = [_restore(row) for row in rows]
    ids = {row.enterprise_id for row in rows if row.enterprise_id is not None}
    ask_about_moves(reads, sender=sender, ids=ids, on=on)
    for row, read in zip(rows, reads, strict=True):
        row.region_code, row.status = read.region, read.status
        row.reasons = [reason.as_dict() for reason in read.reasons]
        row.decision = read.decision


def _restore(row: ImportRow) -> RosterRow:
    read = restore_identity(row)
    read.decision = row.decision
    read.reasons = [Reason.restore(reason) for reason in row.reasons]
    forget_move(read)
    return read
