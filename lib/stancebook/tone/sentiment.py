"""How speakers sound and how they speak of others: the tone of each quote, and sentiment towards each target."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pandas as pd
from nltk.sentiment.vader import VaderConstants
from spacy.tokens import Doc, Span, Token

from stancebook import means, tables
from stancebook.means import interval
from stancebook.stance import judge
from stancebook.stance.anchor import Article, articles, they
from stancebook.stance.lexicon import senses
from stancebook.stance.predicates import appraisals, reach, read
from stancebook.text import language, relations
from stancebook.text.arguments import CLAUSES, children, surface_subjects
from stancebook.text.grammar import family
from stancebook.text.tone_words import tone_kind, tone_words
from stancebook.tone.vader import EVEN

BOOSTERS = VaderConstants.BOOSTER_DICT
FLIP = -0.74  # VADER's factor for a negated word
SPREAD = 15.0  # VADER's normalisation: sum / sqrt(sum² + 15)
SCOPE = frozenset({"dobj", "attr", "acomp", "xcomp", "prep", "pobj", "advmod", "amod", "oprd", "conj", "pcomp",
                   "npadvmod", "compound", "det", "acl", "advcl", "agent", "dative", "nsubjpass"})  # fmt: skip


# --- tone of a stretch of words ---


def tone(words: Iterable[Token]) -> float:
    """Return the tone of ``words``, -1 to 1, from VADER's list corrected for news, with syntax for scope.

    VADER (Hutto and Gilbert 2014) looks three words back for "not"; ours follows the parse ("not be nearly as
    good"), lets two negations cancel ("would not have occurred without"), takes the tone of "fell" and "rose" from
    what moves, and leaves out bad words that name what is fought ("victory over terrorists").
    """
    words = list(words)
    inside = {word.i for word in words}
    total = sum(word_tone(word, inside) for word in words)
    return total / math.sqrt(total * total + SPREAD)


def word_tone(word: Token, inside: set[int]) -> float:
    """Return the valence of ``word`` in its place, about -4 to 4; only negations ``inside`` the words count."""
    value = tone_words().get(word.lower_, 0.0)
    if not value or word.pos_ == "PROPN" or word.lower_ in tone_kind("label"):
        return 0.0
    if value < 0 and _is_fought(word):
        return 0.0
    if word.lower_ in tone_kind("up") or word.lower_ in tone_kind("down"):
        value = _moved(word, value)
    for mate in word.children:
        value += math.copysign(BOOSTERS.get(mate.lower_, 0.0), value) if mate.i < word.i else 0.0
    return value * (FLIP if _negations(word, inside) % 2 else 1.0)


def _moved(word: Token, value: float) -> float:
    """ "Exports fell" is bad, "inflation fell" good, "the minister rose" nothing."""
    if word.pos_ == "VERB":
        movers = surface_subjects(word) + children(word, "dobj")
    else:
        movers = children(word, "compound", "amod", "poss") + [
            p for c in children(word, "prep") if c.lower_ in ("in", "of") for p in children(c, "pobj")
        ]
    lemmas = {m.lemma_.lower() for m in movers} | {c.lemma_.lower() for m in movers for c in children(m, "compound")}
    if lemmas & tone_kind("bad_when_up"):
        return -value
    people = any(m.pos_ in ("PROPN", "PRON") for m in movers)
    return 0.0 if people and word.pos_ == "VERB" else value


def _is_fought(word: Token) -> bool:
    """Tell whether ``word`` names what a victory, a fight or a condemnation is about."""
    for up in word.ancestors:
        if up.pos_ in ("NOUN", "VERB"):
            for entry in senses(up):
                if entry.family in ("victory", "defeat_n", "defeat", "fight", "fight_against"):
                    return True
        if up.dep_ in CLAUSES or up.dep_ == "ROOT":
            break
    return False


def _negations(word: Token, inside: set[int]) -> int:
    """Count the negations that hold over ``word``, on its way up to the verb of its clause."""
    count, node = 0, word
    while True:
        for child in (c for c in node.children if c.i in inside):
            if child.dep_ in ("neg", "det", "advmod", "preconj") and child.lower_ in tone_kind("negator"):
                count += child.i < word.i or node == word
            elif child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
                count += 1
        if node != word and node.lemma_ in tone_kind("undoes"):
            count += 1
        if node.dep_ not in SCOPE or node.head == node or node.head.i not in inside:
            return count
        node = node.head


# --- towards a target ---

# Weights read off the training part of NewsMTSC (Hamborg and Donnay 2021): what is done to the target by others,
# what the target does, what the voice says of it, the tone of its clause and of its sentence.
DONE_TO, DOES, SAID_OF, CLAUSE, SENTENCE = 0.8, 0.3, 0.5, 0.5, 0.5
SPEAKING = 0.3  # one who speaks is seldom what the words are about
BORDER = 0.15
KEY = "target"


def classify_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Read the sentiment of a text towards one marked actor: our model's head, the rules joined to it.

    Parameters
    ----------
    frame
        Columns ``text`` and the half-open character span ``start, end`` of the target.

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        One row for each row of ``frame``, in order: ``label`` (negative, neutral, positive), ``score`` (-1 … 1),
        ``confidence`` (0 … 1), ``rule`` (the strongest part of the score).
    """
    return _encoded(frame, classify_parsed(frame, language.parse(frame["text"]))["score"])


def _encoded(frame: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    rows = []
    for text, start, end, score in zip(*(frame[c] for c in ("text", "start", "end")), told, strict=True):
        target = int(start), int(end)
        rows.append((*_judged(text, target, score), "encoder and rules"))
    return pd.DataFrame(rows, columns=["label", "score", "confidence", "rule"], index=frame.index)


def classify_parsed(frame: pd.DataFrame, docs: list[Doc]) -> pd.DataFrame:
    """Do what ``classify_targets`` does by rules, for texts that are parsed already."""
    rows = [
        _classify(doc, start, end)
        for doc, start, end in zip(docs, frame["start"].tolist(), frame["end"].tolist(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["label", "score", "confidence", "rule"], index=frame.index)


def _classify(doc: Doc, start: int, end: int) -> tuple[str, float, float, str]:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return "neutral", 0.0, 0.3, "none"
    at, sentence = dict.fromkeys(range(span.start, span.end), KEY), span[0].sent
    parts = _direct(sentence, at)
    parts["clause"] = CLAUSE * tone(_clause(span.root))
    parts["sentence"] = SENTENCE * tone(sentence)
    score = sum(parts.values())
    if span.root.dep_ == "nsubj" and span.root.head.lemma_ in family("speech"):
        score *= SPEAKING
    score = max(-1.0, min(1.0, score))
    rule = max(parts, key=lambda name: abs(parts[name])) if score else "none"
    return _label(score, BORDER), score, _sure(score), rule


def _direct(sentence: Span, at: Mapping[int, str]) -> dict[str, float]:
    """The parts of the score that rules tie to the target: acts on it, acts by it, what is said of it."""
    found = read(sentence)
    done = sum(a.score * reach(w, at, True).get(KEY, 0.0) for a in found for w in a.targets)
    does = sum(a.score * reach(w, at, False).get(KEY, 0.0) for a in found for w in a.sources)
    said = sum(v.score * reach(v.token, at, False).get(KEY, 0.0) for v in appraisals(sentence, found))
    weights = (("done to it", DONE_TO, done), ("does", DOES, does), ("said of it", SAID_OF, said))
    return {name: weight * max(-1.5, min(1.5, value)) for name, weight, value in weights}


def _clause(head: Token) -> list[Token]:
    """The words of the clause that ``head`` stands in, clauses below it left out."""
    above = {head.i, *(t.i for t in head.ancestors)}
    root = head
    while root.dep_ not in CLAUSES and root.head != root and not (root.dep_ == "conj" and root.pos_ == "VERB"):
        root = root.head
    words, stack = [], [root]
    while stack:
        word = stack.pop()
        words.append(word)
        stack += [c for c in word.children if c.dep_ not in CLAUSES or c.i in above]
    return words


def _label(score: float, border: float) -> str:
    return "positive" if score >= border else "negative" if score <= -border else "neutral"


def _sure(score: float) -> float:
    """Confidence by size: on the training part about half are right near the border, four fifths at the ends."""
    return round(0.5 + 0.3 * min(1.0, abs(score)), 3)


# --- whole articles ---

# What a reporter's sentence may say of somebody without quoting; deeds are news, not the reporter's opinion.
PRONOUNS = frozenset(
    ["he", "she", "they", "it", "him", "her", "them", "his", "hers", "its", "their", "who", "which", "we", "i", "us"]
)
CLAUSE_TONE = "clause tone"
View = tuple[str, float, str, str | None]  # actor, score, rule, whose view
FINITE = frozenset({"MD", "VBD", "VBZ", "VBP"})
REPORTER = frozenset({"attribute", "predicate", "noun of", "credit"})


def tones(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
) -> pd.DataFrame:
    """Find how each quote sounds and what each voice thinks of those it names.

    Parameters
    ----------
    documents, sentences, mentions, quotes
        The tables of those names.
    parsed
        ``doc_id`` -> parsed document (``language.parse``).

    Raises
    ------
    ModelError
        If the model's files are missing or damaged.

    Returns
    -------
    DataFrame
        Table ``tones``.  A row with a null target is the tone of a whole quote (rule "vader+news"; a refusal
        to comment and a thing acted on have none); a row with a
        target is the sentiment of the holder towards it at one mention.  A mention outside quotes has a row only
        where the sentence describes it (holder null: the reporter).
    """
    rows: list[dict] = []
    for article in articles(documents, parsed, sentences, mentions, quotes):
        found = [*_quote_rows(article), *_target_rows(article)]
        for number, row in enumerate(found):
            rows.append({"tone_id": f"{article.doc_id}:t{number}", "doc_id": article.doc_id, **row})
    return tables.make("tones", rows)


def _quote_rows(article: Article) -> Iterable[dict]:
    for quote, spans in article.quotes:
        score = tone(article.doc[i] for first, end in spans for i in range(first, end))
        if spans and _uttered(article, quote, spans):
            yield {
                "quote_id": quote["quote_id"], "holder_id": _known(quote["speaker_id"]), "target_id": None,
                "label": _label(score, EVEN), "score": round(score, 3), "confidence": _sure(score),
                "start": min(s for s, _ in quote["content"]), "end": max(e for _, e in quote["content"]),
                "rule": "vader+news",
            }  # fmt: skip


def _uttered(article: Article, quote: dict, spans: list[tuple[int, int]]) -> bool:
    """Tell words said from a thing acted on: "ordered sanctions", "has not commented on the attack" have no tone."""
    if quote["quote_id"] not in article.told:
        return True
    return any(article.doc[i].tag_ in FINITE for first, end in spans for i in range(first, end))


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _target_rows(article: Article) -> Iterable[dict]:
    views: dict[int, list[View]] = {}
    before = {later.start: sent for sent, later in pairwise(article.doc.sents)}
    for first, end, actor in article.mentions:
        token = article.doc[first]
        if token.lower_ in PRONOUNS:
            continue
        holder, quote = article.speaker(token), article.quote(token)
        if holder == actor:
            continue
        sentence = token.sent
        if sentence.start not in views:
            views[sentence.start] = list(_views(article, sentence, before.get(sentence.start)))
        score, rule = _towards(article, views[sentence.start], first, end, actor)
        if rule is None:
            continue
        last = article.doc[end - 1]
        start, stop = token.idx, last.idx + len(last.text)
        label, sure = _label(score, BORDER), _sure(score) - 0.2 * (rule == CLAUSE_TONE)
        # a mention may run over the end of a sentence that a line break cuts: the rules' score stands
        if quote and stop <= sentence.end_char:
            told, at = 0.0 if rule == CLAUSE_TONE else score, sentence.start_char
            label, score, sure = _judged(sentence.text, (start - at, stop - at), told)
            rule = "encoder" if rule == CLAUSE_TONE else f"{rule} + encoder"
        yield {
            "quote_id": quote, "holder_id": holder, "target_id": actor, "label": label, "score": round(score, 3),
            "confidence": round(sure, 3), "start": start, "end": stop, "rule": rule,
        }  # fmt: skip


def _judged(sentence: str, target: tuple[int, int], score: float) -> tuple[str, float, float]:
    """Return label, score and confidence of a target, the encoder's reading and the rules' score joined."""
    likely = judge.towards(sentence, [target], score)[0]
    return relations.SIDES[likely.argmax()], float(likely[2] - likely[0]), float(likely.max())


def _views(article: Article, sentence: Span, before: Span | None) -> Iterable[View]:
    """What the voices of ``sentence`` think of whom."""
    found, pronoun = read(sentence), they(article, sentence, before)
    for view in appraisals(sentence, found):
        for actor, weight in (reach(view.token, article.at, target=False) or pronoun(view.token)).items():
            yield actor, view.score * weight, view.kind, article.speaker(view.trigger)
    for act in found:  # the speaker's own acts and attitudes: "we support X", "X was a friend to us"
        holder = article.speaker(act.trigger)
        own = [w for w in act.sources if w.lower_ in family("first") or article.at.get(w.i, "") == holder]
        for word in act.targets if holder and own else ():
            for actor, weight in reach(word, article.at, target=True).items():
                yield actor, act.score * weight, "own act", holder


def _towards(article: Article, views: list[View], first: int, end: int, actor: str) -> tuple[float, str | None]:
    """Score and rule for one mention: the views its own voice holds; in a quote else its clause's tone."""
    token = article.doc[first]
    quoted = article.quote(token) is not None
    wanted = [v for v in views if v[0] == actor and v[3] == article.speaker(token)]
    if not quoted:
        wanted = [v for v in wanted if v[2] in REPORTER and abs(v[1]) >= BORDER]
    if wanted:
        score = max(-1.0, min(1.0, sum(v[1] for v in wanted)))
        return score, max(wanted, key=lambda v: abs(v[1]))[2]
    if not quoted:
        return 0.0, None
    words = [w for w in _clause(article.doc[first:end].root) if w.i in article.quoted]
    return CLAUSE * tone(words), CLAUSE_TONE


# --- across quotes ---

SPEAKER_COLUMNS = ["holder_id", "n", "mean", "low", "high", "sd", "most_positive", "most_negative", "heard_once"]


def of_speakers(tones: pd.DataFrame, min_confidence: float) -> pd.DataFrame:
    """Return the tones of whole quotes with a known speaker."""
    kept = tones[tones["quote_id"].notna() & tones["target_id"].isna() & tones["holder_id"].notna()]
    return kept[kept["confidence"] >= min_confidence]


def speaker_table(tones: pd.DataFrame, min_confidence: float = 0.0) -> pd.DataFrame:
    """Sum the tone of quotes up for each speaker.

    Parameters
    ----------
    tones
        Table ``tones``; only rows of whole quotes with a known speaker count.
    min_confidence
        Tones below it are left out.

    Returns
    -------
    DataFrame
        ``holder_id, n`` (quotes), ``mean`` (-1 … 1), ``low, high`` (95% bootstrap interval of the mean over the
        quotes, Efron 1979, fixed seed), ``sd`` (spread: sample standard deviation, ddof 1), ``most_positive,
        most_negative`` (``tone_id`` of the quote at each end), ``heard_once`` (n = 1: one quote, no finding); by mean
        from high to low.  ``low, high, sd`` are null for n = 1.
    """
    rows = []
    for holder, part in of_speakers(tones, min_confidence).groupby("holder_id", sort=True):
        scores = part["score"].to_numpy(float)
        low, high = interval(scores)
        rows.append({
            "holder_id": holder, "n": len(part), "mean": float(scores.mean()), "low": low, "high": high,
            "sd": float(scores.std(ddof=1)) if len(part) > 1 else float("nan"),
            "most_positive": part["tone_id"].iloc[int(scores.argmax())],
            "most_negative": part["tone_id"].iloc[int(scores.argmin())], "heard_once": len(part) == 1,
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=SPEAKER_COLUMNS)
    return table.sort_values(["mean", "holder_id"], ascending=[False, True], ignore_index=True)


def speaker_periods(
    tones: pd.DataFrame, documents: pd.DataFrame, freq: str = "", min_confidence: float = 0.0
) -> pd.DataFrame:
    """Return how each known speaker's mean tone moves from period to period.

    Parameters
    ----------
    tones, documents
        The tables of those names; only tones of whole quotes with a known speaker count.
    freq
        ``week`` or ``month``; empty chooses: weeks up to a quarter between the first and the last date, else months.
    min_confidence
        Tones below it are left out.

    Returns
    -------
    DataFrame
        ``holder_id, period`` (a month as 2024-03, a week by its Monday), ``n`` (quotes), ``mean, change, before,
        evidence`` (a ``tone_id``), as told in ``means.by_period``; quotes of documents without a date are left out.

    Raises
    ------
    ValueError
        If ``freq`` is none of these.
    """
    return means.by_period(of_speakers(tones, min_confidence), ["holder_id"], "tone_id", documents, freq)


def target_table(tones: pd.DataFrame, min_confidence: float = 0.0) -> pd.DataFrame:
    """Return the mean sentiment of each known holder towards each target.

    Returns
    -------
    DataFrame
        ``holder_id, target_id, n, mean, low, high``, sorted by both; ``low``/``high`` as in ``speaker_table``.
    """
    kept = tones[tones["target_id"].notna() & tones["holder_id"].notna() & (tones["confidence"] >= min_confidence)]
    rows = []
    for (holder, target), part in kept.groupby(["holder_id", "target_id"], sort=True):
        scores = part["score"].to_numpy(float)
        low, high = interval(scores)
        rows.append({"holder_id": holder, "target_id": target, "n": len(part), "mean": float(scores.mean()),
                     "low": low, "high": high})  # fmt: skip
    return pd.DataFrame(rows, columns=["holder_id", "target_id", "n", "mean", "low", "high"])
