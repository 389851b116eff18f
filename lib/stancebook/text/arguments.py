"""Arguments by dependency: who does what a word says, on whom, whether it is denied, and in whose words.

The rules walk the tree in the manner of predicate-argument readers for political events (Schrodt's PETRARCH 2014;
Norris, Schrodt and Beieler 2017); ours also follow control, shared subjects, light verbs and noun phrases.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from stancebook.text.grammar import VERB_TAGS, among, family

OBJECTS = frozenset({"dobj", "obj"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
WEAK_MODALS = frozenset({"could", "may", "might", "would", "should"})
NEGATIONS = frozenset("not n't never no nor neither hardly barely scarcely rarely seldom without".split())
OF = frozenset({"of"})
DEEP = 6  # steps up the tree: enough for "refused to say that it would stop backing"


# --- arguments of verbs ---


def with_conjuncts(token: Token) -> list[Token]:
    """Return ``token`` and what is coordinated after it ("A, B and C")."""
    return [token, *token.conjuncts] if token.dep_ != "conj" else [token]


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children of ``token`` that stand in one of the relations ``deps``."""
    return [c for c in token.children if c.dep_ in deps]


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for ("an economist who backs …": the economist)."""
    if token.lower_ in RELATIVES and token.dep_ != "det":
        for up in token.ancestors:
            if up.dep_ == "relcl":
                return up.head
    return token


def is_passive(verb: Token) -> bool:
    """Tell whether ``verb`` is passive: auxiliary, by-phrase, bare participle ("backed by", "the arrested man")."""
    deps = {child.dep_ for child in verb.children}
    if deps & {"nsubjpass", "auxpass"}:
        return True
    if deps & {"nsubj", "aux"}:
        return False
    if verb.dep_ == "conj" and verb.head.pos_ in VERB_TAGS and verb.tag_ in ("VBN", "VBD") and "dobj" not in deps:
        return is_passive(verb.head)  # "were attacked and displaced"
    if verb.tag_ != "VBN":
        return verb.pos_ == "ADJ" and verb.lower_.endswith("ed")
    return verb.dep_ in ("acl", "amod", "xcomp", "advcl", "ccomp") or any(children(verb, "agent"))


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the subject of ``verb``, its own or the one it shares, borrows or controls.

    "X attacked and killed", "X vowed to defeat", "urged X to leave" (X leaves), "accused X of backing" (X backs),
    "forces fighting …" (the forces), "X's plan to oust …" (X).
    """
    own = children(verb, "nsubj", "nsubjpass")
    if own:
        return [t for s in own for t in with_conjuncts(antecedent(s))]
    head, dep = verb.head, verb.dep_
    if depth > DEEP or head == verb:
        return []
    if dep in ("relcl", "acl", "amod") and head.pos_ not in VERB_TAGS:
        if dep == "acl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
            return noun_agents(head, depth + 1)
        writers = noun_agents(head, depth + 1) if head.lemma_ in family("utterance") else []
        return with_conjuncts(head) + writers  # "sent a letter criticising X", "spent years fighting X"
    if dep == "conj" and head.pos_ in VERB_TAGS:
        return surface_subjects(head, depth + 1)
    if dep == "pcomp":
        return _pcomp_subjects(head, depth)
    if dep in ("xcomp", "ccomp", "advcl") and head.pos_ == "ADJ":  # "is ready to help X"
        return adjective_bearers(head)
    if dep in ("xcomp", "ccomp", "advcl") and head.pos_ in VERB_TAGS:
        objects = [] if head.lemma_ in family("promise") or dep == "advcl" else _raised_objects(head)
        return objects or surface_subjects(head, depth + 1)
    return []


def _raised_objects(verb: Token) -> list[Token]:
    """Object of ``verb`` that acts in the clause below: "urged X to go", "called on X to go"."""
    objects = [c for c in verb.children if c.dep_ in OBJECTS or c.dep_ == "dative"]
    if not objects:
        objects = [p for c in verb.children if c.dep_ == "prep" and c.lower_ == "on" for p in children(c, "pobj")]
    return [t for o in objects for t in with_conjuncts(antecedent(o))]


def _pcomp_subjects(prep: Token, depth: int) -> list[Token]:
    verb = prep.head
    if verb.pos_ in VERB_TAGS:
        objects = _raised_objects(verb) if prep.lower_ in ("of", "for", "from") else []
        return objects or surface_subjects(verb, depth + 1)
    return adjective_bearers(verb) if verb.pos_ == "ADJ" else noun_agents(verb, depth + 1)


def verb_agents(verb: Token) -> list[Token]:
    """Return who does the act of ``verb``."""
    if is_passive(verb):
        by = [c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")]
        return [t for b in by for p in children(b, "pobj") for t in with_conjuncts(p)]
    return surface_subjects(verb)


def verb_targets(verb: Token, slots: frozenset[str]) -> list[Token]:
    """Return whom the act of ``verb`` falls on, by the slots its sense has."""
    found: list[Token] = []
    if "obj" in slots:
        if is_passive(verb):
            found += surface_subjects(verb)
        else:
            objects = children(verb, "dobj", "obj") or _shared_objects(verb) or _gap_object(verb)
            found += [t for o in objects for t in with_conjuncts(antecedent(o))]
    for dative in children(verb, "dative") if "to" in slots else []:
        found += [t for p in (children(dative, "pobj") or [dative]) for t in with_conjuncts(p)]
    return found + prep_objects(verb, slots)


def _shared_objects(verb: Token) -> list[Token]:
    """ "attacked and killed X": the object hangs on the last verb."""
    return next((o for c in children(verb, "conj") if (o := children(c, "dobj", "obj"))), [])


def _gap_object(verb: Token) -> list[Token]:
    """ "the group Turkey attacked": a relative clause with a subject of its own and no object."""
    subjects = children(verb, "nsubj")
    if verb.dep_ == "relcl" and subjects and subjects[0].lower_ not in RELATIVES:
        return [verb.head]
    return []


def prep_objects(head: Token, slots: frozenset[str]) -> list[Token]:
    """Return the objects of the prepositions in ``slots`` that hang on ``head`` ("fought against X and with Y")."""
    found = []
    for prep in head.children:
        if prep.dep_ in ("prep", "agent") and prep.lower_ in slots:
            found += [t for p in children(prep, "pobj") for t in with_conjuncts(antecedent(p))]
            found += [t for c in children(prep, "pcomp", "prep") for p in children(c, "pobj") for t in [p]]
    return found


# --- arguments of nouns and adjectives ---


def noun_agents(noun: Token, depth: int = 0) -> list[Token]:
    """Return who does the act that ``noun`` names.

    "Kenya's support", "the Saudi strikes", "an attack by X", "X launched an attack", "X voted in support of",
    "X is a threat to". Under "receive" the subject is the target instead and is left out here.
    """
    found = [c for c in noun.children if c.dep_ in ("poss", "amod", "compound", "nmod")]
    found += prep_objects(noun, frozenset({"by", "from"}))
    head = noun.head
    if noun.dep_ == "conj" and head.pos_ == "NOUN" and depth < DEEP:
        return found + noun_agents(head, depth + 1)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "at", "on", "to", "into", "with") and depth < DEEP:
        head = noun.head.head
        if noun.head.lower_ == "in" and head.pos_ != "VERB":  # "support for X in its fight against Y": X fights
            return found + ([head] if head.pos_ in ("NOUN", "PROPN") else [])
        if noun.head.lower_ == "in" and (helped := children(head, "dobj")):  # "helped X in the fight against Y"
            found = found + helped
        carries = (head.pos_ in VERB_TAGS and noun.head.lower_ != "with") or head.lemma_ in ("respond", "be")
        return found + (surface_subjects(head, depth + 1) if carries else [])
    if noun.dep_ == "dobj" and (_receives(head, noun) or head.lemma_ == "have") and prep_objects(noun, OF):
        return found + prep_objects(noun, OF)  # "has the support of X"
    if noun.dep_ == "dobj" and _receives(head, noun):
        return found + prep_objects(head, frozenset({"from"}))  # "won praise from X"
    if noun.dep_ in ("dobj", "attr") and head.lemma_ not in family("onlooker"):
        return found + verb_agents(head)
    if noun.dep_ == "nsubjpass":
        return found + verb_agents(head)
    return found


def _receives(verb: Token, noun: Token) -> bool:
    """Tell whether the subject of ``verb`` gets what ``noun`` names: "won praise", but not "won a victory"."""
    return verb.lemma_ in family("receive") and noun.lemma_ not in family("fruit")


def noun_targets(noun: Token, slots: frozenset[str]) -> list[Token]:
    """Return whom the act of ``noun`` falls on; its preposition may hang on the verb ("were imposed on X")."""
    found = prep_objects(noun, slots)
    for part in children(noun, "acl"):
        found += prep_objects(part, slots)
    head = noun.head
    if noun.dep_ in ("dobj", "nsubjpass") and head.pos_ in VERB_TAGS:
        found += prep_objects(head, slots - {"of", "with", "for", "in"})
        found += verb_targets(head, frozenset({"to"})) if "to" in slots else []
        if _receives(head, noun) or (head.lemma_ == "have" and prep_objects(noun, OF)):
            return surface_subjects(head)  # "won praise from X", "has the support of X"
    if noun.dep_ == "pobj" and head.lower_ == "under":  # "came under attack"
        found += surface_subjects(head.head)
    if not found:
        for other in children(noun, "conj"):
            found += prep_objects(other, slots)
    return found


def bearers(noun: Token) -> list[Token]:
    """Return whom a relation noun describes: "X, an ally of Y", "X is an ally", "Y critic X", "Y's ally X"."""
    if noun.dep_ in ("appos", "compound", "nmod") and noun.head.pos_ in ("NOUN", "PROPN"):
        return with_conjuncts(noun.head)
    if noun.dep_ == "attr":
        return surface_subjects(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        return surface_subjects(noun.head.head) if noun.head.head.pos_ in VERB_TAGS else [noun.head.head]
    return [*children(noun, "appos"), noun]


def adjective_bearers(adjective: Token) -> list[Token]:
    """Return whom an adjective describes: "X is critical of", "forces loyal to"."""
    while adjective.dep_ == "conj" and adjective.head.pos_ in ("ADJ", "VERB"):
        adjective = adjective.head
    head = adjective.head
    if adjective.pos_ in VERB_TAGS:
        return surface_subjects(adjective)
    if adjective.dep_ in ("acomp", "oprd", "attr"):
        return surface_subjects(head)
    return with_conjuncts(head) if adjective.dep_ in ("amod", "appos", "relcl", "acl") else []


# --- polarity ---


def negators(token: Token) -> Iterator[Token]:
    """Yield the words that negate ``token``: "did not support", "no support", "no longer backs"."""
    for child in token.children:
        if (
            child.dep_ == "neg"
            or (child.lower_ in NEGATIONS and child.dep_ in ("det", "advmod", "preconj", "cc"))
            or (child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children))
        ):
            yield child


def negated(token: Token) -> bool:
    """Tell whether ``token`` itself is negated."""
    return any(True for _ in negators(token))


def polarity(trigger: Token, score: float) -> tuple[float, float]:
    """Fold what stands above ``trigger`` into its score; return (score, certainty).

    "did not condemn" and "denied attacking" are neutral; "refused to support" is against, at six tenths; "stopped
    shelling" is a small step towards the other; plans, modals and conditions are less certain.
    """
    certainty, node, held = 1.0, trigger, False  # held: the word below has dealt with the negation of this one
    for _ in range(DEEP):
        head, dep = node.head, node.dep_
        if negated(node) and not held:
            score = -0.6 * score if score > 0 else 0.0
        for child in node.children:
            if (child.lower_ in WEAK_MODALS and child.dep_ == "aux") or child.lower_ in ("if", "unless", "whether"):
                certainty *= 0.7
        undone = averted(node)
        if head == node or (dep in ("ROOT", "relcl", "advcl", "nsubj", "poss", "appos") and not undone):
            break
        held = undone and negated(head)  # "did not hesitate to condemn"
        if undone:
            score = score if held else -0.6 * score if score > 0 else 0.0
        elif dep in ("xcomp", "ccomp", "pcomp", "dobj", "acl", "nsubjpass") or (
            dep == "conj" and head.pos_ in VERB_TAGS
        ):
            if dep != "conj":
                score, certainty = _under(head, dep, score, certainty)
        elif not (dep in ("pobj", "prep", "acomp", "attr", "oprd") or dep == "conj"):
            break
        node = head
    return score, certainty


def averted(node: Token) -> bool:
    """True for what the word above leaves undone: "refused to back", "stopped short of backing"."""
    dep, head = node.dep_, node.head
    taken = dep in ("xcomp", "pcomp", "acl") or (dep == "prep" and node.lower_ in ("of", "from", "at"))
    calls = [node] if dep == "dobj" else children(head, "dobj") if dep == "advcl" else []  # "resisted calls to back"
    if dep == "relcl" and head.dep_ == "dobj" and any(c.lower_ == "to" for c in node.children):
        calls, head = [head], head.head
    return (taken or any(c.lemma_ in family("irrealis") for c in calls)) and among(head, "refuse")


def _under(head: Token, dep: str, score: float, certainty: float) -> tuple[float, float]:
    """What the word above an act does to it."""
    lemma = head.lemma_
    if lemma in family("deny"):
        return 0.0, certainty
    if among(head, "stop") and dep != "ccomp":
        return (-0.5 if score > 0 else -0.4) * score, certainty
    if lemma in family("plan") and dep in ("xcomp", "acl"):
        return score, certainty * 0.85
    return score, certainty


def voices(token: Token) -> list[Token]:
    """Return whose words the clause of ``token`` are: the subject of the speech verb above it, else nobody."""
    node = token
    for _ in range(2 * DEEP):
        head = node.head
        if head == node:
            break
        if node.dep_ in ("ccomp", "parataxis", "advcl", "dep") and head.lemma_ in family("speech"):
            subjects = surface_subjects(head) if not is_passive(head) else []
            if subjects:
                return subjects
        if node.dep_ == "pcomp" and head.head.lemma_ in family("accusing"):
            return [] if is_passive(head.head) else surface_subjects(head.head)
        node = head
    for prep in node.children:  # "according to X"
        if prep.lower_ == "according":
            return [p for c in prep.children for p in children(c, "pobj")]
    return []
