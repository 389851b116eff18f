"""The encoder's parts: pieces and windows, tag paths, links, and the shipped model's files."""

from itertools import pairwise

import numpy as np
import pytest

from stancebook.text import decoding, encoder, passages

TEXT = "LIMA — “Tea exports fell,” Ana Quispe said.\n\nThe U.S. didn’t agree."


@pytest.fixture(scope="module")
def tokenizer():
    return encoder.tokenizer()


def test_words_lie_where_the_text_has_them(tokenizer):
    p = passages.passage(TEXT, tokenizer)
    words = [TEXT[s:e] for s, e in zip(p.starts, p.ends, strict=True)]
    assert words[:6] == ["LIMA", "—", "“", "Tea", "exports", "fell"]
    assert "".join(words) == "".join(TEXT.split())
    assert len(p.ids) == len(p.cases) == len(p.layouts) >= len(words)


def test_features_tell_case_paragraph_and_quotation(tokenizer):
    p = passages.passage(TEXT, tokenizer)
    at = {TEXT[s:e]: (p.cases[f], p.layouts[f]) for s, e, f in zip(p.starts, p.ends, p.first, strict=True)}
    assert [at[w][0] for w in ("exports", "Tea", "LIMA", "“")] == [0, 1, 2, 5]
    assert (at["LIMA"][1], at["The"][1]) == (1, 1)
    assert at["exports"][1] >= 3 > at["Quispe"][1]


@pytest.mark.parametrize("n", [1, 9, 10, 11, 25, 100])
def test_windows_cover_every_piece_and_overlap(n):
    p = passages.Passage(*(np.arange(n) for _ in range(6)))
    found = passages.windows(p, 10, 3)
    assert found[0][0] == 0 and found[-1][1] == n
    assert len({e - s for s, e in found}) == 1
    assert all(e - s <= 10 for s, e in found)
    assert all(b[0] <= a[1] - 3 for a, b in pairwise(found))


def test_a_text_without_pieces_has_no_window():
    assert passages.windows(passages.Passage(*(np.arange(0) for _ in range(6))), 10, 3) == []


def test_an_inside_tag_never_opens_a_span():
    scores = np.log(np.array([[0.1, 0.2, 0.7, 0.0, 0.0], [0.1, 0.1, 0.8, 0.0, 0.0], [0.9, 0.1, 0.0, 0.0, 0.0]]) + 1e-9)
    assert list(decoding.best_path(scores)) == [1, 2, 0]


def test_neighbouring_spans_of_one_kind_stay_two():
    scores = np.log(np.eye(5)[[1, 2, 1, 0, 3, 4]] + 1e-9)
    assert [(t.first, t.last, t.label) for t in decoding.spans(scores)] == [(0, 2, 0), (2, 3, 0), (4, 6, 1)]


def test_a_gap_is_signed_and_its_bucket_keeps_the_sign():
    a, b = np.array([[0, 3]]), np.array([[5, 6], [3, 4]])
    assert decoding.gaps(a, b).tolist() == [[2, 0]]
    assert decoding.gaps(b, a).tolist() == [[-3], [-1]]
    assert len(set(decoding.bucket(np.array([-300, -3, 0, 2, 300])).tolist())) == 5


NO_BIAS = np.zeros((len(decoding.LINKS), 2 * len(decoding.BUCKETS)))


def _fake(roles, unfit):
    """Return a run that gives each word its tag for certain, no names, all links alike and ``unfit`` for "none"."""
    links = np.append(np.zeros(decoding.LINKED - len(decoding.LINKS)), np.full(len(decoding.LINKS), unfit))

    def run(ids, cases, layouts):
        names = np.zeros((len(ids), decoding.tags(decoding.NAMES)))
        said = np.full((len(ids), decoding.tags(decoding.ROLES)), -9.0)
        said[np.arange(1, len(ids) - 1), roles[: len(ids) - 2]] = 9.0
        return names, said, np.tile(links, (len(ids), 1))

    return run


def test_fragments_around_a_cue_become_one_attribution(tokenizer):
    p = passages.passage("Tea fell, she said, and coffee rose.", tokenizer)
    tag = {"source": 1, "cue": 3, "content": 5}
    words = [tag["content"], 6, 0, tag["source"], tag["cue"], 0, tag["content"], 6, 6, 0]
    reading = encoder.assemble(p, _fake(np.array(words), -5.0))
    (one,) = encoder.attributions(reading, NO_BIAS)
    assert [(c.first, c.last) for c in one.contents] == [(0, 2), (6, 9)]
    assert (one.source.first, one.cue.first) == (3, 4)


def test_a_link_that_none_wins_leaves_the_fragment_alone(tokenizer):
    p = passages.passage("Tea fell, she said.", tokenizer)
    reading = encoder.assemble(p, _fake(np.array([5, 6, 0, 1, 3, 0]), 5.0))
    (one,) = encoder.attributions(reading, NO_BIAS)
    assert one.cue is None and one.source is None


def test_spans_that_share_no_window_are_not_linked(monkeypatch, tokenizer):
    monkeypatch.setattr(encoder, "SIZE", 10)
    monkeypatch.setattr(encoder, "OVERLAP", 2)
    p = passages.passage("Tea fell, " + "and so on " * 10 + "she said.", tokenizer)
    roles = np.zeros(len(p.first), int)
    roles[[0, 1, -3, -2]] = 5, 6, 1, 3
    at = iter(passages.windows(p, 10, 2))

    def run(ids, cases, layouts):
        start, end = next(at)
        return _fake(roles[start:end], -5.0)(ids, cases, layouts)

    (one,) = encoder.attributions(encoder.assemble(p, run), NO_BIAS)
    assert one.cue is None and one.source is None


def test_confidence_is_moved_by_slope_and_offset_on_the_logit():
    assert encoder.calibrated(0.5, 3.0, 0.0) == pytest.approx(0.5)
    assert encoder.calibrated(0.5, 1.0, 1.0) == pytest.approx(1 / (1 + np.exp(-1)))
    assert 0.0 < encoder.calibrated(0.0, 1.0, 0.0) < encoder.calibrated(1.0, 1.0, 0.0) < 1.0


def test_the_same_text_reads_the_same_whatever_was_read_before():
    first = encoder.encode(TEXT)
    encoder.encode("Something else was read in between. " * 90)
    again = encoder.encode(TEXT)
    assert np.array_equal(first.roles, again.roles) and np.array_equal(first.names, again.names)


@pytest.mark.parametrize("text", ["", "   \n", "—", "北京", "a" * 5000])
def test_odd_texts_are_read(text):
    reading = encoder.encode(text)
    assert len(reading.roles) == len(reading.starts)
    encoder.names(text, reading), encoder.attributed(reading)


def test_a_damaged_model_says_what_to_do(monkeypatch, tmp_path):
    from importlib.resources import files

    source = files("stancebook.text") / "model"
    folder = tmp_path / "model"
    folder.mkdir(parents=True)
    for name in ("encoder.onnx", "sentence.onnx", "marked.onnx", "tokenizer.json", "head.json"):
        (folder / name).write_bytes((source / name).read_bytes())
    (folder / "tokenizer.json").write_text("{}")
    monkeypatch.setattr(encoder, "files", lambda _: tmp_path)
    kept = encoder._numbers, encoder.tokenizer, encoder.session

    def forget():
        for each in kept:
            each.cache_clear()

    forget()
    with pytest.raises(encoder.ModelError, match=r"tokenizer\.json is not the file of this version"):
        encoder.encode("x")
    (folder / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    content = (source / "head.json").read_bytes()
    for at in [i for i, byte in enumerate(content) if byte > 32][:: len(content) // 40]:
        (folder / "head.json").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        forget()
        with pytest.raises(encoder.ModelError, match=r"head\.json is not the file of this version"):
            encoder.encode("x")
    (folder / "head.json").unlink()
    forget()
    with pytest.raises(encoder.ModelError, match=r"head\.json is missing"):
        encoder.encode("x")
    forget()


def _named(text, tokenizer, tags):
    """Return a reading of ``text`` whose words have these name tags: 1, 2 begin or go on a person, 5, 6 a place."""
    p = passages.passage(text, tokenizer)
    names = np.full((len(p.first), decoding.tags(decoding.NAMES)), np.log(0.01))
    for i, tag in enumerate(tags):
        names[i, tag] = np.log(0.9 if tag < 5 else 0.5)
    return encoder.Reading(p.starts, p.ends, names, np.zeros((len(p.first), decoding.tags(decoding.ROLES))), [])


@pytest.mark.parametrize(
    ("text", "tags", "found"),
    [
        ("Todd Boehly spoke.", [1, 1, 0, 0], [("Todd Boehly", "person")]),
        ("Kim\nSeoul", [5, 5], [("Kim", "place"), ("Seoul", "place")]),
        ("by - Ana Paz -", [0, 1, 2, 2, 2], [("Ana Paz", "person")]),
        ("Ana Paz left; Paz won.", [1, 2, 0, 0, 5, 0, 0], [("Ana Paz", "person"), ("Paz", "person")]),
        ("Rae, Rae, Rae", [1, 0, 1, 0, 5], [("Rae", "person")] * 3),
    ],
)
def test_names_are_whole_and_of_one_kind_in_a_text(tokenizer, text, tags, found):
    told = encoder.names(text, _named(text, tokenizer, tags))
    assert [(text[start:end], kind) for start, end, kind in told] == found


def test_a_very_long_text_is_linked_block_by_block(monkeypatch, tokenizer):
    text = "Tea fell, she said. " * 40
    p = passages.passage(text, tokenizer)
    tags = np.tile([5, 6, 0, 1, 3, 0], 40)
    monkeypatch.setattr(encoder, "SIZE", 30)
    monkeypatch.setattr(encoder, "OVERLAP", 12)

    def told(block):
        monkeypatch.setattr(encoder, "BLOCK", block)
        at = iter(passages.windows(p, 30, 12))

        def run(ids, cases, layouts):
            start, end = next(at)
            return _fake(tags[start:end], -5.0)(ids, cases, layouts)

        return encoder.attributions(encoder.assemble(p, run), NO_BIAS)

    for block in (2, 1000):
        assert sorted(c.first for a in told(block) for c in a.contents) == list(range(0, 240, 6))
