"""What a sentence says of its actors: acts of one on another, and what the voice thinks of somebody.

The rule core that stance and sentiment share.  An act is a stance word in use with its sources and targets
(``arguments``); an appraisal is a describing word, a hope, a credit or a deed told by the voice of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.tokens import Span, Token

from stancebook.stance.lexicon import Entry, senses
from stancebook.text.arguments import (
    adjective_bearers,
    antecedent,
    bearers,
    children,
    is_passive,
    negated,
    noun_agents,
    noun_targets,
    polarity,
    prep_objects,
    surface_subjects,
    verb_agents,
    verb_targets,
    with_conjuncts,
)
from stancebook.text.grammar import VERB_TAGS, family
from stancebook.text.tone_words import valence

DENIAL, SILENCE = "denial", "no comment"  # constructions that take no side


@dataclass(frozen=True, slots=True)
class Act:
    """A stance word in use: ``sources`` are for or against ``targets`` by ``score`` (-1 to 1)."""

    trigger: Token
    entry: Entry
    sources: list[Token]
    targets: list[Token]
    score: float
    certainty: float
    construction: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the voice of a clause thinks of the actor at ``token`` (-1 to 1)."""

    token: Token
    score: float
    kind: str
    trigger: Token


@lru_cache(maxsize=1024)
def acts_of(sentence: Span) -> tuple[Act, ...]:
    """Return the acts of ``sentence``; stance and sentiment both ask for them, so those of a batch are kept."""
    return tuple(acts(sentence))


def acts(sentence: Span) -> Iterator[Act]:
    """Yield the stance words of ``sentence`` with their sources and targets (either may be empty)."""
    for token in sentence:
        for entry in senses(token):
            act = _read(token, entry)
            if act is not None:
                score, certainty = polarity(token, act.score)
                yield replace(act, score=score, certainty=certainty)
        if token.lower_ in ("pro", "anti"):
            yield from _prefixed(token)
        elif token.lemma_ in family("name_as"):
            yield from _named(token)
        elif token.lemma_ in family("deny") or token.lemma_ in family("silent"):
            yield from _unsaid(token)
        elif token.lemma_ in family("guilt"):
            yield from _guilty(token)


def _read(token: Token, entry: Entry) -> Act | None:
    if entry.pos == "verb":
        return _hyphenated(token, entry) or _verb_act(token, entry)
    if entry.pos == "noun":
        sources, targets = noun_agents(token), noun_targets(token, entry.slots)
        if "mutual" in entry.slots and len(targets) > 1:  # "clashes between A and B"
            sources = [*sources, *targets]
        if "mutual" in entry.slots and not targets:
            targets = _both(token)
            sources = [*sources, *targets]
        score = _governed(token, entry.score)
        return Act(token, entry, sources, targets, score, 1.0, "noun")
    if entry.pos == "person":
        targets = prep_objects(token, entry.slots) + children(token, "poss", "compound", "amod", "nmod")
        if token.dep_ == "compound":  # "Trump critic John Smith": both may hang on the name
            targets += [c for c in token.head.children if c.dep_ == "compound" and c.i < token.i]
        return Act(token, entry, bearers(token), targets, entry.score, 1.0, "relation noun")
    hyphen = _hyphenated(token, entry)
    return hyphen or Act(
        token,
        entry,
        adjective_bearers(token),
        prep_objects(token, entry.slots),
        entry.score,
        1.0,
        "adjective",
    )


def _both(noun: Token) -> list[Token]:
    """ "India-China tensions", "the US-Peru trade war": both names stand before the noun."""
    first = children(noun, "compound", "nmod", "amod")
    return [*first, *(c for f in first for c in children(f, "compound", "nmod", "conj"))]


def _governed(noun: Token, score: float) -> float:
    """An act noun that is the object of an attitude: "condemned the attack on X" is for X, "praised" against."""
    verb = noun.head
    if noun.dep_ not in ("dobj", "nsubjpass") or verb.pos_ not in VERB_TAGS:
        return score
    attitude = [e for e in senses(verb) if "obj" in e.slots and e.agent == 0 and abs(e.score) >= 0.5]
    return score * 0.6 * attitude[0].score if attitude else score


def _verb_act(verb: Token, entry: Entry) -> Act:
    sources, targets, score = verb_agents(verb), verb_targets(verb, entry.slots), entry.score
    if "theme" in entry.slots:
        things = [e for o in children(verb, "dobj", "obj") for e in senses(o) if e.pos == "noun"]
        score = abs(score) * (1 if things[0].score > 0 else -1) if things else score / 2
    if "mutual" in entry.slots and not targets and len(sources) > 1:  # "A and B clashed"
        targets = sources
    if verb.dep_ == "relcl" and verb.head in sources and not is_passive(verb):
        construction = "relative clause"
    elif is_passive(verb):
        construction = "passive"
    else:
        construction = "verb" if set(sources) & set(children(verb, "nsubj")) else "shared subject"
    return Act(verb, entry, sources, targets, score, 1.0, construction)


def _hyphenated(token: Token, entry: Entry) -> Act | None:
    """ "Iran-backed militia" (Iran for the militia), "Iran-aligned group" (the group for Iran)."""
    if token.i < 2 or token.nbor(-1).text not in "-–‑" or token.nbor(-1).whitespace_ or token.nbor(-2).whitespace_:
        return None
    other, noun = token.nbor(-2), token.head
    if token.dep_ not in ("amod", "compound", "nmod") or other.pos_ not in ("PROPN", "NOUN", "ADJ"):
        return None
    first, second = ([noun], [other]) if "obj" not in entry.slots else ([other], [noun])
    return Act(token, entry, first, second, entry.score, 1.0, "compound")


def _prefixed(token: Token) -> Iterator[Act]:
    """ "pro-Saudi forces", "anti-Assad militia": the noun is for or against the one named."""
    if token.i + 2 >= len(token.doc) or token.nbor(1).text not in "-–‑":
        return
    other = token.nbor(2)
    noun = other.head if other.head.i > other.i else token.head
    score = 0.6 if token.lower_ == "pro" else -0.7
    entry = Entry(token.lower_, "prefix", "adjective", "told", score, 0.0, frozenset())
    yield Act(token, entry, [noun], [other], score, 1.0, "compound")


def _named(verb: Token) -> Iterator[Act]:
    """ "X called Y a liar", "X described Y as corrupt": the tone of the name is X's opinion of Y."""
    names = children(verb, "oprd", "attr", "xcomp")
    names += [n for c in children(verb, "prep") if c.lower_ == "as" for n in c.children]
    tone = sum(valence(w) for n in names for w in (n, *children(n, "amod", "compound")))
    if abs(tone) < 0.2:
        return
    score, certainty = polarity(verb, max(-1.0, min(1.0, 1.2 * tone)))
    entry = Entry(verb.lemma_, "name_as", "verb", "words", score, 0.0, frozenset({"obj"}))
    yield Act(verb, entry, verb_agents(verb), verb_targets(verb, entry.slots), score, certainty, "naming")


def _unsaid(verb: Token) -> Iterator[Act]:
    """Denial and silence take no side: "X denied a part in the attack on Y", "X has not commented on Y's claim"."""
    if verb.pos_ not in VERB_TAGS:
        return
    targets, construction = [], DENIAL
    if verb.lemma_ in family("silent"):
        refused = verb.head.lemma_ in family("refuse") and verb.dep_ == "xcomp"
        targets, construction = prep_objects(verb, frozenset({"on", "to", "about"})), SILENCE
        if not (negated(verb) or refused):
            return
    else:
        near = [t for t in verb.subtree if t.pos_ == "NOUN"] + ([verb.head] if verb.dep_ == "relcl" else [])
        for noun in near:
            targets += [t for e in senses(noun) if e.pos == "noun" for t in noun_targets(noun, e.slots)]
    entry = Entry(verb.lemma_, construction, "verb", "words", 0.0, 0.0, frozenset())
    yield Act(verb, entry, verb_agents(verb), targets, 0.0, 1.0, construction)


def _guilty(token: Token) -> Iterator[Act]:
    """ "X is responsible for attacks on Y": X is against Y."""
    for noun in prep_objects(token, frozenset({"for", "of", "in"})):
        for entry in senses(noun):
            if entry.pos == "noun" and entry.score < 0:
                score, certainty = polarity(token, entry.score)
                targets = noun_targets(noun, entry.slots)
                yield Act(token, entry, adjective_bearers(token), targets, score, certainty, "responsibility")


def appraisals(sentence: Span, found: Sequence[Act]) -> Iterator[Appraisal]:
    """Yield what the voice of ``sentence`` thinks of those in it, from its acts and its describing words."""
    triggers = {act.trigger.i for act in found}
    for act in found:
        yield from _from_act(act)
    for token in sentence:
        lemma = token.lemma_
        if lemma in family("hope"):
            yield from _hope(token)
        elif lemma in family("suffer") and token.pos_ == "VERB":
            yield from (Appraisal(s, 0.4, "sympathy", token) for s in surface_subjects(token))
        elif token.lower_ in family("credit"):
            yield from _credit(token)
        tone = valence(token)
        if tone:
            yield from _described(token, tone, token.i in triggers)


def _from_act(act: Act) -> Iterator[Appraisal]:
    """ "X murdered Y" speaks ill of X; "the victory over Y" speaks ill of Y."""
    real = act.score * act.entry.score > 0
    if act.entry.agent and real:
        yield from (Appraisal(s, act.entry.agent * act.certainty, "agent", act.trigger) for s in act.sources)
    if act.entry.family in ("victory", "defeat_n") and real:
        yield from (Appraisal(t, act.score, "victory over", act.trigger) for t in act.targets)
    if act.construction == "responsibility" and real:
        yield from (Appraisal(s, -0.6 * act.certainty, "responsibility", act.trigger) for s in act.sources)


def _described(token: Token, tone: float, is_act: bool) -> Iterator[Appraisal]:
    """Words that describe somebody: "the corrupt X", "X is a liar", "the heroes of X", "X failed", "calls X a liar"."""
    if token.lemma_ in family("misfortune"):
        return
    flip = -0.6 if negated(token) or (token.dep_ in ("acomp", "attr") and negated(token.head)) else 1.0
    dep, head = token.dep_, token.head
    if token.pos_ in ("ADJ", "NOUN") and dep in ("amod", "compound", "appos") and not is_act:
        yield Appraisal(head, tone, "attribute", token)
    if dep in ("acomp", "attr") and head.lemma_ in (
        "be",
        "seem",
        "become",
        "look",
        "remain",
        "appear",
        "prove",
    ):
        yield from (Appraisal(s, flip * tone, "predicate", token) for s in surface_subjects(head))
    if token.pos_ == "NOUN" and not is_act:
        yield from (Appraisal(t, 0.8 * tone, "noun of", token) for t in prep_objects(token, frozenset({"of"})))
        yield from (Appraisal(t, 0.6 * tone, "noun of", token) for t in children(token, "poss"))
    if token.pos_ == "VERB" and not is_act and token.lemma_ not in family("suffer"):
        yield from (Appraisal(s, flip * tone, "does", token) for s in surface_subjects(token))


def _hope(token: Token) -> Iterator[Appraisal]:
    """ "I hope that they benefit" is for them; "hope they would not be the only ones", "hope X fails" against."""
    for clause in children(token, "ccomp", "acl", "xcomp", "relcl", "advcl"):
        own = children(clause, "nsubj", "nsubjpass")
        deepest = next(iter(children(clause, "xcomp")), clause)
        bad = valence(deepest) < 0 or any(valence(c) < 0 for c in children(clause, "acomp", "attr"))
        score = -0.5 if bad != negated(clause) else 0.5
        yield from (Appraisal(t, score, "hope", token) for s in own for t in with_conjuncts(antecedent(s)))


def _credit(token: Token) -> Iterator[Appraisal]:
    """ "would not have happened without X" and "thanks to X" give X the credit."""
    if token.lower_ == "without" and not negated(token.head):
        return
    nouns = children(token, "pobj") + [p for c in children(token, "prep") for p in children(c, "pobj")]
    yield from (Appraisal(t, 0.7, "credit", token) for n in nouns for t in with_conjuncts(n))
