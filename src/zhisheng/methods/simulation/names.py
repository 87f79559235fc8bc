"""Invented names and codes: unique, and no real enterprise can bear them."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.errors import DomainError
from zhisheng.methods.identifiers import (
    ALPHABET,
    FICTIONAL_PREFIX,
    ORGANISATION_WEIGHTS,
    compute_check_characters,
)

Strings = NDArray[np.str_]
Indices = NDArray[np.int64]

# Characters of invented names; four of them make one name proper.
SYLLABLES = np.array(
    list(
        "岫川芷汀榆砚昀禾朔棠霁渊砺泊苡桐澜舟屿岚翮宇杞塬蓼溪曜驰翠峦"
        "鹭沅珩缙云郢霖晗峪柘瑀荇茁漪筠铄炜恺笙筱葭菡荻蘅岑昱暄旻皓"
    )
)
CORE_LENGTH = 4
_FREE_CHARACTERS = 4
MOST_NAMES = len(SYLLABLES) ** CORE_LENGTH
MOST_CODES_PER_REGION = len(ALPHABET) ** _FREE_CHARACTERS


class SimulationTooLargeError(DomainError):
    """There are not enough fictional names or codes for so many enterprises."""

    code: ClassVar[str] = "simulation.too_large"
    message: ClassVar[str] = "虚构的名称或代码不足：最多 {limit}，需要 {wanted}。"


def join(*parts: Strings | str) -> Strings:
    """Join columns of texts row by row."""
    whole: Strings = np.asarray(parts[0], dtype=np.str_)
    for part in parts[1:]:
        whole = np.char.add(whole, part)
    return whole


def draw_cores(rng: np.random.Generator, count: int) -> Strings:
    """Draw different names proper.

    Raises
    ------
    SimulationTooLargeError
        If there are fewer different names.
    """
    if count > MOST_NAMES:
        raise SimulationTooLargeError(limit=MOST_NAMES, wanted=count)
    step = _draw_coprime(rng, len(SYLLABLES), MOST_NAMES)
    start = int(rng.integers(MOST_NAMES))
    numbers = (start + step * np.arange(count, dtype=np.int64)) % MOST_NAMES
    return _spell_numbers(numbers, SYLLABLES, CORE_LENGTH)


def make_codes(
    rng: np.random.Generator, heads: Strings, region_codes: Strings
) -> Strings:
    """Make different fictional codes with both check characters.

    Parameters
    ----------
    heads : NDArray[np.str_], shape (n,)
        Department and category, e.g. 91.
    region_codes : NDArray[np.str_], shape (n,)
        Six digits.

    Raises
    ------
    SimulationTooLargeError
        If one region needs more codes than begin with ``FICTIONAL_PREFIX``.
    """
    serials = number_within(region_codes)
    wanted = int(serials.max(initial=-1)) + 1
    if wanted > MOST_CODES_PER_REGION:
        raise SimulationTooLargeError(limit=MOST_CODES_PER_REGION, wanted=wanted)
    step = _draw_coprime(rng, len(ALPHABET), MOST_CODES_PER_REGION)
    start = int(rng.integers(MOST_CODES_PER_REGION))
    numbers = (start + step * serials) % MOST_CODES_PER_REGION
    free = _spell_numbers(numbers, np.array(list(ALPHABET)), _FREE_CHARACTERS)
    checks = _check_organisations(free)
    bodies = join(heads, region_codes, FICTIONAL_PREFIX, free, checks)
    return join(bodies, compute_check_characters(bodies))


def number_within(groups: Strings) -> Indices:
    """Count the rows of each group from 0 in their order."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    is_first = np.r_[True, ordered[1:] != ordered[:-1]][: len(groups)]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.r_[starts, len(groups)])
    numbers = np.empty(len(groups), dtype=np.int64)
    numbers[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return numbers


def _draw_coprime(rng: np.random.Generator, base: int, modulus: int) -> int:
    while True:
        step = int(rng.integers(modulus // 3, modulus))
        if np.gcd(step, base) == 1:
            return step


def _spell_numbers(numbers: Indices, alphabet: Strings, length: int) -> Strings:
    base = len(alphabet)
    return join(
        *(alphabet[numbers // base**place % base] for place in reversed(range(length)))
    )


def _check_organisations(free: Strings) -> Strings:
    codes = join(np.full(len(free), FICTIONAL_PREFIX), free)
    digits = codes.view(np.uint32).reshape(len(free), -1).astype(np.int64)
    values = np.where(digits < ord("A"), digits - ord("0"), digits - ord("A") + 10)
    total = values @ np.array(ORGANISATION_WEIGHTS)
    checks: Strings = np.array(list("0123456789X"))[-total % 11]
    return checks
