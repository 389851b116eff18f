"""The summary in sentences, each with the ids of the sentences it rests on."""

from __future__ import annotations

import pandas as pd

from stancebook.report.lookup import Tables, sentence_lookup
from stancebook.report.titles import EVEN, mention_counts, period_unit, tone_ends, tone_finding
from stancebook.report.wording import CALLS, count, is_are, listing, names_of, signed, voice_name
from stancebook.tables import actors_called
from stancebook.trade import outlook

Line = tuple[str, list[str]]  # a sentence and the ids of those it rests on
COUNTED = {"sentences": "sentence", "quotes": "quote", "stances": "stance", "claims": "trade claim", "events": "event"}
METHOD = (
    "Names, quotes and their sources come from the encoder of this version; it and rules together read stances, the "
    "tone towards somebody and claims about trade."
)


def bottom_line(tables: Tables) -> list[Line]:
    """Return the brief in three to six sentences, each with the ids of the sentences it rests on.

    What was corrected and what was left out is told behind them.

    Parameters
    ----------
    tables
        The per-article tables, ``outlook``, and the aggregates ``stance_pairs`` and ``speaker_tone``.

    Returns
    -------
    list of (str, list of str)
        Sentence and evidence (``sent_id``); the evidence is empty where a sentence says that nothing was found.
        An empty corpus gives the one sentence that says so.
    """
    if tables["documents"].empty:
        left = len(tables["skipped"])
        why = f"{_items(left)} skipped, for the reasons below" if left else "the folder is empty"
        return [(f"No article was read, so there is nothing to report: {why}.", [])]
    lines = [_who(tables), *stance_lines(tables), *speech_lines(tables), *trade_lines(tables)]
    return [*lines[:6], *_left_out(tables)]


def reading_lines(tables: Tables) -> list[Line]:
    """Return who is in what was read, what was found in it, and how much was left out."""
    if tables["documents"].empty:
        return bottom_line(tables)
    found = listing(count(len(tables[name]), noun) for name, noun in COUNTED.items())
    return [_who(tables), (f"Found in them: {found}.", []), (METHOD, []), *_left_out(tables)]


def _items(n: int) -> str:
    return count(n, "item was", "items were")


def _left_out(tables: Tables) -> list[Line]:
    lines, n = corrections_lines(tables), int((tables["skipped"]["stage"] != "corrections").sum())
    return [*lines, (f"{_items(n)} not analysed; the reasons are listed below.", [])] if n else lines


def corrections_lines(tables: Tables) -> list[Line]:
    """Return how many of the desk's corrections were made, and which no longer fit what is there."""
    corrections = tables["corrections"]
    if corrections.empty:
        return []
    stale = corrections.loc[corrections["status"] != "applied", "correction_id"].tolist()
    n = len(corrections) - len(stale)
    parts = f"{count(n, 'correction')} of the desk {is_are(n)} in these figures"
    if stale:
        parts += f"; {listing(stale)} no longer {'fits' if len(stale) == 1 else 'fit'} what is there"
    return [(f"{parts}.", [])]


def actor_lines(tables: Tables, name: str = "") -> list[Line]:
    """Return who an actor is: its kind, role and names, and how much was found of it; the busiest one without a name.

    Raises
    ------
    ValueError
        If no actor of the corpus, or more than one, has that name.
    """
    actor_id = actor_named(tables, name)
    if actor_id is None:
        return [("No actor is named.", [])]
    card = tables["actors"].set_index("actor_id").loc[actor_id]
    parts = ", ".join(str(x) for x in (card["kind"], card["role"], card["wikidata"]) if pd.notna(x))
    mine = tables["mentions"][tables["mentions"]["actor_id"] == actor_id]
    called = f", also called {listing(card['aliases'])}" if card["aliases"] else ""
    stances, quoted = tables["stances"], int((tables["quotes"]["speaker_id"] == actor_id).sum())
    holds, meets = (int((stances[side] == actor_id).sum()) for side in ("source_id", "target_id"))
    return [
        (f"{card['name']} ({parts}; {actor_id}){called}: {count(len(mine), 'mention')} in "
         f"{count(mine['doc_id'].nunique(), 'article')}.", mine["sent_id"].head(1).tolist()),
        (f"{card['name']} says something {count(quoted, 'time')}, takes a stance {count(holds, 'time')} and is met by "
         f"one {count(meets, 'time')}.", []),
    ]  # fmt: skip


def actor_named(tables: Tables, name: str) -> str | None:
    """Return the actor that a name, alias or identifier means; the most mentioned who is no place without one."""
    if not name:
        totals = mention_counts(tables["mentions"], tables["actors"])
        return None if totals.empty else totals.index[0]
    ids = actors_called(tables["actors"], name)
    if len(ids) != 1:
        problem = f"is {listing(ids)}: give the identifier" if ids else "is no actor of these articles"
        raise ValueError(f"actor: {name!r} {problem}")
    return ids[0]


def _who(tables: Tables) -> Line:
    docs, totals = tables["documents"], mention_counts(tables["mentions"], tables["actors"])
    read = f"{count(len(docs), 'article')} ({count(int(docs['n_words'].sum()), 'word')})"
    if totals.empty:
        return f"In {read} no person, organisation or country is named.", []
    top = totals.head(3)
    parts = listing(f"{name} ({n})" for name, n in zip(top["name"], top["all"], strict=True))
    first = tables["mentions"].drop_duplicates("actor_id").set_index("actor_id")["sent_id"]
    verb = "names" if len(docs) == 1 else "name"
    return f"{read} {verb} {count(len(totals), 'actor')}; mentioned most: {parts}.", [first[i] for i in top.index]


def stance_lines(tables: Tables) -> list[Line]:
    """Return how many stances there are between actors, the firmest opposition and support, and what is contested.

    Only stances that hold are counted; see ``stance_limits`` for the others.
    """
    pairs, names = tables["stance_pairs"], names_of(tables["actors"])
    if pairs.empty:
        return [("No actor is said to stand with or against another.", [])]
    pairs = pairs[pairs["n"] > 0]
    if pairs.empty:
        return [("No stance holds: whatever actors are told to think of each other is denied or only possible.", [])]
    ranked = pairs.assign(pull=pairs["mean"] * pairs["n"]).sort_values("pull", kind="stable")
    parts, evidence = [], []
    for r, word, side in zip(ranked.iloc[[0, -1]].itertuples(), ("against", "for"), (-1, 1), strict=True):
        if r.mean * side > EVEN:
            about = f"(mean {signed(r.mean)}, n = {r.n})"
            parts.append(f"{names[r.source_id]} {word} {names[r.target_id]} {about}")
            evidence += _stances_of(tables["stances"], r.source_id, r.target_id)
    against, support, total = (int(pairs[c].sum()) for c in ("opposes", "supports", "n"))
    verbs = ["opposes" if against == 1 else "oppose", "supports" if support == 1 else "support"]
    head = f"Of {count(total, 'stance')} between actors {against} {verbs[0]} and {support} {verbs[1]}"
    line = f"{head}; firmest: {listing(parts)}" if parts else head
    torn = pairs[pairs["contested"].astype(bool)].sort_values("n", ascending=False, kind="stable")
    if len(torn):
        rest = f" and {len(torn) - 3} more" if len(torn) > 3 else ""
        pairs_named = [f"{names[r.source_id]} on {names[r.target_id]}" for r in torn.head(3).itertuples()]
        line += f"; contested: {', '.join(pairs_named)}{rest}"
        for r in torn.head(3).itertuples():
            evidence += _stances_of(tables["stances"], r.source_id, r.target_id, most=2)
    return [(f"{line}.", list(dict.fromkeys(evidence)))]


def stance_limits(pairs: pd.DataFrame) -> list[Line]:
    """Return what keeps the means of ``pairs`` from being firm: pairs heard once or in one source, open stances."""
    held, open_ = pairs[pairs["n"] > 0], int(pairs["n_open"].sum())
    once, alone = int(held["heard_once"].sum()), int((held["n_sources"] == 1).sum())
    lines = [f"{once} of {count(len(held), 'pair')} {'was' if once == 1 else 'were'} heard once, and {alone} "
             f"{'rests' if alone == 1 else 'rest'} on one source."] if len(held) else []  # fmt: skip
    if open_:
        lines.append(f"{count(open_, 'stance is', 'stances are')} denied or hypothetical and in no mean.")
    return [(line, []) for line in lines]


def period_line(table: pd.DataFrame, noun: str, documents: pd.DataFrame) -> Line:
    """Return how a table of periods was cut, and what it leaves out for want of a date; ``noun`` names its rows."""
    n, undated = table["period"].nunique(), int(documents["published"].isna().sum())
    text = f"Told by {period_unit(table)}, {count(n, 'period')} in all." if n else f"No {noun} has a date."
    text += (
        f" {count(undated, 'document has', 'documents have')} no date and {is_are(undated)} in none." if undated else ""
    )
    return (f"{text} Change needs two." if n == 1 else text), []


def vader_line(compared: pd.DataFrame) -> Line:
    """Return how often our tone and plain VADER part, of all quotes with a tone."""
    apart, signs = int(compared["parts"].sum()), compared["tone"] * compared["vader"] < 0
    text = f"Our tone and VADER part on {apart} of {count(len(compared), 'quote')}"
    return f"{text}, on {int((compared['parts'] & signs).sum())} with opposite signs.", []


def _stances_of(stances: pd.DataFrame, source: str, target: str, most: int = 3) -> list[str]:
    pair = stances[(stances["source_id"] == source) & (stances["target_id"] == target)]
    return list(dict.fromkeys(pair.sort_values("confidence", ascending=False, kind="stable")["sent_id"]))[:most]


def speech_lines(tables: Tables) -> list[Line]:
    """Return how many quotes there are, who sounds worst and best, who denies and who gives no comment."""
    quotes, speakers = tables["quotes"], tables["speaker_tone"]
    if quotes.empty:
        return [("Nobody is quoted.", [])]
    unknown = int(quotes["speaker_id"].isna().sum())
    text = f"{count(len(quotes), 'quote')} by {count(quotes['speaker_id'].nunique(), 'known speaker')}"
    text += f" ({unknown} with the speaker unknown)" if unknown else ""
    if speakers.empty:
        return [(f"{text}; none has a tone.", []), *_denials(tables)]
    worst, best = tone_ends(speakers)
    ids = dict.fromkeys([worst.most_negative, best.most_positive])
    tones = tables["tones"].set_index("tone_id")
    places = [(tones.at[i, "doc_id"], tones.at[i, "start"]) for i in ids if i in tones.index]
    find = sentence_lookup(tables)
    evidence = [sent_id for place in places if (sent_id := find(*place).sent_id)]
    return [(f"{text}. {tone_finding(speakers, tables['actors'])}.", evidence), *_denials(tables)]


def _denials(tables: Tables) -> list[Line]:
    quotes, names, find = tables["quotes"], names_of(tables["actors"]), sentence_lookup(tables)
    parts, evidence = [], []
    for mark, kind in (("denied", "denials by"), ("declined", "no comment from")):
        found = quotes[quotes["manner"] == mark]
        who = list(dict.fromkeys(names.get(s, "an unknown speaker") for s in found["speaker_id"]))
        if who:
            shown = [*who[:3], f"{len(who) - 3} more"] if len(who) > 3 else who
            parts.append(f"{kind} {listing(shown)}")
            spans = [(q.doc_id, q.cue or q.content or q.source) for q in found.itertuples()]
            evidence += [find(d, p[0][0]).sent_id for d, p in spans[:3] if p]
    text = "; ".join(parts)
    return [(f"{text[0].upper()}{text[1:]}.", [s for s in dict.fromkeys(evidence) if s])] if parts else []


def trade_lines(tables: Tables) -> list[Line]:
    """Return the call for the corridor with the most claims, and for a second one that has a clear call."""
    names, claims = names_of(tables["actors"]), tables["claims"]
    whole = tables["outlook"][tables["outlook"]["period"] == "all"]
    if claims.empty:
        return [("No claim about where trade is heading was found.", [])]
    if whole.empty:
        text = f"No two sides to make a call for are named in {count(len(claims), 'claim')} about trade."
        return [(text, list(dict.fromkeys(claims["sent_id"]))[:3])]
    lines, ranked = [], by_weight(claims, tables["actors"])
    clear_first = whole.sort_values("call", key=lambda call: call == "unclear", kind="stable")
    shown = clear_first.head(2)
    for o in shown[(shown["call"] != "unclear") | (shown.index == shown.index[0])].itertuples():
        against = f"; in dissent: {listing(voice_name(v, names) for v in o.dissent)}" if o.dissent else ""
        weight = f"{count(o.n_claims, 'claim')}, {count(o.n_voices, 'voice')}, {count(o.n_sources, 'source')}"
        text = f"Trade {o.corridor}: the outlook {CALLS[o.call]} (balance {signed(o.balance)}, {weight}){against}."
        lines.append((text, list(ranked.loc[ranked["between"] == o.corridor, "sent_id"][:4])))
    return lines


def by_weight(claims: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with column ``between`` (their corridor), those that look ahead and name both sides first."""
    placed = claims.assign(between=outlook.by_corridor(claims, actors))
    keys = {"ahead": placed["horizon"] == "future", "own": placed["actors"].map(len) > 1}
    order = pd.DataFrame(keys, index=placed.index)
    return placed.loc[order.sort_values(["ahead", "own"], ascending=False, kind="stable").index]
