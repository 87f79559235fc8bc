"""Where the lines and words of a fishbone stand; the template only writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhisheng.apps.improvement.choices import CauseCategory
from zhisheng.apps.improvement.models import ProblemCause
from zhisheng.kit.language import shorten

WIDTH, HEAD = 860, 150
BONES = 3
LINE, INDENT, TOP = 26, 10, 34
LONGEST_TWIG, LONGEST_HEAD = 10, 18
# How wide a sign is written on a twig, with some room for bold ones.
SIGN = 14


@dataclass(frozen=True, slots=True)
class Twig:
    x: int
    y: int
    length: int
    text: str
    whole: str
    is_root: bool


@dataclass(frozen=True, slots=True)
class Bone:
    label: str
    tip_x: int
    tip_y: int
    foot_x: int
    label_y: int
    twigs: tuple[Twig, ...]


@dataclass(frozen=True, slots=True)
class Fishbone:
    """Bones slant towards the head at the right, three above the spine and three below."""

    width: int
    height: int
    spine_y: int
    spine_end: int
    head_y: int
    head_width: int
    head_text: str
    bones: tuple[Bone, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A cause of the tree with what stands behind it."""

    number: int
    text: str
    is_root: bool
    whys: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Limb:
    """One of 人机料法环测 with its causes."""

    label: str
    branches: tuple[Branch, ...]


def grow_tree(causes: Sequence[ProblemCause]) -> tuple[Limb, ...]:
    """Return the causes as trees, by bone; a bone without causes is left out."""
    return tuple(
        Limb(str(category.label), tuple(_grow(causes, None, category)))
        for category in CauseCategory
        if any(one.category == category for one in causes)
    )


def draw_fishbone(text: str, causes: Sequence[ProblemCause]) -> Fishbone | None:
    """Lay a fishbone out; where nothing is written down there is none."""
    if not causes:
        return None
    by_bone = [_flatten(causes, None, category, 0) for category in CauseCategory]
    above, below = by_bone[:BONES], by_bone[BONES:]
    up, down = (_measure(part) for part in (above, below))
    spine_y = up + TOP
    bones = [
        _draw_bone(place, category, rows, spine_y, up, sign=-1)
        for place, (category, rows) in enumerate(
            zip(list(CauseCategory)[:BONES], above, strict=True)
        )
    ]
    bones += [
        _draw_bone(place, category, rows, spine_y, down, sign=1)
        for place, (category, rows) in enumerate(
            zip(list(CauseCategory)[BONES:], below, strict=True)
        )
    ]
    return Fishbone(
        width=WIDTH,
        height=spine_y + down + TOP,
        spine_y=spine_y,
        spine_end=WIDTH - HEAD,
        head_y=spine_y - 22,
        head_width=HEAD - 4,
        head_text=shorten(text, 9),
        bones=tuple(bones),
    )


def _grow(
    causes: Sequence[ProblemCause], parent: int | None, category: str
) -> list[Branch]:
    return [
        Branch(
            one.number, one.text, one.is_root, tuple(_grow(causes, one.pk, category))
        )
        for one in causes
        if one.parent_id == parent and one.category == category
    ]


def _flatten(
    causes: Sequence[ProblemCause], parent: int | None, category: str, depth: int
) -> list[tuple[int, ProblemCause]]:
    rows: list[tuple[int, ProblemCause]] = []
    for one in causes:
        if one.parent_id == parent and one.category == category:
            rows.append((depth, one))
            rows += _flatten(causes, one.pk, category, depth + 1)
    return rows


def _measure(bones: Sequence[Sequence[object]]) -> int:
    return LINE * (max(len(rows) for rows in bones) + 1)


def _draw_bone(
    place: int,
    category: CauseCategory,
    rows: Sequence[tuple[int, ProblemCause]],
    spine_y: int,
    reach: int,
    *,
    sign: int,
) -> Bone:
    step = (WIDTH - HEAD) // BONES
    foot_x = step * (place + 1) - 8
    tip_x, tip_y = foot_x - 60, spine_y + sign * reach
    twigs = tuple(
        _draw_twig(line, depth, one, (foot_x, spine_y), (tip_x, tip_y), sign)
        for line, (depth, one) in enumerate(rows, start=1)
    )
    label_y = tip_y - 10 if sign < 0 else tip_y + 20
    return Bone(str(category.label), tip_x, tip_y, foot_x, label_y, twigs)


def _draw_twig(
    line: int,
    depth: int,
    cause: ProblemCause,
    foot: tuple[int, int],
    tip: tuple[int, int],
    sign: int,
) -> Twig:
    """Let a twig end on its bone; what stands behind it comes nearer to the spine."""
    y = tip[1] - sign * (LINE * line - 4)
    share = (y - tip[1]) / (foot[1] - tip[1])
    x = round(tip[0] + share * (foot[0] - tip[0]))
    length = 150 - INDENT * depth
    return Twig(
        x - length,
        y,
        length,
        shorten(cause.text, min(LONGEST_TWIG, length // SIGN)),
        cause.text,
        cause.is_root,
    )
