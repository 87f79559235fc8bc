"""Short public codes that cannot be guessed from one another."""

import secrets

# Crockford's base32: no I, L, O, U, which people misread or misspell.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)


def new_code(prefix: str) -> str:
    """Return e.g. ``E-7K3M9Q2X4T``: the prefix and 50 random bits."""
    bits = secrets.randbits(5 * CODE_LENGTH)
    pairs = (PAIRS[(bits >> shift) & 1023] for shift in range(0, 5 * CODE_LENGTH, 10))
    return f"{prefix}-{''.join(pairs)}"
