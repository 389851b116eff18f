"""Corrections made at the desk: in the file with its comments, in the next answer, and undone."""

from __future__ import annotations

import pytest

from stancebook import Desk
from stancebook.corrections import yml
from stancebook.desk import mends


def first(desk):
    """Return the path of the first article."""
    return desk.tables["documents"]["path"].iloc[0]


FILE = """# the desk's own
- do: rename  # as they call themselves
  actor: Sudland
  to: "Republic of Sudland"
  expects: {kind: country}
  reason: 'official'
  author: jd
  date: 2024-05-01
# the end
"""


def silent(desk):
    """Tell whether nothing is left of what she said."""
    return len(desk.says("Anna Berg")) == 0


@pytest.fixture(name="desk")
def own_desk(desk, tmp_path):
    """A desk on the same tables whose file of corrections is a new one."""
    own = object.__new__(Desk)
    own.what, own.author, own.skipped_told = desk.what, "jd", ()
    path = tmp_path / "corrections.yml"
    path.write_text("# ours\n", encoding="utf-8")
    own._open(mends.replace(desk.place, corrections=path))
    return own


def test_a_row_is_added_and_comments_stay():
    row = mends.row_of("drop actor", {"actor": "Oslo"}, {"n": 1}, "a place", "jd")
    text = mends.with_row(FILE, row)
    for line in FILE.splitlines():
        assert line in text.splitlines()
    assert text.index("rename") < text.index("drop actor")
    indented = "".join(f"  {line}\n" if line else "\n" for line in FILE.splitlines())
    assert all(line in mends.with_row(indented, row).splitlines() for line in indented.splitlines() if line.strip())
    assert mends.with_row("# only words\n", row).startswith("# only words\n\n- do: drop actor")


def test_rename_holds_in_the_next_answer_and_is_undone(desk):
    before = desk.place.corrections.read_text(encoding="utf-8")
    told = desk.rename("Westmark", "Kingdom of Westmark", reason="its full name")
    assert told.frame.set_index("table").loc["actors", "changed"] == 1
    assert any("Kingdom of Westmark" in line for line in desk.pair("Norland", "Westmark").lines)
    (made,) = yml.read_corrections(desk.place.corrections)
    assert (made.do, made.author, made.says["to"]) == ("rename", "jd", "Kingdom of Westmark")
    desk.undo()
    assert desk.place.corrections.read_text(encoding="utf-8") == before
    assert "Kingdom of Westmark" not in desk.names


def test_preview_counts_and_writes_nothing(desk):
    before = desk.place.corrections.read_text(encoding="utf-8")
    told = desk.drop(actor="Westmark", reason="a test", preview=True)
    assert told.frame.set_index("table").loc["actors", "gone"] == 1
    assert desk.place.corrections.read_text(encoding="utf-8") == before and "Westmark" in desk.names


@pytest.mark.parametrize(
    ("make", "gone"),
    [
        (lambda d: d.merge("Westmark", into="Sudland", reason="x"), lambda d: "Westmark" not in d.names),
        (lambda d: d.split("Norland", "Norland", "North Land", kind="country", article=first(d), reason="x"),
         lambda d: "North Land" in d.names),
        (lambda d: d.reassign("betrayed its neighbours", "unknown", reason="x"), silent),
        (lambda d: d.drop(quote="betrayed its neighbours", reason="x"), silent),
        (lambda d: d.not_a_stance("Norland", "Westmark", reason="x"), lambda d: not len(d.pair("Norland", "Westmark"))),
    ],
)  # fmt: skip
def test_each_correction_holds_and_is_taken_back(desk, make, gone):
    make(desk)
    assert gone(desk)
    # the file alone says the same to whoever reads the corpus next
    assert len(yml.read_corrections(desk.place.corrections)) == 1
    desk.undo()
    assert not gone(desk)


def test_what_cannot_be_made_says_why(desk):
    with pytest.raises(mends.CorrectionError, match="say why"):
        desk.rename("Westmark", "W", reason=" ")
    with pytest.raises(mends.CorrectionError, match="no row of quotes"):
        desk.drop(quote="never said", reason="x")
    with pytest.raises(mends.CorrectionError, match="one of actor="):
        desk.drop(reason="x")
    desk.rename("Westmark", "W", reason="x")
    desk.place.corrections.write_text("# changed by hand\n", encoding="utf-8")
    with pytest.raises(mends.CorrectionError, match="changed since"):
        desk.undo()
    desk.place.corrections.write_text("- do: nonsense\n", encoding="utf-8")
    with pytest.raises(mends.CorrectionError, match="not be sound"):
        desk.rename("Westmark", "V", reason="x")
    assert desk.place.corrections.read_text(encoding="utf-8") == "- do: nonsense\n"
