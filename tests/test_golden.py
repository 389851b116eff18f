"""The tables of known texts stay as they are: what a change was not meant to change, it must not."""

import json
import math

import pytest

from golden import make

# The encoder's int8 arithmetic may differ in the last places from one processor to another.
TOLERANCE = 0.005


@pytest.fixture(scope="module")
def now():
    return make.golden()


def same(kept, found):
    if isinstance(kept, float) and isinstance(found, float):
        return math.isclose(kept, found, abs_tol=TOLERANCE)
    return kept == found


def differences(kept, found, key):
    """One line for each row that is gone, new or other than it was."""
    before, after = ({row[key]: row for row in rows} for rows in (kept, found))
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield f"{'new' if old is None else 'gone'}: {new or old}"
        for column in (old or {}).keys() | (new or {}).keys() if old and new else ():
            if not same(old.get(column), new.get(column)):
                yield f"{name}: {column} was {old.get(column)!r}, is {new.get(column)!r} ({new.get('words', '')[:80]})"


@pytest.mark.parametrize("name", make.TABLES)
def test_the_tables_of_known_texts_are_as_they_were(now, name):
    kept = [json.loads(line) for line in (make.HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = json.loads(json.dumps(now[name]))
    key = next(column for column in make.tables.KEYS[name])
    changed = sorted(differences(kept, found, key))
    assert not changed, "\n".join(
        [*changed[:20], f"{len(changed)} in all; if this is meant: make golden, and CHANGELOG"]
    )


def test_a_row_that_changed_is_told():
    kept, found = [{"id": "a", "score": 0.5, "words": "x"}, {"id": "b"}], [{"id": "a", "score": 0.9, "words": "x"}]
    assert sorted(differences(kept, found, "id")) == ["a: score was 0.5, is 0.9 (x)", "gone: {'id': 'b'}"]
    assert not list(differences(kept, [{"id": "a", "score": 0.501, "words": "x"}, {"id": "b"}], "id"))
