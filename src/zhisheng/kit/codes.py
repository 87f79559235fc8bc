"""Short public codes that cannot be guessed from one another."""

import secrets

# Crockford's base32: no I, L, O, U, which people misread or misspell.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


def new_code(prefix: str) -> str:
    """Return e.g. ``E-7K3M9Q2X4T``: the prefix and 50 random bits."""
    letters = (secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{prefix}-{''.join(letters)}"
