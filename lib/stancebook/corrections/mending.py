"""Tables as they were found, and as the analyst's corrections leave them: actors joined, parted and named, rows mended.

Corrections are made in the order of their file, each on what those before it left.  One that finds nothing, or not
what it expects, changes nothing and is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook import tables
from stancebook.actors import gazetteer, joining
from stancebook.actors.joining import Tables
from stancebook.corrections.yml import Correction

APPLIED, ABSENT, DIFFERENT = "applied", "not found", "not as expected"
RULE = "correction"


class Absent(LookupError):
    """What a correction speaks of is not there; the message says what was looked for."""


def apply(found: Mapping[str, pd.DataFrame], corrections: Sequence[Correction]) -> Tables:
    """Return the tables with ``corrections`` made, and table ``corrections`` with what became of each.

    Parameters
    ----------
    found
        The per-article tables (``pipeline.analyse``).
    corrections
        As ``yml.read_corrections`` gives them.

    Returns
    -------
    dict
        New tables.  ``corrections`` has a row each: ``status`` (applied, not found, not as expected), ``n``, the rows
        that it is about, and ``found``, what stands there instead of what it speaks of or expects.  What a correction
        takes away has a row in ``skipped``.
    """
    after: Tables = dict(found)
    rows = []
    for correction in corrections:
        table, select, change = ACTIONS[correction.do]
        status, n, instead = APPLIED, 0, None
        try:
            chosen = select(after, correction)
            n = len(chosen)
            instead = _unexpected(after, table, chosen, correction)
            if instead:
                status = DIFFERENT
            else:
                after = change(after, correction, chosen)
        except Absent as error:
            status, instead = ABSENT, str(error)
        about = ", ".join(f"{key}: {value}" for key, value in correction.says.items())
        rows.append({"correction_id": correction.where, "do": correction.do, "about": about, "status": status, "n": n,
                     "found": instead, "reason": correction.reason, "author": correction.author,
                     "date": correction.date})  # fmt: skip
    return {**after, "corrections": tables.make("corrections", rows)}


# --------------------------------------------------------------------------------- what a correction is about


def _actor(actors: pd.DataFrame, called: str) -> str:
    """Return the one actor that is meant."""
    ids = tables.actors_called(actors, called)
    if len(ids) != 1:
        raise Absent(
            f"{called!r} is {' and '.join(ids)}: give the actor_id" if ids else f"no actor is called {called!r}"
        )
    return ids[0]


def _articles(found: Tables, called: str) -> list[str]:
    """Return the articles of that ``doc_id``, path or title."""
    documents = found["documents"]
    meant = (documents["doc_id"] == called) | (documents["path"] == called) | (documents["title"] == called)
    meant |= documents["path"].str.endswith(f"/{called}")
    if not meant.any():
        raise Absent(f"no article is called {called!r}")
    return documents.loc[meant, "doc_id"].tolist()


def _words(found: Tables, frame: pd.DataFrame, spans: Callable[[Any], list]) -> pd.Series:
    """Return the words of each row, with single spaces."""
    texts = dict(zip(found["documents"]["doc_id"], found["documents"]["text"], strict=True))
    words = [" ".join(tables.span_text(texts[row.doc_id], spans(row)).split()) for row in frame.itertuples()]
    return pd.Series(words, index=frame.index, dtype="str")


def _one_span(row: Any) -> list:
    return [(row.start, row.end)]


def _the_actor(found: Tables, c: Correction) -> pd.DataFrame:
    return found["actors"][found["actors"]["actor_id"] == _actor(found["actors"], c.says["actor"])]


def _mentions(found: Tables, c: Correction) -> pd.DataFrame:
    """Return mentions with exactly these words, of one actor and in one article if they are given."""
    rows = found["mentions"]
    if "actor" in c.says:
        rows = rows[rows["actor_id"] == _actor(found["actors"], c.says["actor"])]
    if "article" in c.says:
        rows = rows[rows["doc_id"].isin(_articles(found, c.says["article"]))]
    rows = rows[[gazetteer.bare(words) == gazetteer.bare(c.says["words"]) for words in _words(found, rows, _one_span)]]
    return _some(rows, f"no mention reads {c.says['words']!r}")


def _quotes(found: Tables, c: Correction) -> pd.DataFrame:
    rows = found["quotes"][found["quotes"]["doc_id"].isin(_articles(found, c.says["article"]))]
    words = _words(found, rows, lambda row: row.content or row.cue or row.source)
    return _some(
        rows[words.str.contains(c.says["words"], case=False, regex=False)], f"no quote has {c.says['words']!r}"
    )


def _stances(found: Tables, c: Correction) -> pd.DataFrame:
    who, towards = (_actor(found["actors"], c.says[key]) for key in ("who", "towards"))
    rows = found["stances"][found["stances"]["doc_id"].isin(_articles(found, c.says["article"]))]
    rows = rows[(rows["source_id"] == who) & (rows["target_id"] == towards)]
    if "basis" in c.says:
        rows = rows[rows["basis"] == c.says["basis"]]
    if "words" in c.says:
        ends = found["sentences"].set_index("sent_id")[["start", "end"]]
        words = _words(found, rows, lambda row: [tuple(ends.loc[row.sent_id])])
        rows = rows[words.str.contains(c.says["words"], case=False, regex=False)]
    return _some(rows, f"no stance of {c.says['who']} towards {c.says['towards']} there")


def _claims(found: Tables, c: Correction) -> pd.DataFrame:
    rows = found["claims"][found["claims"]["doc_id"].isin(_articles(found, c.says["article"]))]
    words = _words(found, rows, _one_span)
    return _some(
        rows[words.str.contains(c.says["words"], case=False, regex=False)], f"no claim has {c.says['words']!r}"
    )


def _some(rows: pd.DataFrame, problem: str) -> pd.DataFrame:
    if rows.empty:
        raise Absent(problem)
    return rows


def _unexpected(found: Tables, table: str, rows: pd.DataFrame, c: Correction) -> str | None:
    """Return what the rows have in place of what the correction expects, or None."""
    names = dict(zip(found["actors"]["actor_id"], found["actors"]["name"], strict=True))
    for key, wanted in c.expects.items():
        if key == "n":
            there = {str(len(rows))}
        elif key in ("actor", "speaker"):
            there = {names.get(i, "unknown") for i in rows["actor_id" if key == "actor" else "speaker_id"]}
        else:
            there = set(rows[key].astype(str))
        if there != {str(wanted)}:
            return f"{key}: {', '.join(sorted(there))}, not {wanted}"
    return None


# ------------------------------------------------------------------------------------- what a correction does


def _merge(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Make one actor of two; a stance between them is no longer one."""
    old, new = chosen["actor_id"].iloc[0], _actor(found["actors"], c.says["into"])
    if old == new:
        raise Absent(f"{c.says['actor']!r} and {c.says['into']!r} are one actor already")
    after = joining.joined(found, {old: new}, {old: _rule(c)})
    return _without(after, "stances", after["stances"][joining.of_itself(after["stances"])], c)


def _split(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Give mentions, and what rests on them, to another actor: all in an article without other names of the old."""
    old = chosen["actor_id"].iloc[0]
    after, new = _known(found, c.says["into"], c.says.get("kind") or _kind(found, old))
    named = found["mentions"][(found["mentions"]["actor_id"] == old) & found["mentions"]["kind"].isin(tables.NAMED)]
    left = named.drop(index=chosen.index, errors="ignore")
    docs = set(chosen["doc_id"]) - set(left["doc_id"])
    sents = set(chosen["sent_id"]) - set(left["sent_id"])

    def lies(frame: pd.DataFrame) -> pd.Series:
        return frame["doc_id"].isin(docs) | _sentence_of(found, frame).isin(sents)

    after = joining.renamed(after, {old: new}, {old: _rule(c)}, lies)
    moved = after["mentions"].index.isin(chosen.index)
    after["mentions"] = after["mentions"].assign(
        actor_id=after["mentions"]["actor_id"].mask(moved, new), rule=after["mentions"]["rule"].mask(moved, _rule(c))
    )
    return _without(after, "stances", after["stances"][joining.of_itself(after["stances"])], c)


def _rename(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Give an actor another name; the old one stays as an alias."""
    actors = found["actors"].copy()
    i, name = chosen.index[0], c.says["to"]
    actors.at[i, "aliases"] = sorted({*actors.at[i, "aliases"], actors.at[i, "name"]} - {name})
    actors.at[i, "name"] = name
    return {**found, "actors": actors}


def _speaker(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Give quotes to another speaker (``unknown``: to none), with the tones, stances and claims that are its words."""
    after, new = (found, None) if c.says["to"] == "unknown" else _known(found, c.says["to"], "person")
    after = dict(after)
    olds, ids = dict(zip(chosen["quote_id"], chosen["speaker_id"], strict=True)), set(chosen["quote_id"])
    quotes, tones, stances = (after[name].copy() for name in ("quotes", "tones", "stances"))
    quotes.loc[chosen.index, "speaker_id"], quotes.loc[chosen.index, "rule"] = new, _rule(c)
    tones.loc[tones["quote_id"].isin(ids), "holder_id"] = new
    of_these = stances["quote_id"].isin(ids)
    for column in ("source_id", "asserted_by"):
        stances.loc[of_these & (stances[column] == stances["quote_id"].map(olds)), column] = new
    after |= {"quotes": quotes, "tones": tones}
    unheld = stances["source_id"].isna() | joining.of_itself(stances)
    after = _without({**after, "stances": stances}, "stances", stances[unheld], c)
    after["stances"] = tables.check("stances", after["stances"])
    spans = [(q.doc_id, *span) for q in chosen.itertuples() for span in q.content]

    def inside(frame: pd.DataFrame) -> pd.Series:
        lies = [any(d == r.doc_id and a <= r.start and r.end <= b for d, a, b in spans) for r in frame.itertuples()]
        return pd.Series(lies, index=frame.index, dtype=bool)

    claims, mentions = after["claims"].copy(), after["mentions"].copy()
    claims.loc[inside(claims), "speaker_id"] = new
    mentions.loc[inside(mentions) & (mentions["rule"] == "first_person"), "actor_id"] = new
    return {**after, "claims": claims, "mentions": mentions}


def _label(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Give stances another side; as it is the analyst's word, they are sure and hold as strongly as most do."""
    stances = found["stances"].copy()
    score = {"supports": 0.6, "opposes": -0.6}[c.says["label"]]
    for column, value in (("label", c.says["label"]), ("score", score), ("confidence", 1.0), ("rule", _rule(c))):
        stances.loc[chosen.index, column] = value
    return {**found, "stances": stances}


def _drop_actor(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Take an actor away: its mentions and stances; what it said stays, its speaker unknown."""
    old = chosen["actor_id"].iloc[0]
    sides = found["stances"][["source_id", "target_id"]].eq(old).any(axis=1)
    after = _without(found, "stances", found["stances"][sides], c)
    after = _without(after, "mentions", after["mentions"][after["mentions"]["actor_id"] == old], c)
    after = joining.renamed(after, {old: None}, {old: _rule(c)})
    return _without(after, "actors", chosen, c)


def _drop_mention(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Take mentions away, and the stances of their actor in those sentences."""
    stances, where = found["stances"], set(zip(chosen["sent_id"], chosen["actor_id"], strict=True))
    rest = [(s.sent_id, s.source_id) in where or (s.sent_id, s.target_id) in where for s in stances.itertuples()]
    return _without(_without(found, "stances", stances[rest], c), "mentions", chosen, c)


def _drop_quote(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Take quotes away, and the tones and stances read from their words."""
    after = found
    for name in ("tones", "stances"):
        after = _without(after, name, after[name][after[name]["quote_id"].isin(set(chosen["quote_id"]))], c)
    after = _without(after, "quotes", chosen, c)
    orphans = after["quotes"]["within"].isin(set(chosen["quote_id"]))
    return {**after, "quotes": after["quotes"].assign(within=after["quotes"]["within"].mask(orphans))}


def _drop_rows(found: Tables, c: Correction, chosen: pd.DataFrame) -> Tables:
    """Take rows of the table named last in ``do`` away; nothing else rests on them."""
    return _without(found, f"{c.do.split()[-1]}s", chosen, c)


# Each action: the table whose rows it is about, how they are found, what is done to them.
ACTIONS: dict[str, tuple[str, Callable, Callable]] = {
    "merge": ("actors", _the_actor, _merge),
    "split": ("mentions", _mentions, _split),
    "rename": ("actors", _the_actor, _rename),
    "speaker": ("quotes", _quotes, _speaker),
    "stance": ("stances", _stances, _label),
    "drop actor": ("actors", _the_actor, _drop_actor),
    "drop mention": ("mentions", _mentions, _drop_mention),
    "drop quote": ("quotes", _quotes, _drop_quote),
    "drop stance": ("stances", _stances, _drop_rows),
    "drop claim": ("claims", _claims, _drop_rows),
}


# ------------------------------------------------------------------------------------------------- parts of it


def _rule(c: Correction) -> str:
    return f"{RULE} {c.where}"


def _known(found: Tables, called: str, kind: str) -> tuple[Tables, str]:
    """Return the tables with an actor of that name, made anew if there is none, and its identifier."""
    if tables.actors_called(found["actors"], called):
        return found, _actor(found["actors"], called)
    new = {"actor_id": f"{kind}:{gazetteer.slug(called)}", "name": called, "kind": kind}
    actors = tables.concat("actors", [found["actors"], tables.make("actors", [new])])
    return {**found, "actors": actors.sort_values("actor_id", ignore_index=True)}, new["actor_id"]


def _kind(found: Tables, actor_id: str) -> str:
    return dict(zip(found["actors"]["actor_id"], found["actors"]["kind"], strict=True))[actor_id]


def _sentence_of(found: Tables, frame: pd.DataFrame) -> pd.Series:
    """Return the sentence in which each row of a table begins."""
    if "sent_id" in frame:
        return frame["sent_id"]
    starts = (
        frame["start"] if "start" in frame else [(r.source or r.content or r.cue)[0][0] for r in frame.itertuples()]
    )
    rows = pd.DataFrame({"doc_id": frame["doc_id"].astype(object), "start": starts, "row": frame.index})
    lies = found["sentences"][["doc_id", "start", "sent_id"]].astype({"doc_id": object}).sort_values("start")
    rows = pd.merge_asof(rows.sort_values("start"), lies, on="start", by="doc_id")
    return rows.set_index("row")["sent_id"].reindex(frame.index)


def _without(found: Tables, name: str, rows: pd.DataFrame, c: Correction) -> Tables:
    """Take rows away, with one row in ``skipped`` that says how many, by which correction and why."""
    if rows.empty:
        return found
    reason = f"{_rule(c)} took {len(rows)} of {name} away: {c.reason}"
    item = ", ".join(c.says.values())
    skipped = tables.make("skipped", [{"stage": "corrections", "item": item, "reason": reason}])
    return {
        **found,
        name: found[name].drop(index=rows.index).reset_index(drop=True),
        "skipped": tables.concat("skipped", [found["skipped"], skipped]),
    }
