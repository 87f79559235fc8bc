"""Taking the roster out of the platform is on record."""

from dataclasses import asdict

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.kit import audit


def note_export(*, filters: RosterFilters, actor: User) -> None:
    require(actor, Action.EXPORT_ROSTER)
    wanted = {name: value for name, value in asdict(filters).items() if value}
    audit.record(action="registry.roster_exported", actor=actor, new=wanted)
