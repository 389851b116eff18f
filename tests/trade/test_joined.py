"""The rules' reading of a claim and the encoder's, joined."""

from stancebook.text import claim_head
from stancebook.trade import joined

EVEN = {name: dict.fromkeys(choices, 1 / len(choices)) for name, choices in claim_head.QUESTIONS.items()}
OWN = {"direction": "down", "driver": "access", "horizon": "past", "hedge": "denied"}


def test_where_the_encoder_is_torn_the_rules_answer_is_taken():
    labels, likely = joined.labels(OWN, EVEN, 1.0)
    assert labels == OWN
    assert likely > 0.5


def test_a_weak_sign_gives_way_to_a_sure_encoder_and_a_strong_one_does_not():
    sure = EVEN | {"direction": {"up": 0.96, "down": 0.01, "flat": 0.01, "mixed": 0.01, "unclear": 0.01}}
    assert joined.labels(OWN, sure, 0.1)[0]["direction"] == "up"
    assert joined.labels(OWN, sure, 2.0)[0]["direction"] == "down"


def test_without_the_encoder_evidence_and_a_word_of_trade_are_needed():
    assert joined.claim_odds(joined.MARK, None, True) is not None
    assert joined.claim_odds(joined.MARK, None, False) is None
    assert joined.claim_odds(joined.MARK - 0.1, None, True) is None


def test_confidence_rises_with_both_and_is_a_rate():
    low, mid, high = joined.confidence(0.5, 0.3), joined.confidence(3.0, 0.3), joined.confidence(3.0, 0.95)
    assert 0 < low < mid < high < 1
