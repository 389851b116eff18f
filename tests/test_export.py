"""The tables of a run as other tools read them."""

import csv
import json

import duckdb
import pandas as pd
import pytest

from stancebook import cli, tables

NAME = 'Ñorland, "the <b>north</b>"'


@pytest.fixture
def run(tmp_path):
    actor = {"actor_id": "country:n", "name": NAME, "kind": "country", "aliases": ["N", "Nørd"]}
    tables.write(tables.empty() | {"actors": tables.make("actors", [actor])}, tmp_path / "run" / "tables", csv=False)
    return tmp_path / "run"


def test_duckdb_has_every_table_with_lists_as_lists(run, tmp_path, capsys):
    file = tmp_path / "news.duckdb"
    file.write_text("an older file")
    assert cli.main(["export", "--run", str(run), "--duckdb", str(file)]) == cli.OK
    with duckdb.connect(str(file), read_only=True) as base:
        assert {row[0] for row in base.sql("show tables").fetchall()} == set(tables.SCHEMA)
        assert base.sql("select name, aliases from actors").fetchall() == [(NAME, ["N", "Nørd"])]
    assert f"{len(tables.SCHEMA)} tables, 1 rows" in capsys.readouterr().out
    assert not list(tmp_path.glob(".news*"))


def test_csv_begins_with_a_byte_order_mark(run, tmp_path):
    assert cli.main(["export", "--run", str(run), "--csv", str(tmp_path / "out")]) == cli.OK
    raw = (tmp_path / "out" / "actors.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\xef\xbb\xbf") == 1
    (row,) = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    assert row["name"] == NAME and json.loads(row["aliases"]) == ["N", "Nørd"]


def test_a_missing_run_leaves_the_old_file(tmp_path, capsys):
    file = tmp_path / "news.duckdb"
    file.write_text("an older file")
    assert cli.main(["export", "--run", str(tmp_path / "gone"), "--duckdb", str(file)]) == cli.FAILED
    assert file.read_text() == "an older file" and "stancebook run" in capsys.readouterr().err


def test_nothing_asked_for_is_an_error(capsys):
    assert cli.main(["export"]) == cli.USAGE
    assert "--duckdb" in capsys.readouterr().err


def test_a_run_of_another_version_is_told(run, tmp_path, capsys):
    path = run / "tables" / "documents.parquet"
    pd.read_parquet(path).drop(columns="section").to_parquet(path)
    assert cli.main(["export", "--run", str(run), "--csv", str(tmp_path / "out")]) == cli.FAILED
    assert "another version ('section')" in capsys.readouterr().err
