"""Direct speech: the verb that reports a quotation, and quotations that go on over sentences and paragraphs."""

from __future__ import annotations

from stancebook.quotes import patterns
from stancebook.quotes.reporting import EDGES, SUBJECTS, Found, View, cue_of, cut, pieces, reports, source_of
from stancebook.text.quotation import WORD, Quotation, Span, last_sign

DASHES = frozenset("-–—―")


def attach(view: View) -> None:
    """Give each quoted utterance the verb that reports it: ``view.attached``."""
    for k, mark in enumerate(view.marks):
        if mark.speech or _opens_sentence(view, mark):
            verb = _verb_before(view, mark) or _verb_after(view, mark)
            if verb is not None:
                view.attached[k] = verb
    for k in range(len(view.marks) - 2, -1, -1):  # “We are ready. ¶ “We have the staff,” she said.
        mark, after = view.marks[k : k + 2]
        if mark.closed or k in view.attached or k + 1 not in view.attached:
            continue
        if not view.text[mark.end : after.start].strip() and view.attached[k + 1] > after.first:
            view.attached[k] = view.attached[k + 1]


def _verb_before(view: View, mark: Quotation) -> int | None:
    """He said, "…" / He said: "…" / He said "…" / He said:¶ "…"."""
    i = mark.first - 1
    while i > 0 and view.low[i].isspace():
        i -= 1
    if i < 0:
        return None
    sign = view.low[i]
    if sign not in (":", ",", "–", "—") and not reports(view, i):
        return None
    low = view.sentence[i][0]
    low = next((j + 1 for j in range(i, low - 1, -1) if view.mark_of[j] >= 0), low)
    verbs = [j for j in range(i, low - 1, -1) if view.pos[j] in ("VERB", "AUX")]
    for j in verbs:
        if reports(view, j) and (sign == ":" or "speech" in view.families(j)):
            return None if sign == "," and _complement(view, j, i) else j
    return verbs[0] if sign == ":" and verbs else None


def _complement(view: View, verb: int, before: int) -> bool:
    """He said the plan, "the best ever," had failed: the clause has begun before the quotation."""
    child = view.kid(verb, "ccomp")
    return child is not None and any(verb < k < before for k in view.kids[child] if view.dep[k] in SUBJECTS)


def _verb_after(view: View, mark: Quotation) -> int | None:
    """ "…," he said / "…?" asked Smith; a verb that is no verb of speech needs to be near: "…," he smiled."""
    inner = last_sign(view.text, mark)
    i = mark.last
    if i >= view.n or "\n" in view.text[mark.end : view.start[i]] or (inner not in ",?!—-…" and view.low[i] != ","):
        return None
    if not _opens_sentence(view, mark):
        return None
    low, high = view.sentence[i]
    if high - i <= 2 < view.n - i and view.text[mark.end : view.end[high]].count("\n") == 0:
        high = view.sentence[high][1]  # "…," Mr. ¦ Poe said: the sentence was ended after the title
    stop = next((j for j in range(i, high) if view.mark_of[j] >= 0), high)
    verbs = [j for j in range(i, min(stop, i + 40)) if view.pos[j] in ("VERB", "AUX")]
    own = [j for j in verbs if view.dep[j] not in ("relcl", "acl", "aux", "auxpass")]
    for j in own:
        if "speech" in view.families(j):
            # "Why?" The minister said the plan was sound: a new sentence with a content of its own.
            new = i == low and inner in "?!" and view.kid(j, "ccomp", "dobj") is not None
            return None if new and view.lemma[j] not in ("ask", "tell") else j
    near = [j for j in own if view.tag[j] in ("VBD", "VBZ", "VBP")][:1]
    if inner != "," or not mark.speech or view.low[mark.first - 1] == ",":
        return None
    return next((j for j in near if j - i < 6 and view.kid(j, "dobj") is None), None)


def _opens_sentence(view: View, mark: Quotation) -> bool:
    """Nothing but "But", "In 2010," or another quotation stands before: not the deal was "a disaster," he said."""
    low = view.sentence[mark.first][0]
    if mark.first > low and view.dep[mark.first - 1] == "prep":  # on "Meet the Press," he said
        return False
    for i in range(mark.first - 1, low - 1, -1):
        if view.mark_of[i] >= 0:
            return view.marks[view.mark_of[i]].speech
        if view.low[i] in (".", "?", "!"):
            return True
        if view.pos[i] in ("VERB", "AUX") or view.dep[i] in SUBJECTS:
            return False
    return True


def run_on(view: View, verb: int, mark: Quotation) -> Span:
    """He said "a bad deal" is worse than none: the content goes on after the closing mark."""
    inner = last_sign(view.text, mark)
    high = view.sentence[mark.last - 1][1]
    if mark.first < verb or inner in ",.?!—-…" or mark.last >= high or view.low[mark.last] in EDGES:
        return mark.start, mark.end
    spans = pieces(view, [(mark.first, cut(view, mark.last, high, verb))], verb)
    return spans[0][0], spans[-1][1]


def continue_quotes(view: View, found: list[Found]) -> None:
    """ "A," he said. "B." ¶ "C.": a quotation with no words beside it goes on with the quote before it.

    ``found`` is changed: contents grow, and quotations that follow no report become quotes of their own.
    """
    covered = [span for f in found for span in f.content]
    for k, mark in enumerate(view.marks):
        if k in view.attached or not mark.speech or not _is_bare(view, mark):
            continue
        span = (mark.start, mark.end)
        if any(s <= mark.start and mark.end <= e for s, e in covered):
            continue
        before = _previous(view, mark, found)
        if before is None:
            found.append(_beside(view, mark))
        elif before.pattern in patterns.QUOTATIONS or "speech" in view.families(before.verb):
            before.content.append(span)
        else:  # He mocked the plan. "It is a joke."
            found.append(Found(before.verb, patterns.CONTINUED, [], [span], before.source, before.head))
        covered.append(span)


def _beside(view: View, mark: Quotation) -> Found:
    """Return a quotation with the name beside it (Ali: "…" / "…" – Ali), a report before it or nobody."""
    new = Found(mark.first, patterns.UNATTRIBUTED, [], [(mark.start, mark.end)])
    names = _label(view, mark)
    if 0 < len(names) < 15 and any(view.pos[k] == "PROPN" for k in names):
        new.pattern, new.source, new.head = patterns.SIGNED, (names[0], names[-1] + 1), names[-1]
        return new
    i = mark.first - 1
    if i < 0 or view.low[i] == ":":
        return new
    for k in range(i, view.sentence[i][0] - 1, -1):  # Ali agreed. "…"
        subject = view.kid(k, "nsubj")
        main = view.head[k] == k and view.mark_of[k] < 0 and "speech" in view.families(k)
        if main and subject is not None:
            new.pattern, new.cue = patterns.CONTINUED, cue_of(view, k)
            new.source, new.head = source_of(view, subject, k), subject
            break
    return new


def _label(view: View, mark: Quotation) -> range:
    """Return the tokens of a name set before a quotation with a colon or after it with a dash."""
    i, j = mark.first - 1, mark.last
    while i > 0 and view.low[i].isspace():
        i -= 1
    while j < view.n - 1 and view.low[j].isspace():
        j += 1
    if i > 0 and view.low[i] == ":":
        low = view.sentence[i][0]
        return range(max([low, *(k + 1 for k in range(low, i) if view.low[k] in DASHES)]), i)
    if j < view.n - 1 and view.low[j] in DASHES and view.pos[j + 1] == "PROPN":
        ends = (k for k in range(j + 1, view.n) if view.low[k] in ",.;" or view.low[k].isspace())
        return range(j + 1, next(ends, view.n))
    return range(0)


def _is_bare(view: View, mark: Quotation) -> bool:
    """Tell whether a quotation is a sentence by itself."""
    before = view.low[mark.first - 1]
    starts = mark.first == view.sentence[mark.first][0] or view.mark_of[mark.first - 1] >= 0 or before in ".?!:"
    after = mark.last
    ends = after >= view.n or after == view.sentence[after][0] or "\n" in view.text[mark.end : view.start[after]]
    return starts and (ends or len(WORD.findall(view.text[mark.start : mark.end])) >= 6)


def _previous(view: View, mark: Quotation, found: list[Found]) -> Found | None:
    """Return the quote that the sentence just before belongs to, by its content or its cue."""
    i = mark.first - 1
    while i >= 0 and view.low[i].isspace():
        i -= 1
    if i < 0:
        return None
    if view.low[i] == ":":
        return None
    low, high = view.start[view.sentence[i][0]], view.end[i]
    best, place = None, (0, -1)
    for f in found:
        if view.mark_of[f.verb] >= 0:
            continue
        speech = "speech" in view.families(f.verb) or f.pattern is patterns.ACCORDING_TO
        rank = 2 if f.pattern is patterns.DIRECT and not f.denied else int(speech)
        for s, e in [*f.content, *((view.start[a], view.end[b - 1]) for a, b in f.cue)]:
            if s < high and low < e and (rank, min(e, high)) > place:
                best, place = f, (rank, min(e, high))
    return best
