"""A short code printed on a paper that tells whether the data are still those printed."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping

# Without letters and digits that are mistaken for each other on paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4
NO_SIGN = re.compile("[^0-9A-Z]")


def compute_check_code(parts: Iterable[Mapping[str, str]]) -> str:
    """Return the code of records in their order, such as ``K7QF-2M9X-ABCD``.

    Parameters
    ----------
    parts : iterable of mappings
        Each record by field; the order of the fields does not matter.

    Returns
    -------
    str
        60 bits of a SHA-256 digest; whoever changes a record on purpose has a chance of
        one in 2**60 to keep the code.
    """
    digest = hashlib.sha256()
    for part in parts:
        line = json.dumps(dict(part), ensure_ascii=False, sort_keys=True)
        digest.update(line.encode() + b"\n")
    number = int.from_bytes(digest.digest()[:8], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def normalize_check_code(text: str) -> str:
    """Return a code as printed, from how somebody typed it.

    A Chinese keyboard gives full-width letters and dashes of many kinds; only letters
    and digits are looked at.
    """
    letters = NO_SIGN.sub("", unicodedata.normalize("NFKC", text).upper())
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
