"""What the tables and fields of the platform are called in its data catalogue."""

from dataclasses import dataclass
from functools import cache

from zhisheng.reference.loader import ReferenceDataError, read_yaml


@dataclass(frozen=True, slots=True)
class Words:
    """Names of tables by their label, and meanings of fields by their name."""

    tables: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    # By "table.field" or by table; the shared ones by the name of a field anywhere.
    purposes: tuple[tuple[str, str], ...] = ()
    shared_purposes: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    shared_sources: tuple[tuple[str, str], ...] = ()
    # By "table.field", of who is known by what they typed and by no account.
    kept: tuple[tuple[str, str], ...] = ()

    def name_table(self, label: str) -> str:
        """Return what a table is called; empty where nobody named it."""
        return dict(self.tables).get(label, "")

    def name_field(self, name: str) -> str:
        """Return what a field of that name means; empty where nobody said it."""
        return dict(self.fields).get(name, "")

    def name_own_purpose(self, label: str, field: str) -> str:
        """Return what this very field is for; empty where no word of its own says it."""
        return dict(self.purposes).get(f"{label}.{field}", "")

    def name_purpose(self, label: str, field: str) -> str:
        """Return what a field of that name is for anywhere, or else its table."""
        shared = dict(self.shared_purposes).get(field, "")
        return shared or dict(self.purposes).get(label, "")

    def name_source(self, label: str, field: str) -> str:
        """Return where this field, or one of its name anywhere, comes from."""
        own = dict(self.sources).get(f"{label}.{field}")
        return own or dict(self.shared_sources).get(field, "")

    def name_table_source(self, label: str) -> str:
        """Return where a table comes from; empty where somebody fills it in."""
        return dict(self.sources).get(label, "")

    def name_kept(self, label: str, field: str) -> str:
        """Return how long a field is kept; empty where no word of its own says it."""
        return dict(self.kept).get(f"{label}.{field}", "")


@cache
def load_words() -> Words:
    """Load the words that ship with the package.

    Raises
    ------
    ReferenceDataError
        If a table or field is given anything but a word.
    """
    content = read_yaml(__name__, "words.yaml")[0]
    return Words(
        tables=_read(content["tables"]),
        fields=_read(content["fields"]),
        purposes=_read(content["purposes"]),
        shared_purposes=_read(content["shared_purposes"]),
        sources=_read(content["sources"]),
        shared_sources=_read(content["shared_sources"]),
        kept=_read(content["kept"]),
    )


def _read(words: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(words, dict):
        raise ReferenceDataError("words.yaml: a word for each name is expected")
    for name, word in words.items():
        if not isinstance(name, str) or not isinstance(word, str) or not word:
            raise ReferenceDataError(f"words.yaml: {name!r} has no word")
    return tuple(words.items())
