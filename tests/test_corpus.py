"""A folder to tables: nothing to read is an error, and each row of the analyst's files counts."""

import pytest

from stancebook.corpus import NothingToReadError, read_corpus


def test_a_folder_without_a_readable_article_is_an_error_that_says_why(tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"title": 3', encoding="utf-8")
    with pytest.raises(NothingToReadError, match=r"1 skipped: .*bad.jsonl:1 is not valid JSON"):
        read_corpus(tmp_path)


def test_an_empty_folder_and_a_range_that_keeps_nothing_are_errors(tmp_path):
    with pytest.raises(NothingToReadError, match="it holds no file"):
        read_corpus(tmp_path)
    (tmp_path / "a.txt").write_text("---\ndate: 2024-03-05\n---\nPeru praised Chile on Monday.", encoding="utf-8")
    with pytest.raises(NothingToReadError, match="outside the dates asked for"):
        read_corpus(tmp_path, date_from="2025-01-01")


def test_the_last_day_asked_for_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("---\ndate: 2024-03-05\n---\nPeru praised Chile on Monday.", encoding="utf-8")
    assert len(read_corpus(tmp_path, date_from="2024-03-05", date_to="2024-03-05")["documents"]) == 1
