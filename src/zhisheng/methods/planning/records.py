"""What a plan is made from and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zhisheng.methods.errors import DomainError


class Aim(StrEnum):
    """What a plan is to be best at."""

    BEST = "best"
    CHEAPEST = "cheapest"
    FASTEST = "fastest"


class Limit(StrEnum):
    """What a plan may not go beyond."""

    BUDGET = "budget_yuan"
    STAFF_DAYS = "staff_days"
    DAYS = "days"


class Why(StrEnum):
    """Why a measure is in a plan, or is not."""

    LIFTS = "lifts"
    NEEDED_BEFORE = "needed_before"
    PINNED = "pinned"
    AIMED_AT = "aimed_at"
    EXCLUDED = "excluded"
    DONE = "done"
    LIFTS_NOTHING = "lifts_nothing"
    NEEDS_WHAT_IS_OUT = "needs_what_is_out"
    TOO_SLOW = "too_slow"
    BEYOND_LIMIT = "beyond_limit"
    NO_ROOM = "no_room"
    GAP_IS_CLOSED = "gap_is_closed"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands in one criterion.

    Attributes
    ----------
    value : float
        Level now, from 1.
    weight : float
        Share of the score; the weights of all criteria sum to 1.
    wanted : float
        What a goal of the firm makes of the weight: 1, or more where a goal asks for it.
    """

    criterion: str
    value: float
    weight: float
    wanted: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that may be taken: what it costs and which criteria it lifts."""

    code: str
    cost_yuan: int
    staff_days: int
    duration_days: int
    lifts: Mapping[str, int]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan may not go beyond; None is no limit.

    Attributes
    ----------
    budget_yuan : int or None
    staff_days : int or None
        Days of the firm's own people in each span of 30 days; a shorter last span has
        its part of them.
    days : int or None
        By which day from the start all must end.
    """

    budget_yuan: int | None = None
    staff_days: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A grade: the least score, and the least level in criteria a gate stands on."""

    score: float
    least: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the firm itself has settled.

    Attributes
    ----------
    pinned, excluded : frozenset[str]
        Codes of measures that must, or must not, be in the plan.
    done : frozenset[str]
        Codes of measures the firm has taken already.
    """

    pinned: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and the codes of the criteria or measures it is about.

    ``limit`` and ``by`` say which limit a measure would break beside the plan, and by
    how much.
    """

    why: Why
    about: tuple[str, ...] = ()
    limit: Limit | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A measure of the plan, and the days from the start on which it runs."""

    code: str
    first_day: int
    last_day: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measure that is not in the plan."""

    code: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """The measures that serve the aim best within the limits; proven, not guessed.

    Attributes
    ----------
    chosen : tuple[Chosen, ...]
        In the order they begin.
    cost_yuan, staff_days, days : int
        Of the whole plan; it never goes beyond its limits.
    months : tuple[float, ...]
        Days the firm's own people work in each span of 30 days, none beyond the limit.
    before, after : float
        Score without and with the plan.
    values : dict[str, float]
        Level of each criterion with the plan.
    """

    aim: Aim
    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    cost_yuan: int
    staff_days: int
    days: int
    months: tuple[float, ...]
    before: float
    after: float
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Loosening:
    """A limit that would do if it were looser by this much, the others as they are."""

    limit: Limit
    by: int


class NegativeLimitError(DomainError):
    """A limit is below zero."""

    code = "planning.negative_limit"
    message = "{limit}不能是负数：{value}。请改成 0 或更大的数。"
    translated = frozenset({"limit"})


class UnknownMeasureError(DomainError):
    """A measure is pinned or aimed at that nobody offers, or that is left out as well."""

    code = "planning.unknown_measure"
    message = "没有这项措施，或者同时选了不要它：{measure}。"


class TookTooLongError(DomainError):
    """The solver found no proof in its time; nothing unproven is handed out."""

    code = "planning.took_too_long"
    message = (
        "这份计划算得太久，没有算完。请把期限改短些，或者去掉几件不要的，再试一次。"
    )


class NoPlanError(DomainError):
    """No choice of measures keeps to the limits and reaches what is wanted.

    Attributes
    ----------
    loosenings : tuple[Loosening, ...]
        Each of them alone would do; empty if no single limit does.
    together : tuple[Loosening, ...]
        What would do together where no single one does; empty if nothing would do.
    """

    code = "planning.no_plan"
    message = "在这些限制下没有可行的计划。"

    def __init__(
        self,
        loosenings: tuple[Loosening, ...] = (),
        together: tuple[Loosening, ...] = (),
    ) -> None:
        super().__init__()
        self.loosenings = loosenings
        self.together = together
