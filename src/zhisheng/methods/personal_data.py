"""Find what belongs to a person in a text that is meant for everybody.

Mobile and telephone numbers, identity numbers, account numbers and e-mail addresses are
found however they are written: full-width, with spaces or dashes, with characters between
them that cannot be seen. A unified social credit code is no personal number and is left.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from zhisheng.methods.errors import DomainError
from zhisheng.methods.identifiers import parse_uscc

PersonalKind = Literal["mobile", "identity_number", "account", "email", "phone"]

MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9](?:[\s-]?\d){9}(?!\d)")
# Six digits of a division, the day of birth, three digits and the check character.
IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-8](?:\s?\d){5}\s?(?:19|20)\d{2}\s?"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?\d{3}[\dXx](?![0-9A-Za-z])"
)
ACCOUNT: Final = re.compile(r"(?<![0-9A-Za-z])\d(?:[\s-]?\d){15,18}(?![0-9A-Za-z])")
# Accounts of companies have no check digit: they are known by the word before them, the
# bank between them at most, or by being longer than a card or an identity number.
NAMED_ACCOUNT: Final = re.compile(
    r"(?:[账帐][号户]|卡号)[码为是:\s]{0,4}(?P<found>\d(?:[\s-]?\d){8,29})"
    r"(?![0-9A-Za-z])"
)
ACCOUNT_AT_BANK: Final = re.compile(
    r"开户[^\d\n]{0,30}(?<![0-9A-Za-z])(?P<found>\d(?:[\s-]?\d){11,29})(?![0-9A-Za-z])"
)
LONG_ACCOUNT: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d[\s-])\d(?:[\s-]?\d){19,29}(?![\s-]?\d)(?![A-Za-z])"
)
EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
PHONE: Final = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[\s-]?\d{7,8}(?!\d)")
# A number is known by the word before it, which is no part of it.
NAMED: Final = re.compile(
    r"(?:电话|手机|联系方式|微信|QQ)[号码为是:\s]{0,4}(?P<found>\d(?:[\s-]?\d){5,14})"
)
# Fewer digits are no identity number; most texts are passed over by this alone.
LONG_NUMBER: Final = re.compile(r"(?:\d[\s\u200b-\u200f\u2060\ufeff]*){17}")
KEPT_AT_THE_END: Final = 2


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One finding.

    Attributes
    ----------
    start, end : int
        Where it stands in the text as given, the end not included.
    shown : str
        The finding with its middle hidden, so that it can be pointed at.
    """

    kind: PersonalKind
    start: int
    end: int
    shown: str


def find_personal_data(text: str) -> tuple[PersonalDatum, ...]:
    """Find what a public text must not hold, in the order of the text.

    Parameters
    ----------
    text : str
        Any text; the work grows in proportion to its length.

    Notes
    -----
    An identity number is known by its form and not by its check character (GB 11643-1999),
    since one with a slip in it still points at a person. The number of a card is known by
    its check digit (ISO/IEC 7812-1, annex B), that of an account, which has none, by the
    word before it or by its length of 20 to 30 digits.
    """
    narrow, places = _narrow(text)
    found: list[PersonalDatum] = []
    for kind, pattern, is_meant in PATTERNS:
        for match in pattern.finditer(narrow):
            group = "found" if pattern.groupindex else 0
            start, end = places[match.start(group)], places[match.end(group) - 1] + 1
            is_known = any(one.start < end and start < one.end for one in found)
            if not is_known and is_meant(match[group]):
                found.append(PersonalDatum(kind, start, end, _hide(match[group])))
    return tuple(sorted(found, key=lambda one: one.start))


def drop_identity_numbers(text: str) -> str:
    """Return a text without the identity numbers that stand in it."""
    if not LONG_NUMBER.search(text):
        return text
    kept = text
    for one in reversed(find_personal_data(text)):
        if one.kind == "identity_number":
            kept = kept[: one.start] + kept[one.end :]
    return kept


def _narrow(text: str) -> tuple[str, list[int]]:
    """Return the text as it is typed on one's keyboard, and where each character stood."""
    pairs = list(_iterate_narrow(text))
    return "".join(one for one, _ in pairs), [place for _, place in pairs]


def _iterate_narrow(text: str) -> Iterator[tuple[str, int]]:
    for place, character in enumerate(text):
        # Cf: zero-width and direction characters.
        if unicodedata.category(character) == "Cf":
            continue
        if unicodedata.category(character) == "Pd":
            yield "-", place
            continue
        plain = unicodedata.normalize("NFKC", character)
        yield (plain if len(plain) == 1 else character), place


def _hide(found: str) -> str:
    kept = found.strip()
    shown = kept[:3] if len(kept) > len("1234567") else kept[:1]
    return f"{shown}****{kept[-KEPT_AT_THE_END:]}"


def _is_always(_text: str) -> bool:
    return True


def _is_no_uscc(text: str) -> bool:
    try:
        parse_uscc("".join(text.split()))
    except DomainError:
        return True
    return False


def _is_account(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [
        sum(divmod(2 * digit, 10)) if place % 2 else digit
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0 and _is_no_uscc(text)


# In this order: a part of what was found already is not found again.
PATTERNS: Final[
    tuple[tuple[PersonalKind, re.Pattern[str], Callable[[str], bool]], ...]
] = (
    ("identity_number", IDENTITY, _is_no_uscc),
    ("account", ACCOUNT, _is_account),
    ("account", NAMED_ACCOUNT, _is_no_uscc),
    ("account", ACCOUNT_AT_BANK, _is_no_uscc),
    ("account", LONG_ACCOUNT, _is_always),
    ("mobile", MOBILE, _is_always),
    ("email", EMAIL, _is_always),
    ("phone", PHONE, _is_always),
    ("phone", NAMED, _is_always),
)
