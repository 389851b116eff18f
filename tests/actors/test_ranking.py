"""Who is meant: candidates, what pairs have to do with each other, choices, entities."""

import numpy as np
import pytest

from stancebook.actors import candidates, ranking
from stancebook.actors.candidates import DESCRIPTION, NAME, SPEAKER, THIRD, Candidate
from stancebook.actors.ranking import Choice
from stancebook.text import coref_head, encoder, language, passages
from stancebook.text.decoding import Attributed

TEXT = "Mary Okafor met the Dutch minister. “I trust her,” the minister said. Okafor smiled at her driver."


def spans(text: str, *told: tuple[str, int, int]) -> list[Candidate]:
    """Return candidates by their words, which of the places with these words (0 first), and kind."""
    found = []
    for words, which, kind in told:
        at = -1
        for _ in range(which + 1):
            at = text.index(words, at + 1)
        found.append(Candidate(at, at + len(words), kind))
    return candidates.ordered(found)


FOUND = spans(
    TEXT,
    ("Mary Okafor", 0, NAME),
    ("the Dutch minister", 0, DESCRIPTION),
    ("I", 0, SPEAKER),
    ("her", 0, THIRD),
    ("the minister", 0, DESCRIPTION),
    ("Okafor", 1, NAME),
    ("her driver", 0, DESCRIPTION),
    ("her", 1, THIRD),
)
SAID = [Attributed(None, [(36, 50)], (FOUND[4].start, FOUND[4].end), 0.9)]
ALL = slice(0, len(FOUND))


def prepared() -> candidates.Mentions:
    """Return what stands about the candidates of ``TEXT``."""
    return candidates.prepare(TEXT, passages.passage(TEXT, encoder.tokenizer()), FOUND, SAID)


def weights(**tables: np.ndarray) -> dict[str, np.ndarray]:
    """Return weights that say nothing but what ``tables`` say."""
    wide = len(candidates.KINDS) * (ranking.VECTOR + 1)
    made = {end: np.zeros((4, 2)) for end in ("first", "last")} | {
        f"{end}_bias": np.zeros(2) for end in ("first", "last")
    }
    made |= {f"{role}_{end}": np.zeros((2, wide)) for role in ("asking", "answering") for end in ("first", "last")}
    made |= {name: np.zeros((16, size)) for name, size in ranking.SIZES.items()}
    return made | {"calibration": np.tile([1.0, 0.0], (4, 1))} | tables


def chosen(*pairs: tuple[list[int], list[float]]) -> list[Choice]:
    """Return choices from probabilities, that of nobody last."""
    return [Choice(np.array(of, int), np.log(np.array(p))) for of, p in pairs]


def test_candidates_are_names_pronouns_and_phrases():
    text = "The minister's wife met Rosa Lund. She told the Lund family that it was the US she liked."
    names = [(text.index("Rosa"), text.index("Rosa") + 9, "person"), (text.index("US"), text.index("US") + 2, "place")]
    (doc,) = language.parse([text], [names])
    found = {(text[c.start : c.end], candidates.KINDS[c.kind]) for c in candidates.candidates(doc, names)}
    assert {("The minister's wife", "description"), ("The minister", "description")} <= found
    assert {("Rosa Lund", "name"), ("She", "third"), ("it", "third"), ("the Lund family", "description")} <= found
    assert {words for words, kind in found if kind == "speaker"} == set()  # "US" is no "us"
    assert SPEAKER not in {c.kind for c in candidates.candidates(doc, [])}


def test_phrases_on_a_name_are_that_name():
    text = "President Ana Ruiz spoke."
    names = [(10, 18, "person")]
    (doc,) = language.parse([text], [names])
    assert candidates.candidates(doc, names) == [Candidate(10, 18, NAME)]


def test_quotations_and_their_speakers():
    told = ranking.features(prepared(), ALL, ALL)["quotation"]
    trusting, her, minister = 2, 3, 4
    assert told[trusting, her] // 3 == 4  # in one quotation
    assert told[trusting, minister] // 3 == 1 and told[minister, trusting] // 3 == 2
    assert told[trusting, minister] % 3 == 1  # the minister says what "I" stands in
    assert told[minister, her] % 3 == 2
    assert told[5, 0] == 0


def test_a_quotation_opens_anew_in_the_next_paragraph():
    text = "“We left early.\n“We were tired,” she said."
    found = spans(text, ("We", 0, SPEAKER), ("We", 1, SPEAKER))
    m = candidates.prepare(text, passages.passage(text, encoder.tokenizer()), found, [])
    assert len(set(m.quotation.tolist())) == 2 and m.quotation.all()


def test_words_in_common():
    same = ranking.features(prepared(), ALL, ALL)["same"]
    assert same[5, 0] == 2  # Okafor, Mary Okafor
    assert same[4, 1] == 2 and same[1, 1] == 3
    assert same[6, 4] == 0 and same[3, 7] == 0  # pronouns have no words


def test_an_owner_lies_in_what_it_owns():
    nested = ranking.features(prepared(), ALL, ALL)["nested"]
    assert nested[7, 6] == 1 and nested[6, 7] == 2 and nested[5, 6] == 0


def test_who_may_be_chosen():
    may = ranking.allowed(prepared(), ALL, ALL)
    assert may[2, 4] and may[2, 5]  # "I" may look ahead
    assert not may[2, 7]  # but not at a pronoun
    assert may[3, 5] and not may[4, 5]  # of the others only pronouns look ahead
    assert not may.diagonal().any()


def test_i_may_be_he_who_says_it():
    text = "“I am late,” he said, and he left."
    found = spans(text, ("I", 0, SPEAKER), ("he", 0, THIRD), ("he", 1, THIRD))
    said = [Attributed(None, [(0, 12)], (found[1].start, found[1].end), 0.9)]
    m = candidates.prepare(text, passages.passage(text, encoder.tokenizer()), found, said)
    assert ranking.allowed(m, slice(0, 3), slice(0, 3))[0].tolist() == [False, True, False]


def test_choices_are_distributions_over_what_may_be_chosen():
    same = np.zeros((16, 4))
    same[:, 2:] = 5.0
    made = ranking.choices(prepared(), np.zeros((40, 4)), weights(same=same))
    assert [len(c.likely) - len(c.of) for c in made] == [1] * len(FOUND)
    assert np.allclose([np.exp(c.likely).sum() for c in made], 1)
    assert made[0].of.tolist() == []
    assert made[5].of[made[5].likely[:-1].argmax()] == 0  # Okafor is Mary Okafor


def test_blocks_change_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    w = weights(words=rng.normal(size=(16, ranking.SIZES["words"])), forms=rng.normal(size=(16, 81)))
    whole = ranking.choices(prepared(), np.zeros((40, 4)), w)
    monkeypatch.setattr(ranking, "BLOCK", 3)
    parts = ranking.choices(prepared(), np.zeros((40, 4)), w)
    for a, b in zip(whole, parts, strict=True):
        assert a.of.tolist() == b.of.tolist() and np.allclose(a.likely, b.likely)


def test_calibration_moves_nobody():
    shifted = weights(calibration=np.tile([1.0, 4.0], (4, 1)))
    before, after = (ranking.choices(prepared(), np.zeros((40, 4)), w)[5].likely[-1] for w in (weights(), shifted))
    assert after > before


def test_places_of_one_entity_count_together():
    told = chosen(([], [1.0]), ([0], [0.9, 0.1]), ([0, 1], [0.1, 0.1, 0.8]), ([0, 1, 2], [0.3, 0.25, 0.4, 0.05]))
    meant = ranking.entities(told, [None] * 4, [0.5] * 4)
    assert [m.entity for m in meant] == [0, 0, -1, 0]  # 0.3 + 0.25 × 0.9 + 0.4 × 0.19 against 0.4 × 0.8
    assert meant[3].antecedent == 0 and meant[3].confidence == pytest.approx(0.601, abs=0.01)


def test_nobody_and_the_threshold():
    told = chosen(([], [1.0]), ([0], [0.45, 0.55]), ([0], [0.6, 0.4]))
    assert [m.antecedent for m in ranking.entities(told, [None] * 3, [0.0] * 3)] == [-1, -1, 0]
    assert [m.antecedent for m in ranking.entities(told, [None] * 3, [0.7] * 3)] == [-1, -1, -1]


def test_settled_entities_stay_apart():
    told = chosen(([], [1.0]), ([], [1.0]), ([0, 1], [0.5, 0.45, 0.05]), ([1, 2], [0.55, 0.44, 0.01]))
    meant = ranking.entities(told, [7, 9, None, None], [0.3] * 4)
    assert [m.entity for m in meant] == [7, 9, 7, 9]


def test_i_means_he_and_he_means_a_name():
    told = chosen(([], [1.0]), ([0, 2], [0.1, 0.8, 0.1]), ([0, 1], [0.3, 0.6, 0.1]))
    meant = ranking.entities(told, [None] * 3, [0.5] * 3)
    assert len({m.entity for m in meant}) == 1 and meant[0].entity >= 0
    # what "he" says of "I" says nothing: it is himself
    assert meant[1].antecedent == 2 and meant[2].confidence == pytest.approx(0.815, abs=0.002)


def test_two_that_choose_each_other_are_one():
    meant = ranking.entities(chosen(([1], [0.67, 0.33]), ([0], [0.7, 0.3])), [None] * 2, [0.5] * 2)
    assert meant[0].entity == meant[1].entity >= 0


def test_the_antecedent_lies_in_the_entity():
    told = chosen(([], [1.0]), ([], [1.0]), ([], [1.0]), ([0, 1, 2], [0.3, 0.4, 0.28, 0.02]))
    assert ranking.entities(told, [7, 9, 7, None], [0.5] * 4)[3][:2] == (7, 0)


def test_every_word_has_its_window():
    p = passages.passage("word " * 1200, encoder.tokenizer())
    window, row = coref_head.places(p)
    edges = passages.windows(p, encoder.SIZE, encoder.OVERLAP)
    assert [edges[k][0] + r - 1 for k, r in zip(window, row, strict=True)] == p.first.tolist()
    assert set(window.tolist()) == set(range(len(edges)))
