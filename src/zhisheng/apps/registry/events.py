from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class EnterpriseRegistered:
    name: ClassVar[str] = "registry.enterprise_registered"

    enterprise_code: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseRenamed:
    name: ClassVar[str] = "registry.enterprise_renamed"

    enterprise_code: str
    old_name: str
    new_name: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseMoved:
    name: ClassVar[str] = "registry.enterprise_moved"

    enterprise_code: str
    old_region_code: str
    new_region_code: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseClosed:
    """Deregistered, or its licence revoked."""

    name: ClassVar[str] = "registry.enterprise_closed"

    enterprise_code: str
    status: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseRestored:
    """Closed or revoked by mistake, or the decision was taken back."""

    name: ClassVar[str] = "registry.enterprise_restored"

    enterprise_code: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseConverted:
    """A household business became a company and stays the same enterprise."""

    name: ClassVar[str] = "registry.enterprise_converted"

    enterprise_code: str
    old_uscc: str
    new_uscc: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterpriseSucceeded:
    name: ClassVar[str] = "registry.enterprise_succeeded"

    enterprise_code: str
    successor_code: str
    on: date


@dataclass(frozen=True, slots=True)
class EnterprisesMerged:
    name: ClassVar[str] = "registry.enterprises_merged"

    enterprise_code: str
    survivor_code: str


@dataclass(frozen=True, slots=True)
class EnterprisesUnmerged:
    name: ClassVar[str] = "registry.enterprises_unmerged"

    enterprise_code: str
    survivor_code: str


@dataclass(frozen=True, slots=True)
class EnterpriseClaimed:
    name: ClassVar[str] = "registry.enterprise_claimed"

    enterprise_code: str
    organisation_code: str


@dataclass(frozen=True, slots=True)
class EnterprisesPlaced:
    """Enterprises were given to a unit, or back to the office of their region (empty)."""

    name: ClassVar[str] = "registry.enterprises_placed"

    unit_code: str
    count: int
