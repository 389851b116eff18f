"""What a voice thinks of those it names in its words: stances of the speakers of quotes and reported views."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span

from stancebook.stance import judge
from stancebook.stance.anchor import Article
from stancebook.stance.edges import Edge
from stancebook.tables import SIDE, kind_of
from stancebook.text import encoder, relations

# Probability of a side from which on it is told, chosen on 40 articles of SEESAW (precision 74; with all, 63).
LEAST = 0.75
# Slope and offset on its logit that make it the share of such rows that a reader of the article marked too, fitted on
# 107 articles of our own (``training/own_who.jsonl``; fitted on one half, the share in the other was 8 points lower).
RATE = (0.47, -0.92)
# Words by which nobody is named: what is said of "him" is said of whom the words before name.
PRONOUNS = frozenset(
    ["he", "she", "they", "it", "him", "her", "them", "his", "hers", "its", "their", "who", "which", "we", "i", "us"]
)


def voiced(article: Article, sentence: Span) -> Iterator[Edge]:
    """Yield for and against whom the words of a known speaker in ``sentence`` sound, as the encoder reads them."""
    for mention in article.mentions:
        first, end, actor = mention
        if not (sentence.start <= first and end <= sentence.end) or kind_of(actor) == "place":
            continue
        token = article.doc[first]
        holder = article.speaker(token)
        if holder is None or holder == actor or token.lower_ in PRONOUNS:
            continue
        if article.quote(token) in article.narrated:  # "X attacked Y": an act of X, no words
            continue
        likely = relations.targets(sentence.text, [judge.characters(sentence, mention)])[0]
        score = float(likely[2] - likely[0])
        sure = float(likely.max())
        if relations.SIDES[likely.argmax()] != "neutral" and abs(score) >= SIDE and sure >= LEAST:
            ends = (token, article.doc[end - 1])
            yield Edge(
                holder, actor, score, encoder.calibrated(sure, *RATE), holder, "heard", token, ends, score, view=True,
                reader="encoder", basis="words",
            )  # fmt: skip
