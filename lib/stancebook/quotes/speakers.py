"""Who the source of a quote is: the actor at its head, or whom an unnamed spokesman or a document speaks for."""

from __future__ import annotations

from stancebook.actors import gazetteer
from stancebook.quotes.reporting import RELATIVE, Found, View
from stancebook.tables import kind_of

# Nouns that stand for the body whose name is set before them ("the Houthi rebel group"); a spokesman does not.
BODIES = frozenset(
    "group movement militia rebel fighter force party army organisation organization coalition alliance".split()
)

# What people write and publish, and who speaks for a body without being named.
TEXTS = frozenset(
    "article report poll survey study statement document editorial letter memo commentary column dispatch release "
    "bulletin communique paper review analysis index website tweet post".split()
)
STAFF = frozenset("official officials leader spokesman spokeswoman spokesperson source representative aide".split())
OTHERS = frozenset("opposition dissident rival former ex previous ousted deposed exiled retired".split())
ISSUES = frozenset("issue release publish adopt sign write post conduct unveil put make".split())
RECENT = 200  # tokens that "the statement" looks back


def speaker(view: View, f: Found, mentions: list[dict]) -> str | None:
    """Return the actor who is the head of the source; a person set off by commas comes before what he heads.

    "Ali Hassan, the head of Iraq's port authority" and "an adviser to the party, Ali Hassan" are both Ali Hassan.
    """
    if f.source is None or f.head is None:
        return None
    head, low, high = f.head, view.start[f.source[0]], view.end[f.source[1] - 1]
    if view.low[head] in RELATIVE and view.dep[view.head[head]] == "relcl":  # Ali Hassan, who said
        head = view.head[view.head[head]]
        low, high = view.start[head], view.end[head]
    inside = [m for m in mentions if m["start"] < high and low < m["end"]]
    at_head = _over(view, head, inside)
    people = [m for m in inside if kind_of(m["actor_id"]) == "person" and m["kind"] in ("name", "alias")]
    for m in people:
        before, after = view.text[low : m["start"]].rstrip(), view.text[m["end"] : high].lstrip()
        titled = gazetteer.title(before.split()[-1]) if before else False  # "Scott's niece, Rep. Ana Torres (D-Va.)"
        if m in at_head or titled or (before[-1:] in ("", ",") and after[:1] in ("", ",")):
            return m["actor_id"]
    if not at_head and view.lemma[head] in BODIES:  # the Houthi rebel group said
        named = [m for m in inside if kind_of(m["actor_id"]) in ("group", "organisation")]
        at_head = [m for m in named if any(view.start[k] == m["start"] for k in view.kids[head])]
    if at_head:
        return at_head[0]["actor_id"]
    return _behind(view, head, mentions) or _taken_up(view, head, mentions)


def _over(view: View, i: int, mentions: list[dict]) -> list[dict]:
    """Return the mentions that token ``i`` begins in."""
    return [m for m in mentions if m["start"] <= view.start[i] < m["end"]]


def _behind(view: View, head: int, mentions: list[dict]) -> str | None:
    """Return whose words an unnamed spokesman or a document gives: "the union's officials", "a Times article"."""
    text, staff = view.lemma[head] in TEXTS, view.lemma[head] in STAFF
    if not (text or staff) or view.pos[head] not in ("NOUN", "PROPN"):
        return None
    if any(view.low[k] in OTHERS for k in view.kids[head]):  # "Kenya's opposition leader", "former officials of Peru"
        return None
    beside = {k for k in view.kids[head] if view.dep[k] in ("compound", "poss", "nmod")}
    for prep in (k for k in view.kids[head] if view.dep[k] == "prep" and view.low[k] in ("by", "from", "of", "for")):
        beside |= {k for k in view.kids[prep] if view.dep[k] == "pobj" and (staff or view.low[prep] in ("by", "from"))}
    able = ("organisation:", "group:", "country:", *(("person:",) if text else ()))
    found = {m["actor_id"] for k in beside for m in _over(view, k, mentions) if m["actor_id"].startswith(able)}
    return found.pop() if len(found) == 1 else None


def _taken_up(view: View, head: int, mentions: list[dict]) -> str | None:
    """Return whose words "the statement" gives: of whom the one before it was, or who issued it."""
    if view.lemma[head] not in TEXTS or not any(view.low[k] in ("the", "its") for k in view.kids[head]):
        return None
    for i in range(head - 1, max(-1, head - RECENT), -1):
        if view.lemma[i] != view.lemma[head] or view.pos[i] != "NOUN":
            continue
        verb = view.head[i]
        issued = view.dep[i] == "dobj" and view.lemma[verb] in ISSUES
        by = view.kid(verb, "nsubj") if issued else None
        found = _over(view, by, mentions) if by is not None else []
        whose = found[0]["actor_id"] if found else _behind(view, i, mentions)
        if whose:
            return whose
    return None
