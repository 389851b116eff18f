"""Tables for people to read: names in place of ids, evidence beside each row.

Every view ends with the column ``sent_id``: the sentence a row rests on, which the brief turns into a link.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from stancebook import aggregates, wordlists
from stancebook.report.printable import printable
from stancebook.report.wording import UNKNOWN, names_of, period_name, place_date, signed, spread, voice_name
from stancebook.tables import span_text
from stancebook.trade import outlook

PERIOD = ("Period", "Mean", "n", "Change", "Since")
CONDITIONAL = {True: "yes", False: ""}

Tables = Mapping[str, pd.DataFrame]


class Found(NamedTuple):
    """A sentence of the corpus: its id ("" if there is none) and its text."""

    sent_id: str
    text: str


# ------------------------------------------------------------------------------------------- lookup


def sentence_finder(documents: pd.DataFrame, sentences: pd.DataFrame) -> Callable[[str, int], Found]:
    """Return a function from (doc_id, character) to the sentence that covers it."""
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    starts: dict[str, list[int]] = {}
    found: dict[str, list[Found]] = {}
    ordered = sentences.sort_values(["doc_id", "start"], kind="stable")
    for r in ordered.itertuples():
        starts.setdefault(r.doc_id, []).append(r.start)
        found.setdefault(r.doc_id, []).append(
            Found(r.sent_id, " ".join(printable(texts.get(r.doc_id, "")[r.start : r.end]).split()))
        )

    def find(doc_id: str, start: int) -> Found:
        places = starts.get(doc_id)
        return found[doc_id][max(0, bisect_right(places, start) - 1)] if places else Found("", "")

    return find


def filled(tables: Tables) -> Tables:
    """Return ``tables`` with those of ``aggregates.COLUMNS`` that are missing, and the summary, as empty ones."""
    known = aggregates.COLUMNS | {"trade_summary": "sentence claim_ids"}
    return {**{name: pd.DataFrame(columns=columns.split()) for name, columns in known.items()}, **tables}


def _finder(tables: Tables) -> Callable[[str, int], Found]:
    return sentence_finder(tables["documents"], tables["sentences"])


def _texts(tables: Tables) -> dict[str, str]:
    return dict(zip(tables["documents"]["doc_id"], tables["documents"]["text"], strict=True))


def _frame(rows: list[dict], *columns: str) -> pd.DataFrame:
    """Build a view, fit to be shown, whose columns exist even without rows; ``sent_id`` comes last."""
    told = [{k: printable(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows]
    return pd.DataFrame(told, columns=[*columns, "sent_id"])


def _or(value: object, other: str = "") -> str:
    return other if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _actors(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names behind a list of actor ids; what is already a name stays as it is."""
    return ", ".join(names[i] if ":" in i or i in names else i for i in ids)


def anchor(row_id: str) -> str:
    """Return ``row_id`` as an HTML id: letters and digits stay, all else becomes its code: none collide."""
    return "x" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in row_id)


# -------------------------------------------------------------------------------------------- views


def actor_rows(tables: Tables) -> pd.DataFrame:
    """Return who is in the story, the most mentioned first, each with its first mention as evidence."""
    mentions, rows = tables["mentions"], []
    kept = mentions[mentions["actor_id"].notna()].sort_values(["doc_id", "start"], kind="stable")
    groups = dict(list(kept.groupby("actor_id", sort=False)))
    for a in tables["actors"].itertuples():
        if a.actor_id in groups:
            part = groups[a.actor_id]
            aliases = ", ".join(x for x in a.aliases if x != a.name)
            rows.append({"Actor": a.name, "Kind": a.kind, "Role": _or(a.role), "Also called": aliases,
                         "Mentions": len(part), "Articles": part["doc_id"].nunique(),
                         "sent_id": part["sent_id"].iloc[0]})  # fmt: skip
    rows.sort(key=lambda r: (-r["Mentions"], r["Actor"]))
    return _frame(rows, "Actor", "Kind", "Role", "Also called", "Mentions", "Articles")


@cache
def _reasons() -> dict[str, str]:
    """Return rule -> why it ties a mention to its actor."""
    return {row["rule"]: row["why"] for row in wordlists.rows("report", "mention_rules.csv")}


def why(rule: str) -> str:
    """Return in words why a mention is read as its actor; of several rules, each after the other."""
    return "; ".join(_reasons().get(part, part) for part in rule.split(", "))


def actor_page(tables: Tables, actor_id: str) -> pd.DataFrame:
    """Return all that one actor is called, the most frequent first: where, and why it was read as this actor."""
    mentions, texts = tables["mentions"], _texts(tables)
    mine = mentions[mentions["actor_id"] == actor_id].sort_values(["doc_id", "start"], kind="stable")
    words = [" ".join(texts[m.doc_id][m.start : m.end].split()) for m in mine.itertuples()]
    mine = mine.assign(words=pd.Series(words, index=mine.index, dtype="str"))
    find, rows = _finder(tables), []
    for (seen_as, kind, rule), part in mine.groupby(["words", "kind", "rule"], sort=False):
        first = part.iloc[0]
        rows.append({"Seen as": seen_as, "Kind": kind, "Why": why(rule), "Times": len(part),
                     "Articles": part["doc_id"].nunique(), "First in": find(first.doc_id, first.start).text,
                     "sent_id": first.sent_id})  # fmt: skip
    rows.sort(key=lambda r: -r["Times"])
    return _frame(rows, "Seen as", "Kind", "Why", "Times", "Articles", "First in")


def correction_rows(tables: Tables) -> pd.DataFrame:
    """Return each of the analyst's corrections and what became of it, those not made first."""
    rows = [
        {"Correction": f"{c.do} ({c.correction_id})", "About": c.about, "What became of it": c.status,
         "Instead": _or(c.found), "Reason": c.reason, "By": c.author, "On": place_date(c.date), "sent_id": ""}
        for c in tables["corrections"].sort_values("status", ascending=False, kind="stable").itertuples()
    ]  # fmt: skip
    return _frame(rows, "Correction", "About", "What became of it", "Instead", "Reason", "By", "On")


def mention_rows(tables: Tables) -> pd.DataFrame:
    """Return each mention: the words in the text, the actor they are read as, by which rule, in which sentence."""
    names, find, texts, rows = names_of(tables["actors"]), _finder(tables), _texts(tables), []
    for m in tables["mentions"].itertuples():
        rows.append({"Words": texts.get(m.doc_id, "")[m.start : m.end], "Actor": names[m.actor_id], "Kind": m.kind,
                     "Sentence": find(m.doc_id, m.start).text, "Rule": m.rule, "sent_id": m.sent_id})  # fmt: skip
    return _frame(rows, "Words", "Actor", "Kind", "Sentence", "Rule")


def pair_rows(tables: Tables) -> pd.DataFrame:
    """Return ``stance_pairs`` with names, the most documented first; evidence is the pair's surest stance."""
    names, best = names_of(tables["actors"]), {}
    for s in tables["stances"].sort_values("confidence", kind="stable").itertuples():
        best[s.source_id, s.target_id, s.label] = best[s.source_id, s.target_id, ""] = s.sent_id
    rows = []
    for p in tables["stance_pairs"].itertuples():
        label = "supports" if p.mean > 0 else "opposes" if p.mean < 0 else "neutral"
        pair = (p.source_id, p.target_id)
        rows.append({"Who": names[p.source_id], "Towards": names[p.target_id], "Mean": signed(p.mean),
                     "n": p.n, "For / against / neither": f"{p.supports} / {p.opposes} / {p.neutral}",
                     "Interval": spread(p.low, p.high, p.n), "Articles": p.n_documents, "Sources": p.n_sources,
                     "Left open": p.n_open or "", "Contested": CONDITIONAL[bool(p.contested)],
                     "sent_id": best.get((*pair, label), best.get((*pair, ""), ""))})  # fmt: skip
    rows.sort(key=lambda r: (-r["n"], r["Who"], r["Towards"]))
    return _frame(rows, "Who", "Towards", "Mean", "n", "For / against / neither", "Interval", "Articles", "Sources",
                  "Left open", "Contested")  # fmt: skip


def _who_says(stance: Any, names: Mapping[str, str]) -> str:
    """Return who asserts a stance: an actor, the reporter, or somebody whom the article does not name."""
    if pd.notna(stance.asserted_by) and stance.asserted_by != "reporter":
        return names[stance.asserted_by]
    return "somebody unnamed" if stance.status == "reported" else "the reporter"


def stance_rows(tables: Tables) -> pd.DataFrame:
    """Return each stance with names, how it is told and by whom, and its sentence."""
    names, find, rows = names_of(tables["actors"]), _finder(tables), []
    for s in tables["stances"].itertuples():
        rows.append({"Who": names[s.source_id], "Stance": s.label, "Towards": names[s.target_id],
                     "Score": signed(s.score), "Sure": f"{s.confidence:.0%}", "Told as": s.status,
                     "Says who": _who_says(s, names),
                     "Sentence": find(s.doc_id, s.start).text, "Rule": s.rule, "sent_id": s.sent_id})  # fmt: skip
    return _frame(rows, "Who", "Stance", "Towards", "Score", "Sure", "Told as", "Says who", "Sentence", "Rule")


def quote_tones(tones: pd.DataFrame) -> pd.DataFrame:
    """Return the tones of whole quotes: those with a quote and without a target."""
    return tones[tones["quote_id"].notna() & tones["target_id"].isna()]


def how(manner: str, cue: str) -> str:
    """Return how something was said: its verb, with denials and refusals to comment named as such."""
    kind = {"declined": "no comment", "denied": "denial"}.get(manner, "")
    if kind:
        return f"{kind}: “{cue}”" if cue else kind
    return cue or "(goes on)"


def quote_rows(tables: Tables) -> pd.DataFrame:
    """Return who said what: speaker, how (a denial and a no-comment say so), words, tone."""
    names, find, texts = names_of(tables["actors"]), _finder(tables), _texts(tables)
    tone = {t.quote_id: f"{signed(t.score)} {t.label}" for t in quote_tones(tables["tones"]).itertuples()}
    speakers = {q.quote_id: q.speaker_id for q in tables["quotes"].itertuples()}
    rows = []
    for q in tables["quotes"].itertuples():
        text, spans = texts.get(q.doc_id, ""), q.content or q.cue or q.source
        heard = f" (“{span_text(text, q.source)}”)" if q.source and pd.isna(q.speaker_id) else ""
        via = f" (reported by {names[speakers.get(q.within, '')]})" if pd.notna(q.within) else ""
        rows.append({"Speaker": names[q.speaker_id] + heard, "How": how(q.manner, span_text(text, q.cue)) + via,
                     "What was said": " ".join(span_text(text, q.content).split()) or "–", "Quoted": q.kind,
                     "Tone": tone.get(q.quote_id, "–"), "Rule": q.rule,
                     "sent_id": find(q.doc_id, spans[0][0]).sent_id if spans else ""})  # fmt: skip
    return _frame(rows, "Speaker", "How", "What was said", "Quoted", "Tone", "Rule")


def speaker_rows(tables: Tables) -> pd.DataFrame:
    """Return ``speaker_tone`` with names and each speaker's worst and best words; worst is the evidence."""
    names, find, texts = names_of(tables["actors"]), _finder(tables), _texts(tables)
    tones = {t.tone_id: t for t in tables["tones"].itertuples()}
    rows = []
    for s in tables["speaker_tone"].sort_values("mean", kind="stable").itertuples():
        worst, best = tones.get(s.most_negative), tones.get(s.most_positive)
        words = ["–" if t is None else " ".join(texts[t.doc_id][t.start : t.end].split()) for t in (worst, best)]
        rows.append({"Speaker": names[s.holder_id], "Mean tone": signed(s.mean), "n": s.n,
                     "Interval": spread(s.low, s.high, s.n), "Spread": f"{s.sd:.2f}" if pd.notna(s.sd) else "–",
                     "Lowest": words[0], "Highest": words[1] if s.n > 1 else "–",
                     "sent_id": find(worst.doc_id, worst.start).sent_id if worst else ""})  # fmt: skip
    return _frame(rows, "Speaker", "Mean tone", "n", "Interval", "Spread", "Lowest", "Highest")


def period_rows(tables: Tables) -> pd.DataFrame:
    """Return ``stance_periods`` with names: the mean of each period and the change since the one before."""
    names = names_of(tables["actors"])
    where = dict(zip(tables["stances"]["stance_id"], tables["stances"]["sent_id"], strict=True))
    rows = [
        {"Who": names[p.source_id], "Towards": names[p.target_id], **_period(p), "sent_id": where.get(p.evidence, "")}
        for p in tables["stance_periods"].itertuples()
    ]
    return _frame(rows, "Who", "Towards", *PERIOD)


def speaker_period_rows(tables: Tables) -> pd.DataFrame:
    """Return ``speaker_periods`` with names: the mean tone of each period and the change since the one before."""
    names, find = names_of(tables["actors"]), _finder(tables)
    where = {t.tone_id: find(t.doc_id, t.start).sent_id for t in tables["tones"].itertuples()}
    rows = [
        {"Speaker": names[p.holder_id], **_period(p), "sent_id": where.get(p.evidence, "")}
        for p in tables["speaker_periods"].itertuples()
    ]
    return _frame(rows, "Speaker", *PERIOD)


def _period(row: Any) -> dict:
    """Return the cells that tell of one period."""
    return {"Period": period_name(row.period), "Mean": signed(row.mean), "n": row.n, "Change": signed(row.change),
            "Since": period_name(row.before) if pd.notna(row.before) else "–"}  # fmt: skip


def vader_rows(compared: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return ``sentiment.against_vader`` with names, the widest gap first."""
    names, find, rows = names_of(tables["actors"]), _finder(tables), []
    starts = dict(zip(tables["tones"]["tone_id"], tables["tones"]["start"], strict=True))
    for c in compared.itertuples():
        rows.append({"Speaker": names[c.holder_id], "What was said": c.words, "Tone": signed(c.tone),
                     "VADER": signed(c.vader), "Gap": signed(c.gap), "Pushed VADER away": c.vader_words or "–",
                     "Graded otherwise by us": c.our_words or "–",
                     "sent_id": find(c.doc_id, starts[c.tone_id]).sent_id})  # fmt: skip
    return _frame(rows, "Speaker", "What was said", "Tone", "VADER", "Gap", "Pushed VADER away",
                  "Graded otherwise by us")  # fmt: skip


def target_rows(tables: Tables) -> pd.DataFrame:
    """Return each tone towards someone: who, towards whom, score, and the sentence it was read from."""
    names, find, rows = names_of(tables["actors"]), _finder(tables), []
    for t in tables["tones"][tables["tones"]["target_id"].notna()].itertuples():
        holder = names[t.holder_id] if pd.notna(t.holder_id) else "the reporter" if pd.isna(t.quote_id) else UNKNOWN
        found = find(t.doc_id, t.start)
        rows.append({"Speaker": holder, "On": names[t.target_id], "Tone": f"{signed(t.score)} {t.label}",
                     "Sentence": found.text, "Rule": t.rule, "sent_id": found.sent_id})  # fmt: skip
    return _frame(rows, "Speaker", "On", "Tone", "Sentence", "Rule")


def claim_rows(tables: Tables) -> pd.DataFrame:
    """Return each claim about trade: who makes it, which way it points, why, when and how surely."""
    names, find, rows = names_of(tables["actors"]), _finder(tables), []
    for c in tables["claims"].itertuples():
        voice = next((v for v in (c.speaker_id, c.speaker_text) if pd.notna(v)), "reporter")
        told = f"{c.hedge}, if" if c.condition else c.hedge
        when = f"{c.horizon}, {c.reach}" if pd.notna(c.reach) else c.horizon
        rows.append({"Says who": voice_name(voice, names), "Trade": c.direction, "Of": c.about, "Driver": c.driver,
                     "When": when, "How surely": told, "Actors": _actors(c.actors, names),
                     "Goods": ", ".join(c.goods), "As written": _or(c.magnitude), "Sure": f"{c.confidence:.0%}",
                     "Sentence": find(c.doc_id, c.start).text, "Rule": c.rule, "sent_id": c.sent_id})  # fmt: skip
    return _frame(rows, "Says who", "Trade", "Of", "Driver", "When", "How surely", "Actors", "Goods", "As written",
                  "Sure", "Sentence", "Rule")  # fmt: skip


def _first_claims(tables: Tables) -> dict[str, str]:
    """Return corridor -> sentence of its first claim."""
    between = outlook.by_corridor(tables["claims"], tables["actors"])
    return dict(zip(between[::-1], tables["claims"]["sent_id"][::-1], strict=True))


def outlook_rows(tables: Tables) -> pd.DataFrame:
    """Return the call per corridor and period; evidence is the corridor's first claim."""
    names, first, rows = names_of(tables["actors"]), _first_claims(tables), []
    for o in tables["outlook"].itertuples():
        rows.append({"Trade between": o.corridor, "Period": period_name(o.period), "Call": o.call,
                     "Balance": signed(o.balance), "Interval": spread(o.low, o.high, o.n_voices),
                     "Near / far": f"{signed(o.near)} / {signed(o.far)}", "Claims": o.n_claims, "Voices": o.n_voices,
                     "Sources": o.n_sources, "Only possible": o.n_possible or "",
                     "On a condition": o.n_conditional or "",
                     "In dissent": ", ".join(voice_name(v, names) for v in o.dissent) or "–",
                     "sent_id": first.get(o.corridor, "")})  # fmt: skip
    return _frame(rows, "Trade between", "Period", "Call", "Balance", "Interval", "Near / far", "Claims", "Voices",
                  "Sources", "Only possible", "On a condition", "In dissent")  # fmt: skip


def turning_rows(turning: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return what would change each call (``outlook.turning_points``) in words; evidence as in ``outlook_rows``."""
    names, first = names_of(tables["actors"]), _first_claims(tables)
    rows = [
        {"Trade between": t.corridor, "Call": t.call,
         "What would change it": t.change if pd.isna(t.voice) else f"{t.change} {voice_name(t.voice, names)}",
         "It would be": t.becomes, "sent_id": first.get(t.corridor, "")} for t in turning.itertuples()
    ]  # fmt: skip
    return _frame(rows, "Trade between", "Call", "What would change it", "It would be")


def series_rows(series: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return how each corridor's balance moves (``outlook.series``); evidence is the surest claim."""
    sentence = dict(zip(claims["claim_id"], claims["sent_id"], strict=True))
    rows = [{"Trade between": s.corridor, **_period(s), "sent_id": sentence.get(s.evidence, "")}
            for s in series.itertuples()]  # fmt: skip
    return _frame(rows, "Trade between", *PERIOD)


def uncertainty_rows(index: pd.DataFrame) -> pd.DataFrame:
    """Return the index of trade-policy uncertainty (``uncertainty.index``) for readers."""
    rows = [
        {"Period": period_name(u.period), "Articles": u.n, "Of trade policy as uncertain": u.marked,
         "Index": f"{u.scaled:,.0f}", "Change": signed(u.change, 0), "sent_id": _or(u.evidence)}
        for u in index.rename(columns={"index": "scaled"}).itertuples()
    ]  # fmt: skip
    return _frame(rows, "Period", "Articles", "Of trade policy as uncertain", "Index", "Change")


def voice_rows(tables: Tables) -> pd.DataFrame:
    """Return ``voices`` (who says up, who says down) with the first claim of each as evidence."""
    names = names_of(tables["actors"])
    first: dict[str, str] = {}
    for c in tables["claims"].itertuples():
        voice = next((v for v in (c.speaker_id, c.speaker_text) if pd.notna(v)), "reporter")
        first.setdefault(voice_name(voice, names), c.sent_id)
    rows = [
        {"Voice": (who := voice_name(v.voice, names)), "Side": "up" if v.net > 0 else "down" if v.net < 0 else "–",
         "Up": v.up, "Down": v.down, "Other": v.other, "n": v.n, "sent_id": first.get(who, "")}
        for v in tables["voices"].itertuples()
    ]  # fmt: skip
    return _frame(rows, "Voice", "Side", "Up", "Down", "Other", "n")


def event_rows(tables: Tables) -> pd.DataFrame:
    """Return dated events, oldest first, those without a known date last."""
    names, find, rows = names_of(tables["actors"]), _finder(tables), []
    for e in tables["events"].sort_values(["date", "doc_id", "start"], na_position="last", kind="stable").itertuples():
        found = find(e.doc_id, e.start)
        rows.append({"Date": place_date(e.date), "As written": e.date_text, "Who": _actors(e.actors, names),
                     "What": found.text, "sent_id": found.sent_id})  # fmt: skip
    return _frame(rows, "Date", "As written", "Who", "What")


def document_rows(tables: Tables) -> pd.DataFrame:
    """Return the articles read, newest first."""
    rows = [
        {"Article": _or(d.title) or d.path, "Source": _or(d.source, UNKNOWN),
         "Published": place_date(d.published), "Words": d.n_words, "sent_id": ""}
        for d in tables["documents"].sort_values("published", ascending=False, kind="stable").itertuples()
    ]  # fmt: skip
    return _frame(rows, "Article", "Source", "Published", "Words")


def row_counts(tables: Tables) -> pd.DataFrame:
    """Return how many rows each table has."""
    return pd.DataFrame({"Table": list(tables), "Rows": [len(frame) for frame in tables.values()]})


def skipped_rows(tables: Tables) -> pd.DataFrame:
    """Return what was not analysed and why."""
    rows = [
        {"Stage": s.stage, "Item": s.item, "Reason": s.reason, "sent_id": ""} for s in tables["skipped"].itertuples()
    ]
    return _frame(rows, "Stage", "Item", "Reason")


def sentence_rows(tables: Tables) -> pd.DataFrame:
    """Return every sentence with its article."""
    find, texts = _texts(tables), []
    for s in tables["sentences"].itertuples():
        texts.append({"Article": s.doc_id, "Sentence": find.get(s.doc_id, "")[s.start : s.end], "sent_id": s.sent_id})
    return _frame(texts, "Article", "Sentence")


def audit(rows: pd.DataFrame, n: int = 5, seed: int = 7) -> pd.DataFrame:
    """Return ``n`` random rows of a view for checking by eye; the same ``seed`` gives the same rows."""
    return rows.sample(min(n, len(rows)), random_state=seed).sort_index()
