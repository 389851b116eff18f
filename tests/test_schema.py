"""The schema of what extract prints is that of the tables, and what is printed keeps to it."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from helpers import documents
from stancebook import pipeline, records, schema

FILE = Path(__file__).resolve().parents[1] / "docs" / "extract.schema.json"
TEXT = (
    "Peru condemned Chile on Monday. “Chile lied to us,” President Anna Berg of Peru told reporters.\n\n"
    "Exports from Peru to Chile will fall by 5% next year because of the tariffs, the ministry said on 3 May 2024."
)


@pytest.fixture(scope="module", params=[False, True], ids=["all", "quotes only"])
def record(request):
    (found,) = records.records(pipeline.analyse(documents(TEXT), quotes_only=request.param))
    return found


def test_the_file_is_the_schema_of_these_tables():
    assert json.loads(FILE.read_text(encoding="utf-8")) == schema.extract(), "write it anew: make schema"


def test_what_is_printed_keeps_to_it(record):
    jsonschema.Draft202012Validator.check_schema(schema.extract())
    checker = jsonschema.Draft202012Validator(schema.extract(), format_checker=jsonschema.FormatChecker())
    assert not list(checker.iter_errors(json.loads(json.dumps(record))))
    assert record["quotes"] and record["mentions"]


@pytest.mark.parametrize("part", ["actors", "mentions", "quotes"])
def test_another_value_or_column_is_found(record, part):
    checker = jsonschema.Draft202012Validator(schema.extract())
    for change in ({"kind": "unheard of"}, {"more": 1}):
        bad = copy.deepcopy(record)
        bad[part][0] |= change
        assert list(checker.iter_errors(bad))
