"""Reported speech: what a verb reports, by the complement that it takes."""

from __future__ import annotations

from stancebook.quotes import patterns
from stancebook.quotes.directspeech import run_on
from stancebook.quotes.patterns import Pattern
from stancebook.quotes.reporting import (
    EDGES,
    RELATIVE,
    SUBJECTS,
    Found,
    View,
    cue_of,
    cut,
    families,
    merged,
    nearest_noun,
    pieces,
    reports,
    source_of,
    subject_of,
)
from stancebook.text.quotation import Quotation, Span

# Prepositions that carry on an object's content ("blamed him for the deaths"); others say when or where.
FRAME_PREPOSITIONS = frozenset("as of for to with from over against about into than between".split())
# What a rule finds: its pattern, the content in tokens, further tokens of the cue.
Result = tuple[Pattern, list[Span], list[int]] | None


def verb_quote(view: View, i: int, quoted: list[Quotation]) -> Found | None:
    """Return what verb ``i`` reports, by the first rule that fits; ``quoted`` are the quotations it reports."""
    subject = subject_of(view, i)
    silence = None if quoted else _silent(view, i)
    if silence:
        source = source_of(view, subject, i)
        return _filled(view, Found(i, patterns.NO_COMMENT, [], [], source, subject if source else None), silence)
    asked = view.tag[i] == "VBN" and view.dep[i] == "advcl" and "hearsay" in view.families(i)
    if asked and view.kid(i, "aux") is None:
        return _passive(view, i, None, quoted)  # Asked about the deal, he said …
    own = subject is not None and view.dep[subject] == "nsubjpass" and view.head[subject] == i
    if own or view.kid(i, "auxpass") is not None:
        return _passive(view, i, subject, quoted)
    if _is_inverted(view, i):
        name = view.kid(i, "dobj")
        content = pieces(view, [(view.sentence[i][0], i)], i)
        return Found(i, patterns.CLAUSE, [(i, i + 1)], content, source_of(view, name, i), name)
    inside = subject is not None and any(m.first <= subject < m.last for m in quoted)
    if (subject is None or inside) and view.tag[i] in ("VBD", "VBZ", "VBP"):
        subject = nearest_noun(view, i)  # the parser took a word of the quotation for the speaker
    source = source_of(view, subject, i)
    found = Found(i, patterns.DIRECT, cue_of(view, i), [], source, subject if source else None)
    if quoted:
        found.content = _quoted_content(view, i, quoted)
        return found
    for reading in (_impression, _clausal, _infinitive, _prepositional, _objective):
        result = reading(view, i, source)
        if result:
            return _filled(view, found, result)
    return None


def _filled(view: View, found: Found, result: tuple[Pattern, list[Span], list[int]]) -> Found | None:
    """Write a rule's result into ``found``; None if the content is empty and the rule needs one."""
    found.pattern, spans, extra = result
    found.cue = cue_of(view, found.verb, extra)
    found.content = pieces(view, spans, found.verb)
    if found.pattern is patterns.IMPRESSION:
        found.source = found.head = None
    found.denied = view.lemma[found.verb] in families()["deny"]
    return found if found.content or found.manner == patterns.DECLINED else None


def _quoted_content(view: View, i: int, quoted: list[Quotation]) -> list[Span]:
    """Return quotations with the clause before them: he said the plan was bad: "It is a joke."."""
    content = [run_on(view, i, m) for m in quoted]
    clause = view.kid(i, "ccomp")
    if clause is not None and i < clause < quoted[0].first and view.mark_of[clause] < 0:
        content += pieces(view, [(max(i + 1, view.edges(clause)[0]), quoted[0].first)], i)
    return merged(content)


def _is_inverted(view: View, i: int) -> bool:
    """The deal is dead, reported the Daily Post: the parser takes the source for an object."""
    if view.low[i - 1] != "," or view.tag[i] not in ("VBD", "VBZ") or "speech" not in view.families(i):
        return False
    name, high = view.kid(i, "dobj"), view.sentence[i][1]
    if name is None or view.kid(i, *SUBJECTS) is not None or view.edges(name)[0] != i + 1 or view.mark_of[i] >= 0:
        return False
    return all(view.low[j] in EDGES or view.mark_of[j] >= 0 for j in range(view.edges(name)[1], high))


def _silent(view: View, i: int) -> Result:
    """Has not commented on … / declined to comment / had no comment / could not be reached for comment."""
    words, lemma = families(), view.lemma[i]
    if not view.families(i) & {"silent", "refuse", "no_word"}:
        return None
    prep = view.kid(i, "prep")
    about = [view.edges(prep)] if prep is not None else []
    child = view.kid(i, "xcomp", "dobj")
    if child is not None and view.lemma[child] in words["silent"]:
        no = any(view.low[k] in ("no", "any") for k in view.kids[child])
        if lemma in words["refuse"] or (no and lemma in words["no_word"]):
            return patterns.NO_COMMENT, [view.edges(child)], []
    negative = view.kid(i, "neg") is not None or any(view.low[k] in ("never", "nor") for k in view.kids[i])
    if lemma == "reach":
        asked = prep is not None and any(view.lemma[k] == "comment" for k in view.kids[prep])
        return (patterns.NO_COMMENT, about, []) if negative and asked else None
    yet = view.dep[i] == "xcomp" and "yet" in view.low[max(0, i - 3) : i]  # has yet to comment
    return (patterns.NO_COMMENT, about, []) if lemma in words["silent"] and (negative or yet) else None


def _impression(view: View, i: int, source: Span | None) -> Result:
    """The talks seem to have failed: nobody in particular says so."""
    if "impression" not in view.families(i):
        return None
    child = view.kid(i, "xcomp", "ccomp", "oprd", "acomp")
    if child is None:
        return None
    first, last = view.edges(child)
    return patterns.IMPRESSION, [source or (i, i), (max(first, i + 1), last)], []


def _clausal(view: View, i: int, source: Span | None) -> Result:
    """He said that …; …, he said; The plan, he said, would fail."""
    family = view.families(i)
    if not family & {"speech", "thought", "evidence", "plea"}:
        return None
    child = view.kid(i, "ccomp")
    if child is not None:
        return patterns.CLAUSE, _clause(view, i, child, source), []
    if "speech" in family and _is_around(view, i) and source:
        addressed = view.kid(i, "dobj") is None or "plea" in family
        if view.kid(i, "xcomp") is None and addressed:
            return patterns.PARENTHETICAL, _around(view, i), []
    if "speech" in family and source and view.kid(i, "dobj", "xcomp") is None:
        return _rest(view, i)
    return None


def _clause(view: View, verb: int, child: int, subject: Span | None) -> list[Span]:
    """Return the tokens of a content clause, which may stand before, after or around its verb."""
    first, last = view.edges(child)
    core = (min(verb, subject[0]), max(verb + 1, subject[1])) if subject else (verb, verb + 1)
    if child > verb:  # said (that) …
        first = max(first, core[1] if subject and subject[0] > verb else verb + 1)
        for k in view.kids[verb]:  # said that …, and that … / said he has no plans and would not resign
            if view.dep[k] == "conj" and k > child and any(view.low[m] in ("that", "would") for m in view.kids[k]):
                last = max(last, view.edges(k)[1])
        return [(first, cut(view, first, last, verb))]
    first = min(first, view.edges(verb)[0])  # …, he said.
    while first < child and view.dep[first] == "cc":
        first += 1
    spans = [(first, core[0])]
    return [*spans, (core[1], last)] if last > core[1] + 1 else spans


def _around(view: View, verb: int) -> list[Span]:
    """The plan, he said, would fail / As he said, it would fail: the content is the clause around the report."""
    head = view.head[verb]
    first, last = view.edges(head)
    inner = view.edges(verb)
    return [(first, min(inner[0], last)), (max(inner[1], first), cut(view, max(inner[1], first), last, verb))]


def _is_around(view: View, i: int) -> bool:
    """Tell whether the parser hung the report on its own content."""
    if view.dep[i] == "parataxis":
        return True
    as_he_said = view.dep[i] == "advcl" and any(view.low[k] == "as" for k in view.kids[i])
    return as_he_said or (view.dep[i] == "ccomp" and view.head[i] > i and view.kid(i, "nsubj") is not None)


def _rest(view: View, i: int) -> Result:
    """Return the rest of the sentence where the parser saw no clause: said on Monday that … / said if …."""
    high = view.sentence[i][1]
    for j in range(i + 1, min(high, i + 9)):
        if view.low[j] in ("that", "if", "whether", "why", "how") and view.dep[j] in ("mark", "advmod"):
            return patterns.CLAUSE, [(j, cut(view, j, high, i))], []
        if view.low[j] == "," or view.mark_of[j] >= 0:
            return None
    return None


def _infinitive(view: View, i: int, source: Span | None) -> Result:
    """He vowed to …; he urged them to …."""
    child = view.kid(i, "xcomp")
    if child is None or child < i or not view.families(i) & {"intent", "plea"}:
        return None
    first, last = view.edges(child)
    other = view.kid(i, "dobj")
    if other is not None and i < other < child and "plea" in view.families(i):
        return patterns.PLEA, [(view.edges(other)[0], cut(view, first, last, i))], []
    return patterns.INFINITIVE, [(first, cut(view, first, last, i))], []


def _prepositional(view: View, i: int, source: Span | None) -> Result:
    """He called for …; she talked about … (with an object of its own, "accused him of", it is an object)."""
    if "preposition" not in view.families(i) or view.kid(i, "dobj") is not None:
        return None
    for k in view.kids[i]:
        if view.dep[k] == "prep" and k > i and f"{view.lemma[i]}_{view.low[k]}" in families()["preposition"]:
            return patterns.PREPOSITIONAL, [(k + 1, cut(view, k + 1, view.edges(k)[1], i))], [k]
    return None


def _objective(view: View, i: int, source: Span | None) -> Result:
    """He criticised the plan; she called it a disaster; they claimed responsibility."""
    child = view.kid(i, "dobj")
    if child is None or child < i or "object" not in view.families(i):
        return None
    return patterns.OBJECT, [_object_span(view, i, child)], []


def _object_span(view: View, i: int, child: int) -> Span:
    """Return object and what belongs to it: called [the deal a disaster], blamed [Israel for the deaths]."""
    first, last = view.edges(child)
    for k in view.kids[i]:
        if k > child and (
            view.dep[k] in ("oprd", "xcomp", "ccomp", "dative")
            or (view.dep[k] == "prep" and view.low[k] in FRAME_PREPOSITIONS)
        ):
            last = max(last, view.edges(k)[1])
    return first, cut(view, first, last, i)


def _passive(view: View, i: int, subject: int | None, quoted: list[Quotation]) -> Found | None:
    """It was reported that … / He is accused of … (no source) / The attack was claimed by the group."""
    agent = view.kid(i, "agent")
    by = view.kid(agent, "pobj") if agent is not None else None
    source = source_of(view, by, i)
    child = view.kid(i, "ccomp", "xcomp")
    if child is None:
        child = next((k for k in view.kids[i] if view.dep[k] == "prep" and view.low[k] in FRAME_PREPOSITIONS), None)
    known = {"hearsay", "plea", "preposition"} | ({"object", "speech"} if source else set())
    if not quoted and (not view.families(i) & known or (child is None and source is None)):
        return None
    if child is not None and view.low[child] == "as" and any(reports(view, k) for k in view.kids[child]):
        return None  # was quoted as saying: "saying" is the cue
    spans = [_antecedent(view, subject)] if subject is not None and view.low[subject] != "it" else []
    if child is not None:
        spans.append((max(i + 1, view.edges(child)[0]), view.edges(child)[1]))
    content = [(m.start, m.end) for m in quoted] or pieces(view, spans, i)
    cue = cue_of(view, i, [agent] if source and agent is not None else [])
    return Found(
        i, patterns.PASSIVE_AGENT if source else patterns.PASSIVE, cue, content, source, by if source else None
    )


def _antecedent(view: View, i: int) -> Span:
    """Return the subtree of ``i``; for "which was claimed by" the noun that "which" stands for."""
    if view.low[i] in RELATIVE and view.dep[view.head[i]] == "relcl":
        noun = view.head[view.head[i]]
        return view.edges(noun)[0], noun + 1
    return view.edges(i)
