"""The store: what was read once is not read again, whatever happens to the file or to who writes it."""

import multiprocessing
import sqlite3
import subprocess
import sys
import time

import pandas as pd
import pytest

from helpers import documents
from stancebook import pipeline
from stancebook.actors import analyst_file
from stancebook.article import Source
from stancebook.runs import store
from stancebook.runs.store import Store

TEXTS = ("“We will trade,” Anna Berg, a minister of Norland, said. Parliament blamed Peru.", "Chile praised Peru.")
SOURCES = [Source(f"text {i}") for i in range(200)]


def article(source):
    return {"sentences": {"sent_id": [f":{source.text}"], "start": [0], "end": [1], "role": ["body"]}}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "reports" / "articles.sqlite"


@pytest.fixture
def reads():
    """What reads an article, and notes it in ``reads.of``."""

    def read(source):
        read.of.append(source.text)
        return article(source)

    read.of = []
    return read


def filled(path, reads, sources=SOURCES):
    """Fill a store; return what each article gave."""
    found = list(Store(path).each(reads, sources))
    reads.of.clear()
    return found


def test_the_tables_are_the_same_read_anew_and_from_the_store(path):
    docs = documents(*TEXTS)
    kept = Store(path).each
    fresh, first = pipeline.analyse(docs), pipeline.analyse(docs, each=kept)
    moved = docs.iloc[::-1].assign(doc_id=["q:1", "z"], path=["a/q.txt", "z.txt"])

    def none(read, sources):
        return kept(lambda source: pytest.fail("read again"), sources)

    again, elsewhere = pipeline.analyse(docs, each=none), pipeline.analyse(moved, each=none)
    for name, frame in fresh.items():
        pd.testing.assert_frame_equal(first[name], frame, obj=name)
        pd.testing.assert_frame_equal(again[name], frame, obj=name)
        pd.testing.assert_frame_equal(elsewhere[name], pipeline.analyse(moved)[name], obj=name)
    assert set(elsewhere["mentions"]["doc_id"]) == {"q:1", "z"}


def test_only_what_its_reading_rests_on_makes_an_article_be_read_again(path, reads, monkeypatch):
    filled(path, reads, [Source("a"), Source("b")])
    day = pd.Timestamp("2024-03-01")
    new = [
        Source("a", published=day),
        Source("a", byline="x"),
        Source("a", title="x"),
        Source("a", quotes_only=True),
        Source("b"),
    ]
    list(Store(path).each(reads, new))
    assert len(reads.of) == 4
    monkeypatch.setattr(store, "method", lambda: "another model")
    list(Store(path).each(reads, new))
    assert len(reads.of) == 9


def test_the_analysts_list_bears_on_articles_that_its_names_may_stand_in(tmp_path):
    file = tmp_path / "actors.csv"
    file.write_text(
        "name,aliases,kind,role,wikidata,focus\n"
        "Green Front,GF,organisation,,,\nUS,,country,,,\nShi'ite Bloc,,group,,,\n"
    )
    analyst = analyst_file.read_analyst(file)
    texts = ("The greens’ Front met.", "Washington fell silent.", "The Shi’ite bloc left.", "Peru left Chile.")
    bearing = [dict(rows)["name"] for s in pipeline.sources(documents(*texts), analyst) for rows in s.analyst]
    assert bearing == ["Green Front", "US", "Shi'ite Bloc"]
    docs = documents("The Green Front met. Peru praised the Green Front.", "Peru left Chile.")
    found = pipeline.analyse(docs, analyst)
    assert "organisation:green-front" in set(found["mentions"]["actor_id"])


def test_an_article_that_could_not_be_read_is_told_again_and_tried_again_by_another_method(path, reads, monkeypatch):
    broken = {"skipped": {"stage": ["analysis"], "reason": ["broke the reading"]}}
    list(Store(path).each(lambda source: broken, SOURCES[:1]))
    assert list(Store(path).each(reads, SOURCES[:1])) == [broken] and reads.of == []
    monkeypatch.setattr(store, "method", lambda: "other code")
    list(Store(path).each(reads, SOURCES[:1]))
    assert reads.of == ["text 0"]


def test_what_was_read_before_the_end_is_kept(path, reads):
    def read(source):
        if source.text == "text 50":
            raise KeyboardInterrupt
        return article(source)

    with pytest.raises(KeyboardInterrupt):
        list(Store(path).each(read, SOURCES))
    list(Store(path).each(reads, SOURCES))
    assert len(reads.of) == 150


def test_a_kill_leaves_what_was_read_before(path, reads):
    code = f"""import time
from pathlib import Path
from stancebook.runs.store import Store
from stancebook.article import Source
def read(source):
    time.sleep(.01)
    print(source.text, flush=True)
    return {{"sentences": {{"sent_id": [":" + source.text * 1000]}}}}
list(Store(Path({str(path)!r})).each(read, [Source(f"text {{i}}") for i in range(200)]))"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    told = [process.stdout.readline() for _ in range(30)]
    process.kill()
    told += process.stdout.readlines()
    list(Store(path).each(reads, SOURCES))
    assert 200 - len(told) <= len(reads.of) <= 201 - len(told)


def test_two_and_three_writers_at_once(path, reads):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=filled, args=(path, reads, SOURCES[n:])) for n in (0, 40, 80)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert list(Store(path).each(reads, SOURCES)) == [article(s) for s in SOURCES] and not reads.of


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path):
    path.write_bytes(b"no database at all")


def emptied(path):
    path.write_bytes(b"")


def of_another_version(path):
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 99")


def without_its_table(path):
    with sqlite3.connect(path) as db:
        db.execute("alter table readings rename to other")


@pytest.mark.parametrize("damage", [cut, overwritten, emptied, of_another_version, without_its_table])
def test_a_damaged_store_is_set_aside_and_made_anew(path, reads, damage, caplog):
    found = filled(path, reads)
    damage(path)
    assert list(Store(path).each(reads, SOURCES)) == found
    assert ("set aside" in caplog.text) == (damage is not emptied)
    if damage is cut:  # what is whole is taken over
        assert 0 < len(reads.of) < 150
    reads.of.clear()
    assert list(Store(path).each(reads, SOURCES)) == found and not reads.of


def test_a_flipped_byte_in_what_is_kept_is_noticed(path, reads):
    found = filled(path, reads)
    with sqlite3.connect(path) as db:
        db.execute("update readings set body = cast(body || 'x' as blob) where rowid = 7")
    assert list(Store(path).each(reads, SOURCES)) == found and reads.of == ["text 6"]
    assert list(Store(path).each(reads, SOURCES)) == found and len(reads.of) == 1


@pytest.mark.parametrize("place", ["a file in the place of its folder", "a folder in its place"])
def test_a_store_that_cannot_be_used_is_done_without(path, reads, place, caplog):
    if place.startswith("a file"):
        path.parent.write_text("x")
    else:
        path.mkdir(parents=True)
    assert list(Store(path).each(reads, SOURCES[:3])) == [article(s) for s in SOURCES[:3]]
    assert "can't be used" in caplog.text


def test_a_full_disk_is_told_once_and_what_is_there_is_used(path, reads, caplog, monkeypatch):
    filled(path, reads, SOURCES[:100])
    good = store.storefile.opened

    def full(file):
        db = good(file)
        pages = db.execute("pragma page_count").fetchone()[0]
        db.execute(f"pragma max_page_count = {pages}")
        return db

    monkeypatch.setattr(store.storefile, "opened", full)
    big = [Source(f"more {i}") for i in range(50)]
    list(Store(path).each(reads, [*SOURCES[:100], *big]))
    assert reads.of == [s.text for s in big] and caplog.text.count("can't be written to") == 1


def test_what_was_not_used_for_longest_goes_first(path, reads, monkeypatch):
    for part in (SOURCES[:50], SOURCES[50:100], SOURCES[100:150]):
        filled(path, reads, part)
    kept, size = Store(path).size()
    assert kept == 150
    monkeypatch.setattr(store, "MOST", int(size * 0.8))
    filled(path, reads, SOURCES[:50])
    assert Store(path).size()[0] == 100
    list(Store(path).each(reads, SOURCES[100:150]))
    assert not reads.of
    assert Store(path).clean(keep=1) == 50 and Store(path).size()[0] == 50
    assert Store(path).clean(keep=5) == 0


def test_it_tells_how_far_it_is(path, reads):
    told = []
    filled(path, reads, SOURCES[:3])
    list(Store(path, lambda done, total: told.append((done, total))).each(reads, SOURCES[:5]))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_thousands_of_kept_articles_are_found_quickly(path):
    many = [Source(f"text {i}") for i in range(3000)]
    list(Store(path).each(article, many))
    began = time.process_time()
    list(Store(path).each(lambda source: pytest.fail("read again"), many))
    assert time.process_time() - began < 3
