"""Who said what: quotes, reported speech, beliefs and intentions, each with its source, cue and content.

Rules over spaCy's dependency parse and over the quotation marks of the text, in the manner of Pareti (2015,
"Attribution: a computational approach") and of the Gender Gap Tracker (Asr et al. 2021), whose units are those
of PolNeAR (Newell, Margolin and Ruths 2018).  Ours differ in three ways: a reporting verb is looked up by the
complement that it takes (``data/reporting_verbs.txt``), quotation marks overrule the parse wherever the two
disagree, and a quotation that goes on over sentences or paragraphs stays one quote.  Where the encoder's attributions
are given, they take the place of the rules' outermost quotes.

The content of a direct quote includes its quotation marks, that of an indirect one its "that".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from stancebook import tables
from stancebook.quotes import patterns, speakers
from stancebook.quotes.directspeech import attach, continue_quotes
from stancebook.quotes.reported import verb_quote
from stancebook.quotes.reporting import Found, View, cut, families, pieces, source_of, subject_of, trim
from stancebook.text.decoding import Attributed
from stancebook.text.quotation import ALL_MARKS, MARK, Quotation, Span, overlapping

if TYPE_CHECKING:
    from spacy.tokens import Doc

FIRST_PERSON = frozenset({"i", "my", "we", "our"})  # whoever these are, they are the speaker of the words around them


def quotes_in(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    attributed: Mapping[str, list[Attributed]] | None = None,
) -> pd.DataFrame:
    """Find the quotes of a batch of documents.

    Parameters
    ----------
    documents : table ``documents`` (``doc_id`` and ``text`` are read).
    parsed : doc_id -> spaCy Doc whose token offsets fit ``text``.
    sentences : table ``sentences``; not read, for spaCy's sentences are the same ones.
    mentions : table ``mentions``; who the head of a source is becomes ``speaker_id``.
    attributed : doc_id -> what ``encoder.attributed`` gives, which then replaces the rules' outermost quotes; the
        rules still tell what lies within them, and a denial or a refusal from plain reporting (see ``_modelled``).

    Returns
    -------
    Table ``quotes`` in the order of the text.  Contents, cues and sources are lists of ``[start, end)`` in
    characters; a quote with no named source (hearsay, an impression, a quotation without a cue) has an empty source
    and no speaker.  ``within`` is the quote in whose content the cue lies.

    Raises
    ------
    KeyError
        If a document has no entry in ``parsed``.
    """
    by_doc = tables.by_document(mentions[mentions["actor_id"].notna()])
    rows: list[dict] = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        rows += _rows(doc_id, text, parsed[doc_id], by_doc[doc_id], attributed[doc_id] if attributed else None)
    return tables.make("quotes", rows)


def _rows(doc_id: str, text: str, doc: Doc, mentions: list[dict], attributed: list[Attributed] | None) -> list[dict]:
    view, found = _document(text, doc)
    if attributed is not None:
        found = _modelled(view, found, attributed)
    rows = []
    for n, f in enumerate(found):
        content = sorted(f.content)
        rows.append(
            {
                "quote_id": f"{doc_id}:q{n}",
                "doc_id": doc_id,
                "kind": kind_of(text, content),
                "content": [[s, e] for s, e in content],
                "cue": [[view.start[a], view.end[b - 1]] for a, b in f.cue],
                "source": [[view.start[f.source[0]], view.end[f.source[1] - 1]]] if f.source else [],
                "speaker_id": speakers.speaker(view, f, mentions),
                "manner": f.manner,
                "confidence": f.pattern.confidence if f.sure is None else round(f.sure, 3),
                "rule": f.rule,
                "first_person": f.head is not None and view.low[f.head] in FIRST_PERSON,
            }
        )
    _within(rows)
    return rows


def _document(text: str, doc: Doc) -> tuple[View, list[Found]]:
    """Return the quotes of one document in the order of the text."""
    view = View(text, doc)
    attach(view)
    quoted: dict[int, list[Quotation]] = defaultdict(list)
    for k, verb in view.attached.items():
        quoted[verb].append(view.marks[k])
    found = _according(view) + _headline(view)
    taken = {f.verb for f in found}
    for i in range(view.n):
        if (i in quoted or view.families(i)) and i not in taken:
            one = verb_quote(view, i, quoted.get(i, []))
            if one:
                found.append(one)
    found += _nominal(view) + _adverbial(view)
    found = _drop_doubles(view, found)
    continue_quotes(view, found)
    return view, _in_order(view, found)


def _in_order(view: View, found: list[Found]) -> list[Found]:
    """Sort quotes by where their content or cue begins."""
    return sorted(found, key=lambda f: min([s for s, _ in f.content] + [view.start[a] for a, _ in f.cue]))


def _modelled(view: View, found: list[Found], attributed: list[Attributed]) -> list[Found]:
    """Take the encoder's quotes for the rules' own; a rule at the same cue names the kind of report after a slash.

    Of those that the encoder is not sure of, the ones are taken whose cue is a rule's too.

    Only outermost attributions are marked in what the encoder learnt from, so the rules add what is said inside its
    contents ("Al Jazeera reported that the minister said …").  They also give a source where the encoder has none,
    the name that signs a quotation ("…" – Ali), and quotations, vows and denials about which the encoder is silent
    (other rules' quotes there were mostly wrong on held-out articles); and refusals to comment, which have no content.
    """
    at = {f.verb: f for f in found}
    starts = {f.content[0][0]: f for f in found if f.content}
    out: list[Found] = []
    cues: set[int] = set()
    for one in attributed:
        cue, source = (overlapping(view.start, view.end, span) if span else None for span in (one.cue, one.source))
        here = range(*cue) if cue else ()
        ruled = next((at[i] for i in here if i in at), None)
        if not one.sure and ruled is None:
            continue
        ruled = ruled or starts.get(one.contents[0][0])
        if ruled and (not source or ruled.pattern is patterns.SIGNED):
            source, head = ruled.source, ruled.head
        else:
            head = view.root(*source) if source else None
        pattern, denied = (ruled.pattern, ruled.denied) if ruled else (patterns.ENCODER, False)
        out.append(Found(here[0] if here else -1, pattern, [cue] if cue else [], list(one.contents), source, head,
                         denied, one.confidence))  # fmt: skip
        cues.update(here)
    rest = [f for f in found if f.verb not in cues]
    contents = sorted(span for f in out for span in f.content)  # none overlaps another
    ends = [end for _, end in contents]
    added = [f for f in rest if _inside(view, f, contents, ends) or _fills(f, contents, ends)]
    return _in_order(view, out + added)


def _inside(view: View, f: Found, contents: list[Span], ends: list[int]) -> bool:
    """Tell whether a rule's cue lies whole in a content of the encoder."""
    if not f.cue:
        return False
    low, high = view.start[f.cue[0][0]], view.end[f.cue[0][1] - 1]
    at = bisect_right(ends, low)
    return at < len(ends) and contents[at][0] <= low and high <= ends[at]


def _fills(f: Found, contents: list[Span], ends: list[int]) -> bool:
    """Tell whether a rule's quote stands where the encoder found nothing, and is of a kind to trust there."""
    if not f.content:
        return f.manner == patterns.DECLINED
    trusted = f.denied or f.pattern.fills
    after = [(bisect_right(ends, low), high) for low, high in f.content]
    return trusted and not any(at < len(ends) and contents[at][0] < high for at, high in after)


def _drop_doubles(view: View, found: list[Found]) -> list[Found]:
    """Expressed hope that …: the noun's quote, not the verb's; declined to comment on …: the silence."""
    inner = {f.verb for f in found}
    silent = {view.kid(f.verb, "xcomp", "dobj") for f in found if f.manner == patterns.DECLINED}
    out = []
    for f in found:
        doubled = f.pattern is patterns.OBJECT and not f.denied and view.kid(f.verb, "dobj") in inner
        if not doubled and f.verb not in silent:
            out.append(f)
    return out


def _according(view: View) -> list[Found]:
    """According to X, … / …, according to X."""
    out = []
    for i in range(view.n - 2):
        if view.low[i] != "according" or view.low[i + 1] != "to":
            continue
        obj = view.kid(i + 1, "pobj")
        high = view.sentence[i][1]
        first, last = view.edges(obj) if obj is not None else (i + 2, min(i + 4, high))
        source = trim(view, first, last)
        anchor = view.head[i]
        while view.pos[anchor] not in ("VERB", "AUX") and view.head[anchor] != anchor:
            anchor = view.head[anchor]
        left, right = view.edges(anchor)
        left, right = min(left, i), max(right, source[1])
        while left < i and view.dep[left] in ("cc", "punct"):
            left += 1
        spans = [(left, i), (source[1], right)]
        if not any(view.pos[j] in ("VERB", "AUX", "NOUN") for j in range(left, i)):
            spans = [(source[1], high)]
        elif right - source[1] < 4:
            spans = spans[:1]
        out.append(Found(i, patterns.ACCORDING_TO, [(i, i + 2)], pieces(view, spans, i), source, obj))
    return [f for f in out if f.content]


def _nominal(view: View) -> list[Found]:
    """The minister's claim that … / expressed hope that … / is confident that …."""
    words = families()
    out = []
    for i in range(view.n):
        if view.pos[i] == "NOUN" and view.lemma[i] in words["noun"]:
            found = _noun(view, i)
        elif view.pos[i] == "ADJ" and view.low[i] in words["adjective"]:
            found = _adjective(view, i)
        else:
            continue
        if found and found.content:
            out.append(found)
    return out


def _noun(view: View, i: int) -> Found | None:
    poss = view.kid(i, "poss")
    child = view.kid(i, "acl", "ccomp", "relcl")
    if child is not None and child > i and view.low[view.edges(child)[0]] in ("that", "whether"):
        if view.kid(child, "nsubj", "nsubjpass") == view.edges(child)[0]:  # a claim that shocked many
            return None
        light = view.head[i] if view.dep[i] == "dobj" else None  # expressed hope that …
        head = poss if poss is not None else subject_of(view, light) if light is not None else None
        cue = (i if light is None else light, i + 1)
        return Found(i, patterns.NOMINAL, [cue], pieces(view, [view.edges(child)], i), source_of(view, head, i), head)
    return None


def _adjective(view: View, i: int) -> Found | None:
    child = view.kid(i, "ccomp")
    head = subject_of(view, i)
    if child is None or child < i or head is None or view.low[head] == "it":
        return None
    content = pieces(view, [view.edges(child)], i)
    return Found(i, patterns.ADJECTIVE, [(min(i, view.head[i]), i + 1)], content, source_of(view, head, i), head)


def _adverbial(view: View) -> list[Found]:
    """He reportedly left: somebody said so, nobody is named."""
    out = []
    for i in range(view.n):
        if view.low[i] in families()["adverb"] and view.pos[view.head[i]] in ("VERB", "AUX"):
            first, last = view.edges(view.head[i])
            spans = [(first, i), (i + 1, cut(view, i + 1, last, i))]
            out.append(Found(i, patterns.HEARSAY, [(i, i + 1)], pieces(view, spans, i)))
    return [f for f in out if f.content]


def _headline(view: View) -> list[Found]:
    """Minister: Border to reopen soon (a first line only)."""
    line = re.match(r"([A-Z][^:\n.,]{1,40}):\s+(\S[^\n]{12,}?)[.\s]*(?:\n|$)", view.text)
    if not line:
        return []
    tokens = [i for i in range(min(view.n, 80)) if view.start[i] < line.end()]
    source = [i for i in tokens if view.end[i] <= line.end(1)]
    cue = next((i for i in tokens if view.low[i] == ":"), None)
    if not source or cue is None or any(view.pos[i] == "VERB" for i in source):
        return []
    return [Found(cue, patterns.HEADLINE, [(cue, cue + 1)], [line.span(2)], (0, source[-1] + 1), source[-1])]


def kind_of(text: str, content: list[Span]) -> str:
    """Return direct if every fragment stands in marks, mixed if some words do."""
    if content and all(text[s] in ALL_MARKS for s, _ in content):
        return "direct"
    return "mixed" if any(MARK.search(text, s, e) for s, e in content) else "indirect"


def _within(rows: list[dict]) -> None:
    """Set ``within``: a quote whose cue (or "I hope") lies in another's content is reported by that other one."""
    covers = sorted((s, e, n) for n, row in enumerate(rows) for s, e in row["content"])
    cues = sorted(((row["cue"] or row["content"])[0], n) for n, row in enumerate(rows))
    outers: dict[int, int | None] = {}
    open_, at = [], 0  # contents that have begun and not ended before the cue at hand
    for (low, high), n in cues:
        while at < len(covers) and covers[at][0] <= low:
            open_.append(covers[at])
            at += 1
        open_ = [span for span in open_ if span[1] > low]
        around = [(e - s, s, m) for s, e, m in open_ if high <= e and m != n]
        outer = next((m for *_, m in sorted(around) if not _lies_in(outers, m, n)), None)
        row = rows[n]
        outers[n] = outer
        row["within"] = None if outer is None else rows[outer]["quote_id"]
        if row.pop("first_person") and outer is not None:
            row["speaker_id"] = rows[outer]["speaker_id"] or row["speaker_id"]


def _lies_in(outers: Mapping[int, int | None], inner: int | None, outer: int) -> bool:
    """Tell whether quote ``inner`` already lies, at any depth, in ``outer``: no two may lie in each other."""
    while inner is not None:
        inner = outers.get(inner)
        if inner == outer:
            return True
    return False
