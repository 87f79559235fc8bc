"""The one base of every error that tells a person what is wrong and how to cure it."""

from typing import ClassVar


class DomainError(Exception):
    """A rule of the domain was broken.

    Parameters
    ----------
    **fields : object
        The values named in ``message``; kept on the error for translators.
    """

    code: ClassVar[str] = "domain.error"
    message: ClassVar[str] = "操作无法完成。"
    # Fields that hold words of ours and not of a user: they are translated too.
    translated: ClassVar[frozenset[str]] = frozenset()
    # What the caller or the form calls the one thing that is wrong; empty is the whole.
    field: ClassVar[str] = ""

    def __init__(self, **fields: object) -> None:
        super().__init__(self.message.format(**fields))
        self.fields = fields
