"""Every reader on files that are damaged at random: text or a reason, whatever stands in them.

A few examples a reader in every run of the tests; ``make fuzz`` tries many more (STANCEBOOK_FUZZ, examples a reader).
"""

import os
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files import exporting, making
from stancebook.files import fields, kinds, markup, readers, top
from stancebook.files.characters import INVALID, Unreadable
from stancebook.files.dates import DateError, parse_date
from stancebook.files.opening import Blob

EXAMPLES = int(os.environ.get("STANCEBOOK_FUZZ", "0"))
KINDS = {**making.KINDS, **exporting.KINDS}
few = settings(
    max_examples=EXAMPLES or 12,
    deadline=None,
    database=None,
    derandomize=not EXAMPLES,
    suppress_health_check=list(HealthCheck),
)
many = settings(few, max_examples=EXAMPLES or 60)


@cache
def written(kind):
    number, _, make = KINDS[kind]
    return make(making.articles(number, seed=3))


def read(name, data):
    """Read bytes as a part of a file is read; check what every reader promises."""
    found = list(readers.within(Blob("whole"), name, data, shown=False))
    for place, one in found:
        assert place == "" or place[0] in ":/"
        if isinstance(one, Unreadable):
            assert str(one).strip()
            continue
        assert isinstance(one["text"], str) and not INVALID.search(one["text"])
        one["text"].encode("utf-8")
        given_fields = {k: v for k, v in one.items() if k not in ("text", "notes", "guessed")}
        assert given_fields.keys() <= fields.known().keys() - {"text", "summary"}
        assert all(
            isinstance(v, str) and "\n" not in v and len(v) <= fields.LONGEST_FIELD for v in given_fields.values()
        )
        assert all(stage.startswith("ingest:") and reason for stage, reason in one["notes"])
    return found


EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(min_size=1, max_size=12)), min_size=1, max_size=8
)


def damaged(data, edits):
    """Return ``data`` with pieces overwritten, put in, taken out, doubled, or cut off at the end."""
    for share, how, piece in edits:
        at = int(share * len(data))
        if how == 0:
            data = data[:at] + piece + data[at + len(piece) :]
        elif how == 1:
            data = data[:at] + piece + data[at:]
        elif how == 2:
            data = data[:at] + data[at + 17 * len(piece) :]
        elif how == 3:
            data = data[:at] + data[at : at + 400] * 2 + data[at + 400 :]
        else:
            data = data[: max(at, len(data) // 3)]
    return data


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_damaged_files(kind):
    name, data = written(kind)

    @few
    @given(EDITS)
    def check(edits):
        read(name, damaged(data, edits))

    check()


@pytest.mark.parametrize(
    "mark", sorted({mark for mark, _ in kinds.MAGIC} | {b"", b"<html>", b"{", b"From: x\nMIME-Version: 1\n"})
)
def test_any_bytes_behind_a_mark(mark):
    @few
    @given(st.binary(max_size=400))
    def check(data):
        read("a", mark + data)

    check()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["text", "title", "date", "source", "name", "body", "x"]), inner, max_size=5)
    ),
    max_leaves=5,
)


@few
@given(
    st.dictionaries(
        st.sampled_from([*fields.known()["published"], "text", "source", "author", "@graph", "x"]), JSON, max_size=4
    )
)
def test_any_record_gives_fields_on_one_line(record):
    found, notes = fields.pick(record)
    assert all(isinstance(v, str) and v == v.strip() for v in found.values()) and all(reason for _, reason in notes)


@many
@given(st.text(max_size=120))
def test_any_text_is_a_date_or_says_why_not(text):
    try:
        when = parse_date(text)
    except DateError as error:
        assert "write it as" in str(error) or "correct it" in str(error)
    else:
        assert when is None or when.year


@many
@given(st.text(alphabet="<>/&;pbr a\n#x1", max_size=300))
def test_markup_is_undone_once_and_for_all(text):
    made, note = markup.undone(text)
    assert made == text or note
    top.labelled(made)
    top.inferred(made.split("\n"))
