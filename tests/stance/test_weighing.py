"""What a confidence is made of."""

import numpy as np
import pytest

from stancebook.stance import weighing
from stancebook.stance.candidates import Candidate

AT = ((0, 1),)
LIKELY = np.array([[0.1, 0.6, 0.1, 0.1, 0.1], [0.7, 0.05, 0.2, 0.02, 0.03]])


def pair(a, b, **more):
    """Return a candidate of two actors."""
    return Candidate(a, b, 0, 1, "x", AT, AT, **more)


SILENT = np.full((1, 4), np.nan)


def column(made, name):
    """Return a feature of all sides."""
    return made[..., weighing.FEATURES.index(name)]


def test_each_side_knows_the_others():
    made = weighing.features([pair("p", "q")], LIKELY[:1], np.array([[0.8, 0, 0, 0.3]]), SILENT)
    assert column(made, "same back")[0].tolist() == [0.1, 0.1, 0.6, 0.1]
    assert column(made, "rule")[0].tolist() == [0.8, 0, 0, 0.3]
    assert column(made, "rule for other back")[0].tolist() == [0.3, 0, 0, 0.8]
    assert column(made, "is for")[0].tolist() == [1, 0, 1, 0]


def test_who_speaks_is_told_for_each_direction():
    asked = [pair("p", "q", speakers={"q": None}, read="spoken")]
    made = weighing.features(asked, LIKELY[:1], np.zeros((1, 4)), SILENT)
    assert column(made, "source speaks")[0].tolist() == [0, 0, 1, 1]
    assert column(made, "target speaks")[0].tolist() == [1, 1, 0, 0]
    assert column(made, "behind its speaker")[0].tolist() == [1, 1, 1, 1]


def test_tone_counts_only_where_the_source_speaks_of_the_target():
    heard = np.array([[0.9, 0.05, np.nan, np.nan]])
    made = weighing.features([pair("p", "q", speakers={"p": None})], LIKELY[:1], np.zeros((1, 4)), heard)
    assert column(made, "spoken of")[0].tolist() == [1, 1, 0, 0]
    assert column(made, "sounds")[0, 0] == column(made, "sounds other")[0, 1] == pytest.approx(np.log(9))
    assert column(made, "sounds")[0, 2:].tolist() == [0, 0]


def test_a_confidence_is_a_share():
    sure = weighing.confidence(weighing.features([pair("p", "q")], LIKELY[:1], np.zeros((1, 4)), SILENT))
    assert sure.shape == (1, 4) and ((sure > 0) & (sure < 1)).all()
    assert sure[0].argmax() == 0 and sure[0, 0] == pytest.approx(sure.max())
