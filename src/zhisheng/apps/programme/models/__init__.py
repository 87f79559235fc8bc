"""The public door to the tables of this app."""

from zhisheng.apps.programme.models.imports import (
    ColumnMapping,
    ImportChange,
    ImportRow,
    ImportValue,
    KeptChange,
    MatchDecision,
    PlaceDecision,
    RosterImport,
)
from zhisheng.apps.programme.models.ledger import Engagement, Enrolment, ProgrammeYear

__all__ = [
    "ColumnMapping",
    "Engagement",
    "Enrolment",
    "ImportChange",
    "ImportRow",
    "ImportValue",
    "KeptChange",
    "MatchDecision",
    "PlaceDecision",
    "ProgrammeYear",
    "RosterImport",
]
