"""What a spread of grades counts, by name; apart, so that pages load no statistics."""

from typing import Final

OPEN: Final = "open"
RISEN: Final = "risen"
KEPT: Final = "kept"
UNSURE: Final = "unsure"
CHANGES: Final = (RISEN, KEPT, UNSURE)
DIVISION_DIGITS: Final = 2
