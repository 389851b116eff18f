"""What the rules for quotes stand on: the reporting words, a parsed document as plain lists, sources and spans.

Spans of tokens and of characters are half-open.  Nothing here decides that somebody said something; that is done
by ``directspeech`` (quotation marks), ``reported`` (verbs) and ``quotes`` (all other cues).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from stancebook.quotes import patterns
from stancebook.quotes.patterns import Pattern
from stancebook.text import wordlists
from stancebook.text.quotation import Quotation, Span, quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
RELATIVE = frozenset("who which that whom".split())
CONTRAST = frozenset("although though while but and".split())
# Verbs whose object is the report itself: the source of "released a statement saying …" is who released it.
ISSUE = frozenset("issue release make give publish post send put".split())
EDGES = frozenset(", ; : . - – — -- ...".split())
BESIDE = ("aux", "auxpass", "neg", "advmod", "prt")


@cache
def families() -> Mapping[str, frozenset[str]]:
    """Return the families of ``data/reporting_verbs.txt``: heading -> base forms."""
    words: dict[str, set[str]] = {}
    family: set[str] = set()
    for line in wordlists.lines("quotes", "reporting_verbs.txt"):
        line = line.split("#")[0]
        if line.startswith("["):
            family = words.setdefault(line.strip("[]"), set())
        else:
            family.update(line.split())
    return {name: frozenset(lemmas) for name, lemmas in words.items()}


@cache
def _lexicon() -> Mapping[str, frozenset[str]]:
    """Base form -> the verb families it is in (the preposition of "call_for" left off)."""
    known: dict[str, set[str]] = defaultdict(set)
    for family, lemmas in families().items():
        if family not in ("noun", "adjective", "adverb", "phrasal"):
            for lemma in lemmas:
                known[lemma.split("_")[0]].add(family)
    return {lemma: frozenset(names) for lemma, names in known.items()}


@cache
def _phrasal() -> Mapping[str, frozenset[str]]:
    """Verb -> the second words that make it a verb of speech: point (out), make (clear)."""
    known: dict[str, set[str]] = defaultdict(set)
    for entry in families()["phrasal"]:
        verb, second = entry.split("_")
        known[verb].add(second)
    return {verb: frozenset(seconds) for verb, seconds in known.items()}


@dataclass
class View:
    """A parsed document as plain lists: asking spaCy's tokens again and again costs more than the rules."""

    text: str
    doc: Doc
    marks: list[Quotation] = field(default_factory=list)
    attached: dict[int, int] = field(default_factory=dict)  # quotation -> verb that reports it
    shares: dict[int, int] = field(default_factory=dict)  # verb -> verb whose subject it shares

    def __post_init__(self) -> None:
        """Read the parse once."""
        doc = self.doc
        self.n = len(doc)
        self.start = [t.idx for t in doc]
        self.end = [t.idx + len(t) for t in doc]
        self.low = [t.lower_ for t in doc]
        self.lemma = [_lemma(t.lemma_, low) for t, low in zip(doc, self.low, strict=True)]
        self.dep = [t.dep_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.head = [t.head.i for t in doc]
        self.kids: list[list[int]] = [[] for _ in range(self.n)]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self.sentence = [(s.start, s.end) for s in doc.sents for _ in range(s.start, s.end)]
        self.marks = quotations(self.text, self.start, self.end)
        self.mark_of = [-1] * self.n
        for k, mark in enumerate(self.marks):
            for i in range(mark.first, mark.last):
                self.mark_of[i] = k

    def edges(self, i: int) -> Span:
        """Tokens ``[first, last)`` of the subtree of ``i``."""
        token = self.doc[i]
        return token.left_edge.i, token.right_edge.i + 1

    def root(self, first: int, last: int) -> int:
        """Return the token of ``[first, last)`` that the others hang from."""
        return next((i for i in range(first, last) if not first <= self.head[i] < last or self.head[i] == i), first)

    def kid(self, i: int, *deps: str) -> int | None:
        """Return the first child of ``i`` with one of these labels."""
        return next((k for k in self.kids[i] if self.dep[k] in deps), None)

    def families(self, i: int) -> frozenset[str]:
        """Return the verb families of token ``i`` (none if it is no verb)."""
        if self.pos[i] not in ("VERB", "AUX"):
            return frozenset()
        known = _lexicon().get(self.lemma[i], frozenset())
        for second in _phrasal().get(self.lemma[i], ()):  # made it clear, pointed out
            if second in self.low[i + 1 : i + 4]:
                return known | {"speech"}
        return known


@dataclass
class Found:
    """One attribution before it gets an id; ``content`` in characters, the rest in tokens.

    ``verb`` is the token of the cue that the pattern fired on, ``head`` the head of the source.
    """

    verb: int
    pattern: Pattern
    cue: list[Span]
    content: list[Span]
    source: Span | None = None
    head: int | None = None
    denied: bool = False
    sure: float | None = None  # the encoder's own confidence, null for what rules alone found

    @property
    def manner(self) -> str:
        """Return how the source speaks: said, described, denied or declined (column ``quotes.manner``)."""
        return patterns.DENIED if self.denied else self.pattern.manner

    @property
    def rule(self) -> str:
        """Return what made it, for people to read."""
        named = f"denial_{self.pattern.name}" if self.denied else self.pattern.name
        return named if self.sure is None or self.pattern is patterns.ENCODER else f"encoder/{named}"


def _lemma(lemma: str, low: str) -> str:
    """SpaCy's small model takes "hoping" for a form of "hop"."""
    return "hope" if lemma == "hop" and low in ("hoping", "hoped") else lemma.lower()


def reports(view: View, i: int) -> bool:
    """Tell whether token ``i`` is a verb that takes a content clause, outside quotation marks."""
    return bool(view.families(i) & {"speech", "thought", "evidence"}) and view.mark_of[i] < 0


def subject_of(view: View, i: int) -> int | None:
    """Return the token that heads the subject of verb ``i``: its own, or the one it shares with another verb."""
    for _ in range(6):
        i = view.shares.get(i, i)
        if view.tag[i] == "VBG" and view.low[i - 1] == "," and "speech" in view.families(i):
            i = _report_before(view, i)
        own = view.kid(i, *SUBJECTS)
        if own is not None:
            return own
        if _is_letter(view, i):
            return view.head[i]
        shared = _sharer(view, i)
        if shared is None or view.dep[shared] == "poss":
            return shared
        i = shared
    return None


def _is_letter(view: View, i: int) -> bool:
    """A letter saying that …: the noun speaks, unless somebody issues it (released a statement saying that …)."""
    head = view.head[i]
    if view.dep[i] != "acl" or view.tag[i] != "VBG" or view.low[i - 1] == ",":
        return False
    return not (view.dep[head] == "dobj" and view.lemma[view.head[head]] in ISSUE)


def _sharer(view: View, i: int) -> int | None:
    """Return the verb (or noun, or possessor) whose subject verb ``i`` takes for its own."""
    dep, head = view.dep[i], view.head[i]
    if head == i:
        return None
    if dep == "pcomp":  # was quoted as saying … / began by saying … / his policy of attacking …
        head = view.head[head]
        if view.pos[head] not in ("NOUN", "PROPN"):
            return head
        poss = view.kid(head, "poss")
        return poss if poss is not None else view.head[view.head[head]]
    if dep == "acl":
        if view.tag[i] != "VBG":
            return view.kid(head, "poss")  # Ali's decision to reject …
        up = view.head[head]  # released a statement saying that … / in an interview, saying that …
        return view.head[up] if view.dep[up] == "prep" else up
    if dep in ("advcl", "ccomp"):
        return head if view.tag[i] in ("VBG", "VBN", "VB") else None
    return head if dep in ("conj", "xcomp", "dep", "acomp") else None


def _report_before(view: View, i: int) -> int:
    """Return the report that a participle goes on from: …, a Chinese official said, adding that …."""
    for j in range(i - 2, max(view.sentence[i][0], i - 30), -1):
        if "speech" in view.families(j) and view.tag[j] in ("VBD", "VBZ", "VBP") and view.mark_of[j] < 0:
            own = view.kid(j, "nsubj")
            return j if i - 2 in (j, (view.edges(own)[1] - 1 if own is not None else j)) else i
    return i


def nearest_noun(view: View, i: int) -> int | None:
    """Return the noun beside a verb that the parser left without a subject: "…," said Ali / Ali (Lab), who …, said."""
    nouns = ("NOUN", "PROPN", "PRON")
    k = i - 1
    while k >= 0 and view.low[k] in EDGES:
        k -= 1
    if view.low[k] == ")" and "(" in view.low[max(0, k - 6) : k]:  # Ali Hassan (Labour) said
        k = max(j for j in range(max(0, k - 6), k) if view.low[j] == "(") - 1
    low, high = view.sentence[i]
    if k < low or view.mark_of[k] >= 0:
        after = [j for j in range(i + 1, min(high, i + 6)) if view.pos[j] in nouns and view.mark_of[j] < 0]
        return next((j for j in after if view.dep[j] not in ("compound", "poss", "npadvmod")), None)
    before = [j for j in range(k, low - 1, -1) if view.pos[j] in nouns and view.mark_of[j] < 0]
    return next((j for j in before if view.head[j] == i or view.kid(j, "relcl", "appos")), None)


def source_of(view: View, head: int | None, verb: int) -> Span | None:
    """Return the tokens of the source: the whole noun phrase of ``head``, cut at the cue and at quotations."""
    if head is None or view.dep[head] == "expl":
        return None
    first, last = view.edges(head)
    if head < verb:
        last = min(_before_clause(view, head, last), verb)
    else:
        first = max(first, verb + 1)

    def foreign(i: int) -> bool:
        k = view.mark_of[i]
        return k >= 0 and k != view.mark_of[head] and k in view.attached

    last = next((i for i in range(head, last) if foreign(i)), last)
    first = next((i + 1 for i in range(head, first - 1, -1) if foreign(i)), first)
    first, last = trim(view, first, last)
    return (first, last) if last > first else None


def _before_clause(view: View, head: int, last: int) -> int:
    """Leave off a clause set off by a comma: Smith, who …, said / Smith, speaking in Paris, said."""
    cuts = [view.edges(k)[0] for k in view.kids[head] if k > head and view.dep[k] in ("relcl", "acl", "advcl")]
    return min([last, *(c - 1 for c in cuts if view.low[c - 1] == ",")])


def trim(view: View, first: int, last: int) -> Span:
    """Leave off punctuation and line breaks at either end."""
    while first < last and (view.low[first] in EDGES or view.low[first].isspace()):
        first += 1
    while first < last and (view.low[last - 1] in EDGES or view.low[last - 1].isspace()):
        last -= 1
    return first, last


def cue_of(view: View, i: int, extra: Iterable[int] = ()) -> list[Span]:
    """Return the tokens of the cue: auxiliaries, negation, adverbs and particle beside the verb."""
    first = i
    if view.dep[i] == "xcomp" and view.head[i] < i:  # continued to express, went on to say
        first = view.head[i]
    beside = {k for k in (*view.kids[i], *view.kids[first]) if view.dep[k] in BESIDE}
    while first - 1 in beside:
        first -= 1
    last = i + 1
    extras = set(extra) | {k for k in view.kids[i] if view.dep[k] in ("prt", "neg")}
    while last in extras or (last in beside and last + 1 in extras):
        last += 1
    return [(first, last)]


def pieces(view: View, spans: Iterable[Span], verb: int) -> list[Span]:
    """Turn token spans into characters: trimmed, and never cutting a quotation in two."""
    home = view.mark_of[verb]
    out = []
    for first, last in spans:
        if home >= 0:
            mark = view.marks[home]
            first, last = max(first, mark.first + 1), min(last, mark.last - 1)
        first, last = trim(view, first, last)
        if last <= first:
            continue
        start, end = view.start[first], view.end[last - 1]
        for k in {view.mark_of[i] for i in range(first, last)} - {-1, home}:
            mark = view.marks[k]
            if view.attached.get(k, verb) == verb or view.low[verb] == "according":
                start, end = min(start, mark.start), max(end, mark.end)
            elif mark.start > start:  # another report's quotation
                end = min(end, mark.start)
            else:
                start = max(start, mark.end)
        end = start + len(view.text[start:end].rstrip(" ,;:–—\n"))
        start = end - len(view.text[start:end].lstrip())
        if start < end:
            out.append((start, end))
    return merged(out)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return ``spans`` in order, those that touch made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out


def cut(view: View, first: int, last: int, verb: int) -> int:
    """Return where a content clause ends if the parser let it swallow the next report."""
    for i in range(first + 2, last - 1):
        if view.mark_of[i] >= 0:
            continue
        comma = view.low[i - 1] == ","
        if comma and ((view.tag[i] == "VBG" and "speech" in view.families(i)) or view.low[i] == "according"):
            view.shares[i] = verb  # said …, adding that …
            return i - 1
        if view.low[i] in ("and", "but") and view.tag[i + 1] == view.tag[verb] and "speech" in view.families(i + 1):
            view.shares[i + 1] = verb  # noted that … and said …
            return i
        if comma and view.low[i] in CONTRAST:  # said …, although he also expressed hope …
            other = next((j for j in range(i, min(i + 8, last)) if view.pos[j] == "VERB"), None)
            if other and view.families(other) & {"speech", "object"} and (view.kid(other, "nsubj") or 0) > i:
                return i - 1
        aside = comma and view.low[i] in ("which", "who") and "speech" not in view.families(verb)
        if aside and view.families(view.head[i]) & {"speech", "object"}:  # ordered …, which was claimed by …
            return i - 1
    return last
