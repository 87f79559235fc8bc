"""Where foreign work ends: one failing job or listener must not end the worker."""

from types import TracebackType
from typing import Self


class Boundary:
    """Keep the error the block raised in ``error`` instead of passing it on.

    What ends the process (``SystemExit``, ``KeyboardInterrupt``) passes.
    """

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.error = error
        return True
