"""Tables to sentences with numbers: the titles of the charts and the bottom line of the brief.

Every number is counted from the tables it is given; where nothing was found, the sentence says so.
"""

from __future__ import annotations

import pandas as pd

from stancebook.report.views import Tables
from stancebook.report.wording import CALLS, count, listing, names_of, period_name, place_date, signed, voice_name
from stancebook.tables import NAMED, actors_called
from stancebook.trade import outlook

STEADY = 3  # quotes: a speaker with fewer is no end of a scale where others have more
EVEN = 0.05  # a mean closer to zero than this counts as neither for nor against


def is_are(n: int) -> str:
    """Return "is" for one, "are" for any other number."""
    return "is" if n == 1 else "are"


# ------------------------------------------------------------------------------------ titles of charts


def mention_counts(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return columns named, all, name per actor that is no place, the most mentioned first."""
    who = actors.loc[actors["kind"] != "place", "actor_id"]
    kept = mentions[mentions["actor_id"].isin(who)]
    flags = pd.DataFrame({"named": kept["kind"].isin(NAMED), "all": True})
    totals = flags.groupby(kept["actor_id"]).sum().astype(int)
    totals["name"] = [names_of(actors)[i] for i in totals.index]
    return totals.sort_values(["all", "name"], ascending=[False, True])


def actor_finding(totals: pd.DataFrame) -> str:
    """Return who leads the mentions; ``totals`` is what ``mention_counts`` returns."""
    lead = totals.head(2)
    told = listing(f"{name} ({n})" for name, n in zip(lead["name"], lead["all"], strict=True))
    return f"{told} {'lead' if len(lead) > 1 else 'leads'} the mentions, out of {count(len(totals), 'actor')}"


def firmest(pairs: pd.DataFrame) -> tuple[str, str, float, bool]:
    """Return source, target, mean and whether it is mutual: the firmest opposition, both ways if there is one.

    Without any opposition it is the firmest support.  ``pairs`` has a row at least.
    """
    by_pair = {(r.source_id, r.target_id): r for r in pairs.itertuples()}
    ranked = sorted(by_pair.values(), key=lambda r: (r.mean * r.n, r.source_id, r.target_id))
    for r in ranked:
        back = by_pair.get((r.target_id, r.source_id))
        if r.mean < -EVEN and back and back.mean < -EVEN:
            return r.source_id, r.target_id, r.mean, True
    end = ranked[0] if ranked[0].mean < -EVEN else ranked[-1]
    return end.source_id, end.target_id, end.mean, False


def stance_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who opposes whom, and how many stances are negative."""
    names = names_of(actors)
    total, against = int(pairs["n"].sum()), int(pairs["opposes"].sum())
    share = f"{against} of {count(total, 'stance')} {is_are(against)} negative"
    source, target, mean, mutual = firmest(pairs)
    if mutual:
        return f"{names[source]} and {names[target]} oppose each other; {share}"
    verb = "opposes" if mean < -EVEN else "supports" if mean > EVEN else "takes no side on"
    return f"{names[source]} {verb} {names[target]}; {share}"


def change_finding(table: pd.DataFrame, keys: list[str], actors: pd.DataFrame, what: str) -> str:
    """Return the largest change of a mean from one period to the next, with both means and both n.

    Changes between single sentences are named only where there are no others.
    """
    names = names_of(actors)
    moved = table.merge(
        table[[*keys, "period", "mean", "n"]].rename(columns={"period": "before", "mean": "was", "n": "was_n"}),
        on=[*keys, "before"],
    )
    if moved.empty:
        return f"No {what} was heard in more than one {_unit(table)}"
    firm = moved[moved[["n", "was_n"]].min(axis=1) > 1]
    pool = firm if len(firm) else moved
    r = pool.loc[pool["change"].abs().sort_values(ascending=False, kind="stable").index[0]]
    who = " towards ".join(names[r[k]] for k in keys)
    verb = "rose most," if r["change"] > EVEN else "fell most," if r["change"] < -EVEN else "held"
    ends = [f"{signed(r[v])} (n = {r[n]}, {period_name(r[p])})"
            for v, n, p in (("was", "was_n", "before"), ("mean", "n", "period"))]  # fmt: skip
    return f"{who} {verb} from {ends[0]} to {ends[1]}" if verb != "held" else f"No {what} changed; {who} {ends[1]}"


def in_period(period: str) -> str:
    """Return a period as it follows \"in\": \"Mar 2024\", \"the week of 4 Mar 2024\"."""
    name = period_name(period)
    return f"the {name}" if name.startswith("week") else name


def _unit(table: pd.DataFrame) -> str:
    """Return what the periods of a table are: a month is written 2024-03, a week by its Monday."""
    return "month" if table["period"].str.len().max() == len("2024-03") else "week"


def network_finding(pairs: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who draws opposition and support from the most actors."""
    names, found = names_of(actors), []
    for word, side in (
        ("opposition", pairs[pairs["mean"] < -EVEN]),
        ("support", pairs[pairs["mean"] > EVEN]),
    ):
        if len(side):
            crowd = side.groupby("target_id")["source_id"].nunique()
            leaders, n = [names[i] for i in crowd.index[crowd == crowd.max()]], int(crowd.max())
            if len(leaders) > 3:
                found.append(f"no actor has {word} from more than {count(n, 'other')}")
            else:
                verb, each = ("draws", "") if len(leaders) == 1 else ("draw", " each")
                found.append(f"{listing(leaders)} {verb} the most {word} (from {count(n, 'actor')}{each})")
    title = "; ".join(found) or "no actor takes a side"
    return title[0].upper() + title[1:]


def tone_ends(speakers: pd.DataFrame) -> list:
    """Return the rows of the speakers who sound worst and best.

    Only speakers with ``STEADY`` quotes or more are compared where there are two of them: among many
    speakers the ends would else be whoever was heard once.
    """
    steady = speakers[speakers["n"] >= STEADY]
    ranked = (steady if len(steady) > 1 else speakers).sort_values(
        ["mean", "n"], ascending=[True, False], kind="stable"
    )
    return list(ranked.iloc[[0, -1]].itertuples())


def tone_finding(speakers: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who sounds worst and best, each with mean and n, and among whom they were compared."""
    names, ends = names_of(actors), tone_ends(speakers)
    first, last = (f"{names[r.holder_id]} ({signed(r.mean)}, n = {r.n})" for r in ends)
    if len(speakers) == 1:
        return f"The only speaker with a tone is {first}"
    enough = int((speakers["n"] >= STEADY).sum())
    among = f"Of {enough} speakers quoted {STEADY} times or more, worst" if enough > 1 else "Sounds worst"
    return f"{among}: {first}; best: {last}"


def target_ends(targets: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs (speaker, target) with the lowest and the highest mean."""
    ranked = targets.sort_values(["mean", "n"], ascending=[True, False], kind="stable").iloc[[0, -1]]
    return list(zip(ranked["holder_id"], ranked["target_id"], strict=True))


def target_finding(targets: pd.DataFrame, actors: pd.DataFrame) -> str:
    """Return who is harshest and who is warmest, and on whom."""
    names, told = names_of(actors), []
    by_pair = {(r.holder_id, r.target_id): r for r in targets.itertuples()}
    for pair, word, side in zip(target_ends(targets), ("harshest", "warmest"), (-1, 1), strict=True):
        r = by_pair[pair]
        if r.mean * side > EVEN:
            told.append(f"{names[r.holder_id]} is {word} on {names[r.target_id]} ({signed(r.mean)}, n = {r.n})")
    return "; ".join(told) or f"No speaker leans for or against anyone (pairs: {len(targets)})"


def driver_finding(drivers: pd.DataFrame) -> str:
    """Return the driver that most often points up and the one that most often points down."""
    named, told = drivers[drivers["driver"] != "none"], []
    for way in ("up", "down"):
        most = named.sort_values([way, "n"], ascending=[False, True], kind="stable").head(1)
        told += [f"{r.driver} points {way} ({getattr(r, way)} of {count(r.n, 'claim')})"
                 for r in most.itertuples() if getattr(r, way)]  # fmt: skip
    title = "; ".join(told) or "No named driver points up or down"
    return title[0].upper() + title[1:]


def uncertainty_finding(index: pd.DataFrame) -> str:
    """Return the period in which trade policy was most often told as uncertain, and where the index stands now."""
    most, last = index.loc[index["index"].idxmax()], index.iloc[-1]
    top = f"{in_period(most['period'])} ({most['marked']} of {count(most['n'], 'article')})"
    title = f"Trade policy was told as uncertain most often in {top}"
    if last["period"] == most["period"]:
        return title
    return f"{title}; in {in_period(last['period'])} in {last['marked']} of {last['n']}"


def event_finding(dates: pd.Series) -> str:
    """Return how many dated events there are, from when to when; ``dates`` are sorted."""
    first, last = place_date(dates.iloc[0]), place_date(dates.iloc[-1])
    return f"{count(len(dates), 'dated event')} " + (f"from {first} to {last}" if first != last else f"in {first}")


# ---------------------------------------------------------------------------------------- bottom line

Line = tuple[str, list[str]]
FOUND = {"sentences": "sentence", "quotes": "quote", "stances": "stance", "claims": "trade claim", "events": "event"}


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
    found = listing(count(len(tables[name]), noun) for name, noun in FOUND.items())
    return [_who(tables), (f"Found in them: {found}.", []), (METHOD, []), *_left_out(tables)]


METHOD = (
    "Names, quotes and their sources come from the encoder of this version; it and rules together read stances, the "
    "tone towards somebody and claims about trade."
)


def _items(n: int) -> str:
    return count(n, "item was", "items were")


def _left_out(tables: Tables) -> list[Line]:
    lines, n = corrections_lines(tables), int((tables["skipped"]["stage"] != "corrections").sum())
    return [*lines, (f"{_items(n)} not analysed; the reasons are listed below.", [])] if n else lines


def corrections_lines(tables: Tables) -> list[Line]:
    """Return how many of the desk's corrections were made, and which no longer fit what is there."""
    made = tables["corrections"]
    if made.empty:
        return []
    stale = made.loc[made["status"] != "applied", "correction_id"].tolist()
    n = len(made) - len(stale)
    told = f"{count(n, 'correction')} of the desk {is_are(n)} in these figures"
    if stale:
        told += f"; {listing(stale)} no longer {'fits' if len(stale) == 1 else 'fit'} what is there"
    return [(f"{told}.", [])]


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
    told = ", ".join(str(x) for x in (card["kind"], card["role"], card["wikidata"]) if pd.notna(x))
    mine = tables["mentions"][tables["mentions"]["actor_id"] == actor_id]
    called = f", also called {listing(card['aliases'])}" if card["aliases"] else ""
    stances, said = tables["stances"], int((tables["quotes"]["speaker_id"] == actor_id).sum())
    holds, meets = (int((stances[side] == actor_id).sum()) for side in ("source_id", "target_id"))
    return [
        (f"{card['name']} ({told}; {actor_id}){called}: {count(len(mine), 'mention')} in "
         f"{count(mine['doc_id'].nunique(), 'article')}.", mine["sent_id"].head(1).tolist()),
        (f"{card['name']} says something {count(said, 'time')}, takes a stance {count(holds, 'time')} and is met by "
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
    told = listing(f"{name} ({n})" for name, n in zip(top["name"], top["all"], strict=True))
    first = tables["mentions"].drop_duplicates("actor_id").set_index("actor_id")["sent_id"]
    verb = "names" if len(docs) == 1 else "name"
    return f"{read} {verb} {count(len(totals), 'actor')}; mentioned most: {told}.", [first[i] for i in top.index]


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
    told, evidence = [], []
    for r, word, side in zip(ranked.iloc[[0, -1]].itertuples(), ("against", "for"), (-1, 1), strict=True):
        if r.mean * side > EVEN:
            about = f"(mean {signed(r.mean)}, n = {r.n})"
            told.append(f"{names[r.source_id]} {word} {names[r.target_id]} {about}")
            evidence += _stances_of(tables["stances"], r.source_id, r.target_id)
    against, support, total = (int(pairs[c].sum()) for c in ("opposes", "supports", "n"))
    verbs = ["opposes" if against == 1 else "oppose", "supports" if support == 1 else "support"]
    head = f"Of {count(total, 'stance')} between actors {against} {verbs[0]} and {support} {verbs[1]}"
    line = f"{head}; firmest: {listing(told)}" if told else head
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
    text = f"Told by {_unit(table)}, {count(n, 'period')} in all." if n else f"No {noun} has a date."
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
    evidence = [s for s in (_sentence(tables, *p) for p in places) if s]
    return [(f"{text}. {tone_finding(speakers, tables['actors'])}.", evidence), *_denials(tables)]


def _sentence(tables: Tables, doc_id: str, start: int) -> str:
    rows = tables["sentences"]
    inside = rows[(rows["doc_id"] == doc_id) & (rows["start"] <= start) & (rows["end"] > start)]
    return inside["sent_id"].iloc[0] if len(inside) else ""


def _denials(tables: Tables) -> list[Line]:
    quotes, names = tables["quotes"], names_of(tables["actors"])
    told, evidence = [], []
    for mark, kind in (("denied", "denials by"), ("declined", "no comment from")):
        found = quotes[quotes["manner"] == mark]
        who = list(dict.fromkeys(names.get(s, "an unknown speaker") for s in found["speaker_id"]))
        if who:
            shown = [*who[:3], f"{len(who) - 3} more"] if len(who) > 3 else who
            told.append(f"{kind} {listing(shown)}")
            spans = [(q.doc_id, q.cue or q.content or q.source) for q in found.itertuples()]
            evidence += [_sentence(tables, d, p[0][0]) for d, p in spans[:3] if p]
    text = "; ".join(told)
    return [(f"{text[0].upper()}{text[1:]}.", [s for s in dict.fromkeys(evidence) if s])] if told else []


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
    told = claims.assign(between=outlook.by_corridor(claims, actors))
    keys = {"ahead": told["horizon"] == "future", "own": told["actors"].map(len) > 1}
    order = pd.DataFrame(keys, index=told.index)
    return told.loc[order.sort_values(["ahead", "own"], ascending=False, kind="stable").index]
