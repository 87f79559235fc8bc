"""Find the pairs worth comparing in two tables."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from zhisheng.methods.linkage.candidates import Candidate, Match

if TYPE_CHECKING:
    import polars as pl


def find_matches(
    incoming: "pl.DataFrame",
    known: "pl.DataFrame",
    *,
    regions: Collection[str] = frozenset(),
) -> list[Match]:
    """Find every pair of an incoming and a known row that is not different.

    Parameters
    ----------
    incoming, known : pl.DataFrame
        String columns ``name``, ``uscc``, ``region_code``, ``industry_code``,
        ``address``; null and "" mean not known. See `tabulate_candidates`.
    regions : Collection[str]
        As in `normalise_name`.

    Returns
    -------
    list[Match]
        By incoming row, best score first. A row without a match is new.

    Raises
    ------
    LinkageColumnsError
        If a column is missing.

    Notes
    -----
    Codes are joined at once; a row whose code is known is compared with nothing else.
    The others are compared by name: with all known rows if they have no code, with
    those recorded without a code if they have one.
    """
    # Loaded on use: Polars takes half a second, and most processes match no tables.
    from zhisheng.methods.linkage.joining import match_tables

    return match_tables(incoming, known, regions=regions)


def tabulate_candidates(candidates: Iterable[Candidate]) -> "pl.DataFrame":
    """Put candidates into the columns that `find_matches` reads."""
    # Loaded on use, as above.
    from zhisheng.methods.linkage.joining import make_table

    return make_table(candidates)
