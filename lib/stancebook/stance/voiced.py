"""What a voice thinks of those it names in its words: stances of the speakers of quotes and reported views."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span

from stancebook.stance import judge
from stancebook.stance.anchor import Article
from stancebook.stance.edges import Edge
from stancebook.tables import SIDE
from stancebook.text import relations

# Words by which nobody is named: what is said of "him" is said of whom the words before name.
PRONOUNS = frozenset(
    ["he", "she", "they", "it", "him", "her", "them", "his", "hers", "its", "their", "who", "which", "we", "i", "us"]
)


def voiced(article: Article, sentence: Span) -> Iterator[Edge]:
    """Yield for and against whom the words of a known speaker in ``sentence`` sound, as the encoder reads them."""
    for mention in article.mentions:
        first, end, actor = mention
        if not (sentence.start <= first and end <= sentence.end):
            continue
        token = article.doc[first]
        holder = article.speaker(token)
        if holder is None or holder == actor or token.lower_ in PRONOUNS:
            continue
        if article.quote(token) in article.narrated:  # "X attacked Y": an act of X, no words
            continue
        likely = relations.targets(sentence.text, [judge.characters(sentence, mention)])[0]
        score = float(likely[2] - likely[0])
        if relations.SIDES[likely.argmax()] != "neutral" and abs(score) >= SIDE:
            ends = (token, article.doc[end - 1])
            yield Edge(
                holder, actor, score, float(likely.max()), holder, "heard", token, ends, score, view=True,
                reader="encoder", basis="words",
            )  # fmt: skip
