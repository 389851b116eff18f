"""The tables of a run for other tools: one DuckDB file, or CSV that R and Excel open as it is."""

from __future__ import annotations

import os
from pathlib import Path

from stancebook import tables


def to_duckdb(folder: Path, file: Path) -> dict[str, int]:
    """Write every table in ``folder`` (aggregates too) into one DuckDB database, over any file; return their rows.

    Lists stay lists and dates dates, as in the Parquet files.

    Raises
    ------
    FileNotFoundError
        If a table is not in ``folder``.
    """
    import duckdb  # only who exports pays for it

    names = sorted(tables.read(folder).keys() | {path.stem for path in folder.glob("*.parquet")})
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with duckdb.connect(str(partial)) as base:
            for name in names:
                source = base.read_parquet(str(folder / f"{name}.parquet"))
                source.create(name)
            rows = {name: base.table(name).shape[0] for name in names}
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def to_csv(folder: Path, out: Path) -> dict[str, int]:
    """Write the tables in ``folder`` as CSV with a byte order mark, lists as JSON, into ``out``; return their rows.

    Raises
    ------
    FileNotFoundError
        If a table is not in ``folder``.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = tables.read(folder)
    for name, frame in found.items():
        tables.flat(name, frame).to_csv(out / f"{name}.csv", index=False, encoding="utf-8-sig")
    return {name: len(frame) for name, frame in found.items()}
