"""Whether a sentence tells an act as so: asserted, said not to be so, denied, or only possible, wished or demanded.

A cue above an act colours it, as in FactBank (Saurí and Pustejovsky 2009), whose certain, possible and
counterfactual values ours follow with fewer shades.  The walk goes from the stance word up the tree and stops at a
noun phrase or a clause of its own: what stands in there is taken for granted, whatever holds above it ("the heroes
of Peru did not come" leaves them heroes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from stancebook.text.arguments import DEEP, averted, children, is_passive, negated
from stancebook.text.grammar import VERB_TAGS, among, family

DENIED, NEGATED, HYPOTHETICAL, REPORTED, ASSERTED = "denied", "negated", "hypothetical", "reported", "asserted"
ORDER = (DENIED, NEGATED, HYPOTHETICAL, REPORTED)  # of two that hold, the first is told
INSIDE = frozenset({"xcomp", "ccomp", "pcomp", "dobj", "acl", "nsubjpass", "pobj", "prep", "acomp", "attr", "oprd"})
WITHIN = frozenset({"in", "over", "during", "amid", "after", "despite"})
CONDITIONS = frozenset({"if", "unless", "whether"})


class Mood(NamedTuple):
    """How an act is told (one of the statuses), and whether its score was read without seeing that it is not so."""

    status: str
    unseen: bool


def mood_of(trigger: Token) -> Mood:
    """Return how the act that ``trigger`` names is told; ``reported`` only where an unnamed voice is said to claim it.

    Returns
    -------
    Mood
        ``unseen`` is true for the negations that ``arguments.polarity`` does not fold into the score.
    """
    marks = list(_marks(trigger))
    status = next((s for s in ORDER if any(m.status == s for m in marks)), ASSERTED)
    seen = [m for m in marks if m.status == NEGATED and not m.unseen]
    return Mood(status, status == NEGATED and not seen)


def _marks(trigger: Token) -> Iterator[Mood]:
    node, held = trigger, False  # held: the word below has dealt with the negation of this one
    for _ in range(2 * DEEP):
        yield from _own(node, held)
        head, dep, held = node.head, node.dep_, False
        if head == node:
            if node.sent[-1].text == "?":  # "Does Peru back Chile?"
                yield Mood(HYPOTHETICAL, False)
            return
        if dep == "conj":
            if not _shares(node):
                return
        elif not (dep in INSIDE or averted(node)) or _presumed(node, head):
            return
        else:
            above, held = _above(node, head, dep)
            yield from above
        node = head


def _presumed(node: Token, prep: Token) -> bool:
    """ "would support Peru in its dispute with Chile": the dispute is there, whatever becomes of the support."""
    return node.dep_ == "pobj" and prep.lower_ in WITHIN and any(children(node, "poss"))


def _shares(node: Token) -> bool:
    """ "will condemn and sanction" share the modal, "did not sign and condemned" and "X will go and Y went" do not."""
    if node.pos_ not in VERB_TAGS:
        return True
    return node.tag_ == node.head.tag_ and not children(node, "nsubj", "nsubjpass")


def _own(node: Token, held: bool) -> Iterator[Mood]:
    """What the words that hang on ``node`` say of it."""
    if not held and negated(node):  # "does not support", "no support", "no longer backs"
        yield Mood(NEGATED, False)
    if not held and _nobody(node):
        yield Mood(NEGATED, True)
    for child in node.children:
        word, describes = child.lower_, child.dep_ in ("amod", "advmod", "nmod")
        conditional = (child.tag_ == "MD" and child.dep_ == "aux") or word in CONDITIONS  # "would", "will", "if X"
        if conditional or (describes and word in family("possible")):  # "possible sanctions on"
            yield Mood(HYPOTHETICAL, False)
        elif describes and word in family("alleged"):  # "allegedly attacked"
            yield Mood(REPORTED, False)
    if _undone(node):
        yield Mood(HYPOTHETICAL, False)


def _nobody(node: Token) -> bool:
    """ "No country backs Peru", "neither X nor Y backed it", "has neither backed nor praised it", "has yet to back it",
    "without backing it", "instead of backing it"."""
    for subject in (node, *children(node, "nsubj", "nsubjpass")):
        if any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "preconj", "cc") for c in subject.children):
            return True
    head = node.head
    if node.dep_ == "conj" and any(c.lower_ == "nor" for c in head.children):
        return True
    yet = node.dep_ == "xcomp" and any(c.lower_ == "yet" for c in (*head.children, *node.children))
    short = head.lower_ == "of" and any(c.lower_ in ("instead", "short") for c in (*head.children, head.head))
    without = node.dep_ in ("pcomp", "pobj") and (head.lower_ == "without" or short)
    return yet or without


def _undone(node: Token) -> bool:
    """A to-infinitive tells no deed ("plans to sanction", "a bid to oust", "sent troops to attack").

    Unless the word above says that it was done: "managed to oust", "forced X to back", "the first to condemn".
    """
    if node.pos_ not in VERB_TAGS or not any(c.lower_ == "to" and c.dep_ == "aux" for c in node.children):
        return False
    head = node.head
    if head.lemma_ in family("implicative") and not (head.lemma_ in ("come", "go") and head.tag_ == "VBG"):
        return False
    if head.lemma_ in family("refuse") | family("deny"):  # their own mark says it: "refused to support"
        return False
    if head.pos_ in VERB_TAGS and is_passive(head) and head.lemma_ in family("speech") | family("accusing"):
        return False  # "is said to back": a claim
    ordinals = {head.lower_, *(c.lower_ for c in head.children)} & family("ordinal")
    return not (node.dep_ in ("acl", "relcl", "xcomp") and ordinals)


def _above(node: Token, head: Token, dep: str) -> tuple[list[Mood], bool]:
    """What the word above ``node`` does to it, and whether that has dealt with the negation of the word above."""
    lemma, no = head.lemma_, negated(head)
    if lemma in family("deny") or lemma == "denial":
        if children(head, "dative"):  # "denied Peru support": did not give it
            return [Mood(NEGATED, False)], True
        return [Mood(HYPOTHETICAL if no else DENIED, False)], True  # "did not deny backing Peru" leaves it open
    if averted(node):  # "refused to support", "resisted calls to support"; "did not hesitate to"
        return ([] if no else [Mood(NEGATED, False)]), True
    if among(head, "stop") and dep != "ccomp" and head.pos_ in VERB_TAGS:  # "stopped backing", "lifted sanctions"
        return ([] if no else [Mood(NEGATED, False)]), True
    if lemma in family("lack"):  # "lacks support"
        return [Mood(NEGATED, True)], no
    if lemma in family("claim_noun") and head.pos_ == "NOUN":  # "claims that X backs Y", "reports of attacks on"
        return [Mood(REPORTED, False), *_rebutted(head)], False
    wished = lemma in family("irrealis") or head.lower_ in family("irrealis")
    if dep == "prep" and wished and _takes(node):  # "called for sanctions on", "committed to defeating"
        return [Mood(HYPOTHETICAL, False)], False
    if dep in ("dobj", "ccomp", "xcomp", "nsubjpass") and wished:  # "demanded that X back Y"
        return [Mood(HYPOTHETICAL, False)], False
    if is_passive(head) and dep == "xcomp" and lemma in family("speech"):  # "is said to back"
        return [Mood(REPORTED, False)], False
    if dep == "prep" and lemma in ("accuse", "suspect") and node.lower_ == "of":  # "accused of backing"
        return [Mood(REPORTED, False)], False
    unsaid = no or _nobody(head)  # "did not say that X backs Y", "has yet to say whether it does"
    if unsaid and dep == "ccomp" and lemma in family("speech") - family("neg_raise"):
        return [Mood(HYPOTHETICAL, False)], True
    return [], False


def _takes(prep: Token) -> bool:
    """Prepositions that bring in what is wished or intended, not where or with whom."""
    return prep.lower_ in ("for", "of", "to", "about", "on", "against", "with")


def _rebutted(noun: Token) -> list[Mood]:
    """ "rejected claims that X backs Y", "called reports of attacks false"."""
    verb = noun.head
    rejects = verb.lemma_ in family("rebut") | family("deny") and noun.dep_ in ("dobj", "nsubjpass", "conj")
    false = any(c.lower_ in ("false", "untrue", "baseless", "unfounded") for c in (*noun.children, *verb.children))
    return [Mood(DENIED, False)] if (rejects or false) and not negated(verb) else []
