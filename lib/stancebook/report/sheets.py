"""The sheets of the workbook: tables with names for ids, and numbers and dates as what they are.

A sheet is a frame.  Column ``sent_id``, the last, is the sentence that a row rests on; the workbook makes it a link.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd

from stancebook.report import change_lines, views
from stancebook.report.lookup import Tables, actor_names, sentence_lookup, text_or, texts_by_id
from stancebook.report.stance_views import says_who
from stancebook.report.trade_views import first_by_voice, first_claims
from stancebook.report.wording import names_of, voice_name
from stancebook.tables import NAMED, make, span_text
from stancebook.trade import outlook

DAY = re.compile(r"\d{4}-\d\d-\d\d$")
MONTH = re.compile(r"\d{4}-\d\d$")
CALLED = {"call": "Call", "balance": "Balance", "low": "Low", "high": "High", "n_voices": "Voices"}
BASES = {"act": "Acts", "mean_act": "Mean of acts", "words": "In words", "mean_words": "Mean of words",
         "told": "As told", "mean_told": "Mean as told"}  # fmt: skip
MEANS = {"mean": "Mean", "low": "Low", "high": "High", "n": "n"}


def as_date(text: object) -> object:
    """Return an ISO day, or a month by its first day, as a date; what else there is stays text (a year, no day)."""
    if pd.isna(text):  # type: ignore[call-overload]
        return None
    iso = str(text)
    try:
        if DAY.match(iso):
            return datetime.date.fromisoformat(iso)
        return datetime.date.fromisoformat(f"{iso}-01") if MONTH.match(iso) else iso
    except ValueError:  # a text may name a day that no calendar has
        return iso


def _frame(columns: Mapping[str, Iterable[Any]], sent_ids: Iterable[Any]) -> pd.DataFrame:
    """Return a sheet; every column keeps the values it was given, None among them."""
    cells = {name: pd.Series(list(values), dtype="object") for name, values in columns.items()}
    return pd.DataFrame({**cells, "sent_id": pd.Series(list(sent_ids), dtype="object")})


def _published(tables: Tables) -> Callable[[Sequence[str]], dict[str, list]]:
    """Return a function from ``doc_id`` to the columns that say where and when it was printed."""
    documents = tables["documents"].set_index("doc_id")
    source, day = documents["source"].to_dict(), documents["published"].to_dict()
    return lambda ids: {"Source": [source.get(i) for i in ids],
                        "Published": [None if pd.isna(day.get(i)) else day[i].date() for i in ids]}  # fmt: skip


def _title(title: object, path: str) -> str:
    """Return what an article is called: by its title, else by its file."""
    return text_or(title) or PurePath(path).stem


def actors(tables: Tables) -> pd.DataFrame:
    """Return who is in the story, the most mentioned first, each with its first mention."""
    kept = tables["mentions"][tables["mentions"]["actor_id"].notna()].sort_values(["doc_id", "start"], kind="stable")
    seen = (
        kept.assign(named=kept["kind"].isin(NAMED))
        .groupby("actor_id")
        .agg(n=("kind", "size"), named=("named", "sum"), docs=("doc_id", "nunique"), sent_id=("sent_id", "first"))
    )
    rows = tables["actors"].merge(seen, left_on="actor_id", right_index=True)
    rows = rows.sort_values(["n", "name"], ascending=[False, True], kind="stable")
    return _frame({
        "Actor": rows["name"], "Kind": rows["kind"], "Role": rows["role"],
        "Also called": [", ".join(x for x in a if x != n) for n, a in zip(rows["name"], rows["aliases"], strict=True)],
        "Mentions": rows["n"], "By name": rows["named"], "Articles": rows["docs"], "Wikidata": rows["wikidata"],
    }, rows["sent_id"])  # fmt: skip


def stories(tables: Tables) -> pd.DataFrame:
    """Return the stories, the weightiest first, each with the sentence that tells what happened."""
    names, rows = names_of(tables["actors"]), tables["stories"]
    documents = tables["documents"]
    titles = dict(zip(documents["doc_id"], map(_title, documents["title"], documents["path"]), strict=True))
    return _frame({
        "Story": rows["headline_doc"].map(titles),
        "First": [None if pd.isna(d) else d.date() for d in rows["first"]],
        "Last": [None if pd.isna(d) else d.date() for d in rows["last"]],
        "Articles": rows["n_documents"], "Sources": rows["n_sources"], "Weight": rows["weight"],
        "Who is in it": [actor_names(ids, names) for ids in rows["actors"]],
    }, rows["lead_sent_id"])  # fmt: skip


def pairs(tables: Tables) -> pd.DataFrame:
    """Return ``stance_pairs`` with names, the most documented first; the evidence is the pair's surest stance."""
    names, rows = names_of(tables["actors"]), tables["stance_pairs"]
    rows = rows.sort_values(["n", "source_id", "target_id"], ascending=[False, True, True], kind="stable")
    surest = tables["stances"].sort_values("confidence", kind="stable")
    best = dict(zip(zip(surest["source_id"], surest["target_id"], strict=True), surest["sent_id"], strict=True))
    return _frame({
        "Who": rows["source_id"].map(names), "Towards": rows["target_id"].map(names),
        **{head: rows[column] for column, head in (MEANS | BASES).items()}, "For": rows["supports"],
        "Against": rows["opposes"], "Left open": rows["n_open"], "Articles": rows["n_documents"],
        "Sources": rows["n_sources"], "Contested": rows["contested"].map({True: "yes", False: "no"}),
    }, [best.get(pair) for pair in zip(rows["source_id"], rows["target_id"], strict=True)])  # fmt: skip


def stances(tables: Tables) -> pd.DataFrame:
    """Return each stance with names, how it is told and by whom, where, when, and its sentence."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), tables["stances"]
    said = [says_who(s, names) for s in rows.itertuples()]
    return _frame({
        "Who": rows["source_id"].map(names), "Stance": rows["label"], "Towards": rows["target_id"].map(names),
        "Basis": rows["basis"], "Score": rows["score"], "Sure": rows["confidence"], "Told as": rows["status"],
        "Says who": said,
        **_published(tables)(rows["doc_id"]),
        "Sentence": [find(d, s).text for d, s in zip(rows["doc_id"], rows["start"], strict=True)], "Rule": rows["rule"],
    }, rows["sent_id"])  # fmt: skip


def quotes(tables: Tables) -> pd.DataFrame:
    """Return who said what: speaker, words, how they were said, in which tone, where and when."""
    names, find, texts = names_of(tables["actors"]), sentence_lookup(tables), texts_by_id(tables)
    rows, tones = tables["quotes"], tables["tones"].drop_duplicates("quote_id").set_index("quote_id")
    words = {c: [" ".join(span_text(texts.get(d, ""), spans).split()) for d, spans in zip(rows["doc_id"], rows[c],
             strict=True)] for c in ("source", "cue", "content")}  # fmt: skip
    first = [q.content or q.cue or q.source for q in rows.itertuples()]
    return _frame({
        "Speaker": rows["speaker_id"].map(names), "As written": words["source"], "Manner": rows["manner"],
        "Cue": words["cue"], "What was said": words["content"], "Quoted": rows["kind"],
        "Tone": rows["quote_id"].map(tones["score"]), "Sounds": rows["quote_id"].map(tones["label"]),
        "Sure": rows["confidence"], **_published(tables)(rows["doc_id"]), "Rule": rows["rule"],
    }, [find(d, s[0][0]).sent_id if s else None for d, s in zip(rows["doc_id"], first, strict=True)])  # fmt: skip


def speakers(tables: Tables) -> pd.DataFrame:
    """Return ``speaker_tone`` with names, the most quoted first; the evidence is the lowest tone."""
    names, rows = names_of(tables["actors"]), tables["speaker_tone"]
    rows = rows.sort_values(["n", "holder_id"], ascending=[False, True], kind="stable")
    where = _tone_sentences(tables)
    return _frame({"Speaker": rows["holder_id"].map(names), **{head: rows[column] for column, head in MEANS.items()},
                   "Spread": rows["sd"]}, rows["most_negative"].map(where))  # fmt: skip


def _tone_sentences(tables: Tables) -> dict[str, str]:
    find, rows = sentence_lookup(tables), tables["tones"]
    return {t: find(d, s).sent_id for t, d, s in zip(rows["tone_id"], rows["doc_id"], rows["start"], strict=True)}


def over_time(name: str, keys: Mapping[str, str]) -> Callable[[Tables], pd.DataFrame]:
    """Return the sheet of a table of periods; ``keys`` are its columns and their headings."""

    def sheet(tables: Tables) -> pd.DataFrame:
        names, rows = names_of(tables["actors"]), tables[name]
        evidence = {
            **dict(zip(tables["stances"]["stance_id"], tables["stances"]["sent_id"], strict=True)),
            **_tone_sentences(tables),
            **dict(zip(tables["claims"]["claim_id"], tables["claims"]["sent_id"], strict=True)),
        }
        who = {head: rows[key] if key == "corridor" else rows[key].map(names) for key, head in keys.items()}
        return _frame({
            **who, "Period": map(as_date, rows["period"]), "Mean": rows["mean"], "n": rows["n"],
            "Change": rows["change"], "Since": map(as_date, rows["before"]),
        }, rows["evidence"].map(evidence))  # fmt: skip

    return sheet


def calls(tables: Tables) -> pd.DataFrame:
    """Return the call per corridor and period; the evidence is the corridor's first claim."""
    names, rows = names_of(tables["actors"]), tables["outlook"]
    return _frame({
        "Trade between": rows["corridor"], "Period": ["all" if p == "all" else as_date(p) for p in rows["period"]],
        "Call": rows["call"], "Balance": rows["balance"], "Low": rows["low"], "High": rows["high"],
        "Near": rows["near"], "Far": rows["far"], "Claims": rows["n_claims"], "Voices": rows["n_voices"],
        "Sources": rows["n_sources"], "Only possible": rows["n_possible"], "On a condition": rows["n_conditional"],
        "In dissent": [", ".join(voice_name(v, names) for v in d) for d in rows["dissent"]],
    }, rows["corridor"].map(first_claims(tables)))  # fmt: skip


def voices(tables: Tables) -> pd.DataFrame:
    """Return who says more trade and who says less, each with its first claim."""
    names, rows = names_of(tables["actors"]), tables["voices"]
    who = [voice_name(v, names) for v in rows["voice"]]
    return _frame({"Voice": who, "Up": rows["up"], "Down": rows["down"],
                   "Other": rows["other"], "n": rows["n"]},
                  map(first_by_voice(tables, names).get, who))  # fmt: skip


def claims(tables: Tables) -> pd.DataFrame:
    """Return each claim about trade, and beside it its corridor and the call for that corridor over the whole time."""
    names, find, rows = names_of(tables["actors"]), sentence_lookup(tables), tables["claims"]
    between = outlook.by_corridor(rows, tables["actors"])
    whole = tables["outlook"][tables["outlook"]["period"] == "all"].drop_duplicates("corridor").set_index("corridor")
    beside = {head: between.map(whole[column]) for column, head in CALLED.items()}
    return _frame({
        "Says who": [voice_name(outlook.voice_of(c), names) for c in rows.to_dict("records")],
        "Trade": rows["direction"], "Of": rows["about"], "Driver": rows["driver"], "When": rows["horizon"],
        "Reach": rows["reach"], "How surely": rows["hedge"], "If": rows["condition"].map({True: "yes", False: "no"}),
        "Actors": [actor_names(ids, names) for ids in rows["actors"]], "Goods": [", ".join(g) for g in rows["goods"]],
        "As written": rows["magnitude"], "Sure": rows["confidence"], "Trade between": between, **beside,
        **_published(tables)(rows["doc_id"]),
        "Sentence": [find(d, s).text for d, s in zip(rows["doc_id"], rows["start"], strict=True)], "Rule": rows["rule"],
    }, rows["sent_id"])  # fmt: skip


def events(tables: Tables) -> pd.DataFrame:
    """Return dated events, oldest first, those without a known date last; ``To the`` says how exact a date is."""
    names, find = names_of(tables["actors"]), sentence_lookup(tables)
    rows = tables["events"].sort_values(["date", "doc_id", "start"], na_position="last", kind="stable")
    found = [find(d, s) for d, s in zip(rows["doc_id"], rows["start"], strict=True)]
    exact = {10: "day", 7: "month", 4: "year"}
    return _frame({
        "Date": map(as_date, rows["date"]), "To the": [exact.get(len(d)) if isinstance(d, str) else None
                                                       for d in rows["date"]],
        "As written": rows["date_text"], "Who": [actor_names(ids, names) for ids in rows["actors"]],
        **_published(tables)(rows["doc_id"]), "What": [s.text for s in found],
    }, [s.sent_id for s in found])  # fmt: skip


def articles(tables: Tables) -> pd.DataFrame:
    """Return the articles read, newest first."""
    rows = tables["documents"].sort_values("published", ascending=False, kind="stable")
    copies = rows["cluster_id"].map(rows["cluster_id"].value_counts())
    return _frame({
        "Article": map(_title, rows["title"], rows["path"]),
        **_published(tables)(rows["doc_id"]), "Words": rows["n_words"], "Copies": copies, "By": rows["byline"],
        "File": [PurePath(p).name for p in rows["path"]], "Address": rows["url"],
    }, [None] * len(rows))  # fmt: skip


def corrections(tables: Tables) -> pd.DataFrame:
    """Return each of the analyst's corrections and what became of it."""
    seen = views.correction_rows(tables)
    return seen.assign(On=list(map(as_date, tables["corrections"].sort_values("status", ascending=False, kind="stable")
                                   ["date"])))  # fmt: skip


def changes(tables: Tables) -> pd.DataFrame:
    """Return what changed since the report before, each change in a sentence."""
    rows = tables.get("changes", make("changes", []))
    lines = change_lines.change_lines({**tables, "changes": rows})
    return _frame({
        "What": rows["kind"], "Sentence": [line.text for line in lines], "Before": rows["before"],
        "Now": rows["after"], "Change": rows["size"], "By": rows["why"],
    }, [line.evidence[0] if line.evidence else None for line in lines])  # fmt: skip


SHEETS: dict[str, tuple[str, Callable[[Tables], pd.DataFrame]]] = {
    "stories": ("A row is a story: articles that tell one event.", stories),
    "actors": ("A row is an actor, the most mentioned first.", actors),
    "stance pairs": ("A row is who towards whom: the mean of their stances, −1 against to +1 for.", pairs),
    "stance periods": ("A row is a pair in one period.",
                       over_time("stance_periods", {"source_id": "Who", "target_id": "Towards"})),
    "stances": ("A row is one stance in one sentence, shown by an act, by words, or told by others.", stances),
    "quotes": ("A row is one quote.", quotes),
    "speakers": ("A row is a speaker: the mean tone of the quotes, −1 to +1.", speakers),
    "speaker periods": ("A row is a speaker in one period.", over_time("speaker_periods", {"holder_id": "Speaker"})),
    "outlook": ("A row is the call for one corridor of trade.", calls),
    "outlook periods": ("A row is a corridor in one period.",
                        over_time("trade_periods", {"corridor": "Trade between"})),
    "voices": ("A row is a voice on trade: how many of its claims point up, how many down.", voices),
    "claims": ("A row is one claim about trade, beside it the call for its corridor.", claims),
    "events": ("A row is one dated event; a month stands by its first day.", events),
    "changes": ("A row is a change since the report before this one.", changes),
    "articles": ("A row is an article that was read.", articles),
    "corrections": ("A row is a correction of the desk.", corrections),
    "skipped": ("A row is what was not analysed, and why.", views.skipped_rows),
}  # fmt: skip
