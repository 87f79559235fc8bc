"""Files of other systems as data: which columns they have, and whose word counts more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.forms import FieldSpec, Kind
from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)

FILES = (
    "enterprise_register.yaml",
    "small_micro_directory.yaml",
    "credit_publicity.yaml",
    "certification_authority.yaml",
    "finance_platform.yaml",
    "random_inspection.yaml",
)
BATCH_MARK = "@"
# What of an enterprise a column can tell or ask for, by the names that grants use.
ATTRIBUTES = frozenset(
    {"name", "uscc", "legal_form", "status", "region", "address", "industry",
     "size_class", "established_on"}
)  # fmt: skip


class Direction(StrEnum):
    """Whether a file comes in or goes out."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Basis(StrEnum):
    """By what right the rows of a file are processed."""

    DUTY = "duty"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a column, how else it is written, and what we call it."""

    value: str
    also: tuple[str, ...] = ()
    means: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    aliases : tuple[str, ...]
        Other headings under which the same column is met.
    is_key : bool
        Together with the enterprise it tells one record of that system from the next.
    attribute : str
        What of an enterprise it tells or asks for; empty if it is no such thing.
    """

    code: str
    heading: str
    english: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_key: bool = False
    attribute: str = ""
    max_length: int = 200
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    example: str = ""

    @property
    def field(self) -> FieldSpec:
        """The column as a question, so that forms and files are read by one reader."""
        return FieldSpec(
            code=self.code,
            label=self.heading,
            english=self.english,
            kind=self.kind,
            unit=self.unit,
            is_required=self.is_required,
            max_length=self.max_length,
            choices=tuple(choice.value for choice in self.choices),
            example=self.example,
        )

    def find_meaning(self, value: str) -> str:
        """Return what we call a value of this column: 存续 is ``active``."""
        found = (one.means for one in self.choices if one.value == value)
        return next(found, "") or value


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file, and by what right its rows are processed.

    Attributes
    ----------
    consent : str
        The purpose an enterprise has to have agreed to; empty where duty is the basis.
    happened : tuple[str, ...]
        Columns that say when what is told came about, the telling one first.
    """

    code: str
    name: str
    english_name: str
    direction: Direction
    purpose: str
    basis: Basis
    columns: tuple[Column, ...]
    consent: str = ""
    happened: tuple[str, ...] = ()

    @property
    def code_column(self) -> Column:
        """The column that says which enterprise a row is about."""
        return next(one for one in self.columns if one.kind is Kind.USCC)

    @property
    def key_column(self) -> Column:
        """The column by which that system tells its records apart."""
        return next((one for one in self.columns if one.is_key), self.code_column)

    @property
    def telling(self) -> tuple[Column, ...]:
        """The columns that tell an official field of an enterprise."""
        return tuple(
            one for one in self.columns if one.attribute and one.attribute != "uscc"
        )


@dataclass(frozen=True, slots=True)
class Connector:
    """Another system and the files that it sends or takes."""

    code: str
    version: str
    name: str
    english_name: str
    jurisdiction: str
    source: str
    status: Status
    valid_from: date
    valid_to: date | None
    layouts: tuple[Layout, ...]

    def find_layout(self, code: str) -> Layout | None:
        """Return a layout by its code."""
        return next((one for one in self.layouts if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Rank:
    """One kind of source.

    Attributes
    ----------
    sources : tuple[str, ...]
        How such sources are called on the versions of an enterprise; a star ends a
        beginning.
    is_administrative : bool
        Whether proposals and rosters leave alone what it told.
    dates_changes : bool
        Whether its day is the day of a change, and not only the day of writing down.
    """

    code: str
    name: str
    english_name: str
    sources: tuple[str, ...]
    is_administrative: bool = False
    dates_changes: bool = False


@dataclass(frozen=True, slots=True)
class Precedence:
    """Whose word about an official field counts more, the highest first."""

    code: str
    jurisdiction: str
    source: str
    status: Status
    valid_from: date
    valid_to: date | None
    ranks: tuple[Rank, ...]

    def find_rank(self, source: str) -> Rank | None:
        """Return the kind of source that calls itself so on a version."""
        code = split_source(source)[0]
        return next((one for one in self.ranks if _is_of(code, one.sources)), None)

    def list_above(self, code: str) -> tuple[Rank, ...]:
        """Return the administrative kinds whose word counts more than that of one."""
        position = next(i for i, one in enumerate(self.ranks) if one.code == code)
        return tuple(one for one in self.ranks[:position] if one.is_administrative)


def write_source(connector: str, batch: str) -> str:
    """Return what a version is marked with that a batch of a connector wrote."""
    return f"{connector}{BATCH_MARK}{batch}"


def split_source(source: str) -> tuple[str, str]:
    """Return the connector and batch of a source; of others itself, and no batch."""
    code, _mark, batch = source.partition(BATCH_MARK)
    return code, batch


@cache
def load_connectors() -> tuple[Connector, ...]:
    """Load every connector that ships with the package, all versions.

    Raises
    ------
    ReferenceDataError
        If a column is doubled, tells something unknown, or a layout names no enterprise.
    """
    found = [one for name in FILES for one in read_yaml(__name__, name)]
    connectors = build_records(Connector, found)
    for connector in connectors:
        problems = list(_list_problems(connector))
        if problems:
            raise ReferenceDataError(f"{connector.code}: {'; '.join(problems)}")
    return connectors


def find_connector(code: str, on: date) -> Connector | None:
    """Return the version of a connector that is in force on a day."""
    found = pick((one for one in load_connectors() if one.code == code), on)
    return found[0] if found else None


def find_version(code: str, version: str) -> Connector | None:
    """Return one version of a connector, in force or not."""
    found = (one for one in load_connectors() if one.code == code)
    return next((one for one in found if one.version == version), None)


@cache
def load_precedence() -> tuple[Precedence, ...]:
    """Load the rules of precedence that ship with the package, all versions."""
    return build_records(Precedence, read_yaml(__name__, "precedence.yaml"))


def find_precedence(on: date) -> Precedence:
    """Return the rule of precedence in force on a day."""
    return pick(load_precedence(), on)[0]


def _is_of(source: str, names: tuple[str, ...]) -> bool:
    return any(
        source.startswith(name[:-1]) if name.endswith("*") else source == name
        for name in names
    )


def _list_problems(connector: Connector) -> Iterator[str]:
    codes = [layout.code for layout in connector.layouts]
    if len(codes) != len(set(codes)):
        yield "a layout stands twice"
    for layout in connector.layouts:
        for problem in _list_layout_problems(layout):
            yield f"{layout.code}: {problem}"


def _list_layout_problems(layout: Layout) -> Iterator[str]:
    codes = [column.code for column in layout.columns]
    headings = [
        name for column in layout.columns for name in (column.heading, *column.aliases)
    ]
    if len(codes) != len(set(codes)) or len(headings) != len(set(headings)):
        yield "a column or heading stands twice"
    named = [column for column in layout.columns if column.kind is Kind.USCC]
    if len(named) != 1 or not named[0].is_required:
        yield "one required code says which enterprise a row is about"
    if sum(column.is_key for column in layout.columns) > 1:
        yield "a record has one key"
    if (layout.basis is Basis.CONSENT) != bool(layout.consent):
        yield "a consent names its purpose, and duty none"
    if not set(layout.happened) <= set(codes):
        yield "a day of happening is no column"
    for column in layout.columns:
        if column.attribute and column.attribute not in ATTRIBUTES:
            yield f"{column.code} tells {column.attribute}"
        if (column.kind is Kind.CHOICE) != bool(column.choices):
            yield f"{column.code}: choices belong to a choice"
