"""What is compared, and what comes out."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from zhisheng.methods.errors import DomainError

Verdict = Literal["certain", "to_confirm", "different"]


class LinkageColumnsError(DomainError):
    """A table of candidates lacks a column."""

    code: ClassVar[str] = "linkage.columns"
    message: ClassVar[str] = "缺少列：{missing}。"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row or a known enterprise, by what tells who it is.

    ``uscc`` is a checked unified social credit code or empty; ``region_code`` has six
    digits (a province or city ends in zeros) or is empty; ``industry_code`` is two to
    four digits or empty. Empty means not known.
    """

    name: str
    uscc: str = ""
    region_code: str = ""
    industry_code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two candidates are the same enterprise.

    ``score`` (0 to 1) only orders the partners of one row; it decides nothing.
    ``reasons`` are stable words, the deciding one first.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that is not different; both numbers are row numbers from 0."""

    incoming: int
    known: int
    comparison: Comparison
