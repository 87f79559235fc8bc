"""Find the few pairs worth comparing among millions, table by table."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, fields

import polars as pl

from zhisheng.methods.linkage.candidates import (
    Candidate,
    Comparison,
    LinkageColumnsError,
    Match,
)
from zhisheng.methods.linkage.comparing import Side, compare_sides, prepare
from zhisheng.methods.linkage.keys import list_keys
from zhisheng.methods.linkage.words import load_words

COLUMNS = tuple(field.name for field in fields(Candidate))
_CERTAIN_BY_CODE = Comparison("certain", 1.0, ("uscc", "name"))


def match_tables(
    incoming: pl.DataFrame, known: pl.DataFrame, *, regions: Collection[str]
) -> list[Match]:
    """Find the matches as `find_matches` tells."""
    places = frozenset(regions)
    new, old = _prepare_table(incoming), _prepare_table(known)
    by_code = _join_codes(new, old)
    matches = _compare_code_pairs(by_code, places)
    rest = new.join(by_code, on="row", how="anti")
    has_code = pl.col("uscc") != ""
    matches += _match_names(rest.filter(~has_code), old, places)
    matches += _match_names(rest.filter(has_code), old.filter(~has_code), places)
    return sorted(matches, key=lambda m: (m.incoming, -m.comparison.score, m.known))


def make_table(candidates: Iterable[Candidate]) -> pl.DataFrame:
    """Put candidates into the columns that `match_tables` reads."""
    rows = [astuple(candidate) for candidate in candidates]
    schema = dict.fromkeys(COLUMNS, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _prepare_table(table: pl.DataFrame) -> pl.DataFrame:
    if missing := [name for name in COLUMNS if name not in table.columns]:
        raise LinkageColumnsError(missing="、".join(missing))
    columns = [pl.col(name).cast(pl.String).fill_null("") for name in COLUMNS]
    code = pl.col("uscc").str.strip_chars().str.to_uppercase()
    return table.select(columns).with_columns(code).with_row_index("row")


def _join_codes(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    has_code = pl.col("uscc") != ""
    return new.filter(has_code).join(old.filter(has_code), on="uscc", suffix="_known")


def _compare_code_pairs(pairs: pl.DataFrame, places: frozenset[str]) -> list[Match]:
    equal = (pl.col("name") == pl.col("name_known")) & (pl.col("name") != "")
    same = pairs.filter(equal).select("row", "row_known")
    matches = [Match(i, k, _CERTAIN_BY_CODE) for i, k in same.iter_rows()]
    for row in pairs.filter(~equal).iter_rows(named=True):
        first = _read_side(row, places)
        second = prepare(
            Candidate(
                row["name_known"],
                row["uscc"],
                row["region_code_known"],
                row["industry_code_known"],
                row["address_known"],
            ),
            regions=places,
        )
        result = compare_sides(first, second)
        matches.append(Match(row["row"], row["row_known"], result))
    return matches


def _read_side(row: dict[str, str], places: frozenset[str]) -> Side:
    values = (row[name] for name in COLUMNS)
    return prepare(Candidate(*values), regions=places)


def _match_names(
    new: pl.DataFrame, old: pl.DataFrame, places: frozenset[str]
) -> list[Match]:
    if new.is_empty() or old.is_empty():
        return []
    sides = _read_sides(new, places)
    keys = {row: list_keys(side) for row, side in sides.items()}
    others = _read_sides(_narrow_by_keys(old, keys.values()), places)
    partners = {row: list_keys(side) for row, side in others.items()}
    pairs = _tabulate_keys(keys).join(_tabulate_keys(partners), on="key")
    matches = []
    for i, k in pairs.select("row", "row_right").unique().iter_rows():
        result = compare_sides(sides[i], others[k])
        if result.verdict != "different":
            matches.append(Match(i, k, result))
    return matches


def _read_sides(table: pl.DataFrame, places: frozenset[str]) -> dict[int, Side]:
    return {row["row"]: _read_side(row, places) for row in table.iter_rows(named=True)}


def _narrow_by_keys(old: pl.DataFrame, keys: Iterable[Sequence[str]]) -> pl.DataFrame:
    """Drop, column by column, most known rows that share no key with any row.

    Taking a name apart costs some ten microseconds; this leaves few names to take
    apart and drops no row that shares a key.
    """
    names, words, buildings = _group_keys(keys)
    folded = old.with_columns(
        _name=_fold(pl.col("name")), _prefecture=pl.col("region_code").str.head(4)
    )
    whole = folded.filter(
        pl.col("_name").is_in(sorted(names)) | pl.col("_name").str.contains(r"\(原")
    )
    near = folded.filter(pl.col("_prefecture").is_in([*words, *buildings]))
    found = [whole] + [
        part.filter(
            _holds(pl.col("_name"), words.get(place, set()))
            | _holds(_fold_address(), buildings.get(place, set()))
        )
        for (place,), part in near.partition_by("_prefecture", as_dict=True).items()
    ]
    return pl.concat(found).unique("row").select("row", *COLUMNS)


def _group_keys(
    keys: Iterable[Sequence[str]],
) -> tuple[set[str], dict[str, set[str]], dict[str, set[str]]]:
    names: set[str] = set()
    words: dict[str, set[str]] = {}
    buildings: dict[str, set[str]] = {}
    for key in (key for own in keys for key in own):
        kind, rest = key[:2], key[2:]
        if kind == "n:":
            names.add(rest)
        elif kind != "u:":
            groups = buildings if kind == "a:" else words
            groups.setdefault(rest[:4], set()).add(rest[5:])
    return names, words, buildings


def _holds(column: pl.Expr, words: set[str]) -> pl.Expr:
    patterns = sorted(words - {""})
    return column.str.contains_any(patterns) if patterns else pl.lit(value=False)


def _fold_address() -> pl.Expr:
    return _fold(pl.col("address")).str.replace_all(r"[()]", "")


def _fold(column: pl.Expr) -> pl.Expr:
    """Do in columns what `name_key` does for one name."""
    brackets = dict(zip("[]{}〔〕【】〈〉《》「」『』〖〗", "()" * 9, strict=True))
    traditional = {chr(key): value for key, value in load_words().traditional.items()}
    folded = column.str.normalize("NFKC").str.replace_many(brackets)
    folded = folded.str.to_uppercase().str.normalize("NFKC")
    return folded.str.replace_all(r"[^\w()]|_", "").str.replace_many(traditional)


def _tabulate_keys(keys: dict[int, tuple[str, ...]]) -> pl.DataFrame:
    pairs = [(row, key) for row, own in keys.items() for key in own if key[0] != "u"]
    schema = {"row": pl.UInt32, "key": pl.String}
    return pl.DataFrame(pairs, schema=schema, orient="row")
