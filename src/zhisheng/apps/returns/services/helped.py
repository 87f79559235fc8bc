"""Enterprises a body helped: it may tell their values, though not see their records."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import facts
from zhisheng.kit.bulk import split
from zhisheng.methods.linkage import name_key

HELPERS = "programme.helping_bodies"
KEYS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class Helped:
    """Ids and credit codes of the enterprises helped, by folded name.

    The name must be the registered one: whoever reported a code under a made-up name
    would else be told that name by what a sheet leaves behind.
    """

    by_name: Mapping[str, Collection[tuple[int, str]]]

    def find(self, name: str, uscc: str) -> int | None:
        """Return the one enterprise of that name, and of that code where one is told."""
        named = self.by_name.get(name_key(name), ()) if name else ()
        found = [pk for pk, code in named if not uscc or code == uscc]
        return found[0] if len(found) == 1 else None


def list_helped_by(organisation: Organisation | None, names: Collection[str]) -> Helped:
    """Return those of the enterprises named that stand as helped by a body."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    kind = OrganisationKind.CERTIFICATION_BODY
    if organisation is None or organisation.kind != kind:
        return Helped(found)
    keys = sorted({name_key(name) for name in names})
    for chunk in split(keys, KEYS_PER_QUERY):
        named = Enterprise.unscoped.filter(name_key__in=chunk, merged_into=None)
        rows = list(named.values_list("pk", "uscc", "name_key"))
        table = facts.ask([HELPERS], [row[0] for row in rows], timezone.localdate())
        for (pk, uscc, key), helpers in zip(rows, table.column(HELPERS), strict=True):
            if isinstance(helpers, tuple) and organisation.code in helpers:
                found[key].append((pk, uscc))
    return Helped(found)
