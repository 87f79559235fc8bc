"""Unified social credit codes (GB 32100-2015): reading, checking, building."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.errors import DomainError

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH: Final = 18
BODY_LENGTH: Final = 17
WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(BODY_LENGTH))
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
FICTIONAL_PREFIX: Final = "MAXX"
PLACEHOLDER: Final = "0" * CODE_LENGTH

_ORDINALS: Final = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―−·.'`\u200b-\u200f\u2060\ufeff]+")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+?\d+")
_SLIPS: Final = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
_INVALID: Final = 255
_ORGANISATION_CODE: Final = re.compile(r"[0-9A-Z]{8}[0-9X]")


class UsccError(DomainError):
    """A text is not a unified social credit code."""

    code: ClassVar[str] = "uscc.invalid"
    message: ClassVar[str] = "“{text}”不是有效的统一社会信用代码。"


class UsccLengthError(UsccError):
    """The code has not 18 characters."""

    code: ClassVar[str] = "uscc.length"
    message: ClassVar[str] = (
        "统一社会信用代码应为 18 位，“{text}”有 {length} 位，请对照营业执照补正。"
    )


class UsccCharactersError(UsccError):
    """The code holds characters outside the standard's thirty-one."""

    code: ClassVar[str] = "uscc.characters"
    message: ClassVar[str] = (
        "统一社会信用代码“{text}”含有不允许的字符“{characters}”"
        "（只用数字和除 I、O、Z、S、V 外的大写字母）。{hint}"
    )


class UsccScientificError(UsccError):
    """A spreadsheet has turned the code into a rounded number."""

    code: ClassVar[str] = "uscc.scientific"
    message: ClassVar[str] = (
        "“{text}”是被表格软件改成科学计数法的数字，原代码已丢失。"
        "请把该列设为文本格式后重新填写 18 位代码。"
    )


class UsccCheckDigitError(UsccError):
    """The last character does not follow from the first seventeen."""

    code: ClassVar[str] = "uscc.check_digit"
    message: ClassVar[str] = (
        "统一社会信用代码“{text}”校验不通过，至少有一位写错，请对照营业执照核对。"
    )


class UsccPlaceholderError(UsccError):
    """Zeros stand where there is no code; their check character is sound by chance."""

    code: ClassVar[str] = "uscc.placeholder"
    message: ClassVar[str] = (
        "“{text}”全是零，只是没有代码时的占位，请照营业执照填写，没有就留空。"
    )


class UsccPartError(UsccError):
    """A part given to the builder has the wrong length or characters."""

    code: ClassVar[str] = "uscc.part"
    message: ClassVar[str] = (
        "代码组成部分“{text}”应为 {length} 位数字或大写字母（不含 I、O、Z、S、V）。"
    )


class OrganisationCodeError(DomainError):
    """A text has the shape of an organisation code, but its last character is wrong."""

    code: ClassVar[str] = "organisation_code.check_digit"
    message: ClassVar[str] = (
        "“{text}”像旧的 9 位组织机构代码，但校验不通过。"
        "请照营业执照填写 18 位统一社会信用代码，没有就留空。"
    )


@dataclass(frozen=True, slots=True)
class UnifiedSocialCreditCode:
    """A checked code and its parts.

    Attributes
    ----------
    code : str
        All 18 characters.
    registration_department : str
        1 character, e.g. ``"9"`` for market regulation.
    organisation_category : str
        1 character, e.g. ``"1"`` for an enterprise.
    region_code : str
        6 characters, the division of registration; may be out of date.
    organisation_code : str
        9 characters (GB 11714), its own check character last.
    """

    code: str
    registration_department: str
    organisation_category: str
    region_code: str
    organisation_code: str

    @property
    def is_organisation_code_consistent(self) -> bool:
        """Whether the inner organisation code keeps its own check (GB 11714)."""
        body, check = self.organisation_code[:8], self.organisation_code[8]
        return compute_organisation_check_character(body) == check

    @property
    def is_fictional(self) -> bool:
        """Whether the code was made for examples and cannot be a real one."""
        return self.organisation_code.startswith(FICTIONAL_PREFIX)


def parse_uscc(text: object) -> UnifiedSocialCreditCode:
    """Read a unified social credit code as people write it.

    Full-width characters, spaces, hyphens and lower case are normalised; nothing
    else is ever corrected.

    Parameters
    ----------
    text : object
        The code as written; what is no text, such as a number, is no code.

    Returns
    -------
    UnifiedSocialCreditCode
        The checked code. The inner organisation code is not a reason to refuse.

    Raises
    ------
    UsccError
        If it is no text.
    UsccScientificError
        If a spreadsheet has rounded the code to a number such as 9.11311E+17.
    UsccCharactersError
        If a character outside the standard's alphabet occurs (I, O, Z, S, V).
    UsccLengthError
        If it has not 18 characters.
    UsccCheckDigitError
        If the check character is wrong.
    UsccPlaceholderError
        If it is all zeros.

    Notes
    -----
    Source: GB 32100-2015, 4 and 5 (modulus 31, weights ``3**i mod 31``). Departments
    and categories are not checked: more were given out after the standard's own list.
    """
    if not isinstance(text, str):
        raise UsccError(text="" if text is None else text)
    shown = text.strip()
    if _SCIENTIFIC.fullmatch(_fold_width(text).replace(" ", "")):
        raise UsccScientificError(text=shown)
    code = normalise_uscc(text)
    _check_characters(code)
    if len(code) != CODE_LENGTH:
        raise UsccLengthError(text=shown, length=len(code))
    if compute_check_character(code[:BODY_LENGTH]) != code[-1]:
        raise UsccCheckDigitError(text=code)
    if code == PLACEHOLDER:
        raise UsccPlaceholderError(text=code)
    return UnifiedSocialCreditCode(code, code[0], code[1], code[2:8], code[8:17])


def normalise_uscc(text: str) -> str:
    """Fold width and case and drop spaces and hyphens; check nothing."""
    return _SEPARATORS.sub("", _fold_width(text or ""))


def compute_check_character(body: str) -> str:
    """Compute the 18th character from the first 17.

    Parameters
    ----------
    body : str
        17 characters of the alphabet.

    Raises
    ------
    UsccPartError
        If ``body`` has another length or other characters.

    Notes
    -----
    ``(31 - sum(ordinal * weight) mod 31) mod 31``. Source: GB 32100-2015, 5.
    """
    _check_part(body, BODY_LENGTH)
    total = sum(_ORDINALS[c] * w for c, w in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def compute_organisation_check_character(body: str) -> str:
    """Compute the ninth character of an organisation code from its first eight.

    Parameters
    ----------
    body : str
        8 characters, digits or capital letters.

    Notes
    -----
    ``11 - sum(value * weight) mod 11`` with 10 written X and 11 written 0; the
    value of a letter is its place from A = 10. Source: GB 11714-1997, 4.
    """
    values = (int(character, 36) for character in body)
    total = sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def find_organisation_code(text: str) -> str:
    """Find whether a text is an organisation code, which the unified code replaced.

    Parameters
    ----------
    text : str
        The code as written, with a hyphen before the ninth character or without.

    Returns
    -------
    str
        Its nine characters, or nothing where the text has not the shape of one or is
        all zeros, which only stand where there is no code.

    Raises
    ------
    OrganisationCodeError
        If the ninth character does not follow from the first eight.

    Notes
    -----
    Source: GB 11714-1997, 4.
    """
    code = normalise_uscc(text)
    if not _ORGANISATION_CODE.fullmatch(code) or not code.strip("0"):
        return ""
    if compute_organisation_check_character(code[:8]) != code[8]:
        raise OrganisationCodeError(text=text.strip())
    return code


def make_uscc(
    *, department: str, category: str, region: str, organisation_body: str
) -> UnifiedSocialCreditCode:
    """Build a code from its parts and both check characters.

    Parameters
    ----------
    department, category : str
        1 character each.
    region : str
        6 digits.
    organisation_body : str
        8 characters; start with ``FICTIONAL_PREFIX`` for an example.

    Raises
    ------
    UsccPartError
        If a part has the wrong length or characters.
    """
    parts = ((department, 1), (category, 1), (region, 6), (organisation_body, 8))
    for part, length in parts:
        _check_part(part, length)
    inner = organisation_body + compute_organisation_check_character(organisation_body)
    body = department + category + region + inner
    code = body + compute_check_character(body)
    return UnifiedSocialCreditCode(code, department, category, region, inner)


def check_usccs(codes: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """Check many normalised codes at once.

    Parameters
    ----------
    codes : Sequence[str] or NDArray[np.str_], shape (n,)
        Codes as `normalise_uscc` returns them; no normalisation happens here.

    Returns
    -------
    NDArray[np.bool_], shape (n,)
        True where `parse_uscc` would accept the code.

    Notes
    -----
    Source: GB 32100-2015, 5.
    """
    ordinals = _read_ordinals(codes, CODE_LENGTH)
    total = _weigh(ordinals[:, :BODY_LENGTH], WEIGHTS)
    is_accepted: NDArray[np.bool_] = (
        (-total % 31 == ordinals[:, BODY_LENGTH])
        & (ordinals != _INVALID).all(axis=1)
        & ordinals.any(axis=1)
        & (_measure_lengths(codes) == CODE_LENGTH)
    )
    return is_accepted


def compute_check_characters(
    bodies: Sequence[str] | NDArray[np.str_],
) -> NDArray[np.str_]:
    """Compute the check characters of many 17-character bodies.

    Parameters
    ----------
    bodies : Sequence[str] or NDArray[np.str_], shape (n,)
        First 17 characters of each code.

    Returns
    -------
    NDArray[np.str_], shape (n,)
        One character each.

    Raises
    ------
    UsccPartError
        If any body has another length or other characters; names the first.

    Notes
    -----
    Source: GB 32100-2015, 5.
    """
    ordinals = _read_ordinals(bodies, BODY_LENGTH)
    is_wrong = (ordinals == _INVALID).any(axis=1)
    is_wrong |= _measure_lengths(bodies) != BODY_LENGTH
    if is_wrong.any():
        first = str(bodies[int(is_wrong.argmax())])
        raise UsccPartError(text=first, length=BODY_LENGTH)
    return np.array(list(ALPHABET))[(-_weigh(ordinals, WEIGHTS)) % 31]


def _fold_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def _check_characters(code: str) -> None:
    wrong = "".join(dict.fromkeys(c for c in code if c not in _ORDINALS))
    if not wrong:
        return
    slips = "、".join(f"{c} 常是 {_SLIPS[c]} 的误写" for c in wrong if c in _SLIPS)
    hint = f"{slips}，请对照营业执照核对。" if slips else "请对照营业执照核对。"
    raise UsccCharactersError(text=code, characters=wrong, hint=hint)


def _check_part(part: str, length: int) -> None:
    if len(part) != length or any(c not in _ORDINALS for c in part):
        raise UsccPartError(text=part, length=length)


def _measure_lengths(codes: Sequence[str] | NDArray[np.str_]) -> NDArray[np.int64]:
    return np.strings.str_len(np.asarray(codes, dtype=np.str_)).astype(np.int64)


def _read_ordinals(
    codes: Sequence[str] | NDArray[np.str_], length: int
) -> NDArray[np.uint8]:
    """Turn codes into an (n, length) table of ordinals, 255 where there is none."""
    table = np.full(128, _INVALID, dtype=np.uint8)
    for character, value in _ORDINALS.items():
        table[ord(character)] = value
    fixed = np.asarray(codes, dtype=f"<U{length}").reshape(-1)
    points = np.ascontiguousarray(fixed).view(np.uint32).reshape(-1, length)
    return np.where(points < 128, table[np.minimum(points, 127)], np.uint8(_INVALID))


def _weigh(ordinals: NDArray[np.uint8], weights: Sequence[int]) -> NDArray[np.int64]:
    return ordinals.astype(np.int64) @ np.asarray(weights, dtype=np.int64)
