"""How large a sheet may be before it is refused; one place for every bound."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file and of the child process that reads it.

    ``max_ratio`` (inflated to packed) only counts beyond ``ratio_floor_bytes``:
    an honest sheet of equal rows packs a hundredfold and more.
    """

    max_file_bytes: int = 64 * MIB
    max_inflated_bytes: int = 1024 * MIB
    max_ratio: int = 200
    ratio_floor_bytes: int = 128 * MIB
    max_entries: int = 2_000
    max_name_bytes: int = 255
    max_sheets: int = 200
    max_rows: int = 500_000
    max_columns: int = 300
    max_cells: int = 10_000_000
    max_cell_chars: int = 100_000
    max_problems: int = 200_000
    max_merged: int = 200_000
    max_output_bytes: int = 320 * MIB
    memory_bytes: int = 1536 * MIB
    cpu_seconds: int = 60
    wall_seconds: int = 90


DEFAULT = Limits()
