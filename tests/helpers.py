"""What tests share: articles of a sentence or two as the library's frames, and hand-made tables of two articles."""

from __future__ import annotations

import pandas as pd

from stancebook import pipeline, tables
from stancebook.actors import within
from stancebook.text import language


def documents(*texts: str, published: str | None = None):
    rows = [
        {
            "doc_id": f"t{i}", "path": f"t{i}.txt", "published": published, "language": "en", "text": text,
            "sha256": str(i), "cluster_id": f"t{i}", "n_words": len(text.split()),
        }
        for i, text in enumerate(texts)
    ]  # fmt: skip
    return tables.make("documents", rows)


def read(*texts: str, analyst=None, published: str | None = None):
    """Return documents, parsed, sentences, actors, mentions of the texts."""
    docs = documents(*texts, published=published)
    named, attributed, states = pipeline.encoded(docs)
    parsed = dict(zip(named, language.parse(docs["text"], named.values()), strict=True))
    sents = language.sentences(docs)
    who, mentions = within.resolve(docs, parsed, sents, named, attributed, states, analyst)
    return docs, parsed, sents, who, mentions


def referents(text: str, analyst=None) -> dict[str, str | None]:
    """Return surface -> actor_id of the mentions of one text (the last of a surface counts)."""
    *_, mentions = read(text, analyst=analyst)
    return {text[m.start : m.end]: None if m.actor_id != m.actor_id else m.actor_id for m in mentions.itertuples()}


def build(text, names, said=()):
    """One document: every place where a name stands is a mention of the actor with that id; ``said`` are quotes."""
    doc = {"doc_id": "d", "path": "d.txt", "language": "en", "text": text, "sha256": "x", "cluster_id": "d",
           "n_words": len(text.split())}  # fmt: skip
    documents = tables.make("documents", [doc])
    sents = language.sentences(documents)
    mentions = []
    for name, actor in names.items():
        at = text.find(name)
        while at >= 0:
            sent = sents[(sents["start"] <= at) & (sents["end"] > at)]["sent_id"].iloc[0]
            mentions.append({"mention_id": f"d:m{len(mentions)}", "doc_id": "d", "sent_id": sent, "rule": "test",
                             "actor_id": actor, "start": at, "end": at + len(name), "kind": "name",
                             "confidence": 1.0})  # fmt: skip
            at = text.find(name, at + 1)
    quotes = [
        {"quote_id": f"d:q{i}", "doc_id": "d", "kind": "direct", "manner": "said", "speaker_id": who, "confidence": 1.0,
         "content": [[text.index(words), text.index(words) + len(words)]], "rule": "test"}
        for i, (who, words) in enumerate(said)
    ]  # fmt: skip
    parsed = dict(zip(documents["doc_id"], language.parse(documents["text"]), strict=True))
    return documents, parsed, sents, tables.make("mentions", mentions), tables.make("quotes", quotes)


# Hand-made tables, so that charts and the brief are tested apart from the analysis.

FIRST = """The port of Varna reopened on Monday, a boost to trade between Norland and Sudland.

“This opening is a victory for both our peoples,” Anna Berg told reporters. She thanked Sudland.

Norland blamed Westmark for the closure in 2018. Westmark denied any part in it and Sudland has not commented.

Carl Oser, an economist, said exports to Sudland would fall because factories were destroyed."""
SECOND = """Westmark condemned <script>alert("x")</script> Norland’s tariffs & quotas in March 2021.

“They must go,” a spokesman said. =2+2 is what he called their logic. Norland again blamed Westmark."""
TEXTS = {"a": FIRST, "b:2": SECOND}
NAMES = {
    "country:norland": "Norland", "country:sudland": "Sudland", "country:westmark": "Westmark",
    "person:anna-berg": "Anna Berg", "person:carl-oser": "Carl Oser", "place:varna": "Varna",
}  # fmt: skip


def at(doc_id: str, phrase: str) -> dict:
    """Return doc_id, start and end of the first ``phrase`` in a sample article."""
    start = TEXTS[doc_id].index(phrase)
    return {"doc_id": doc_id, "start": start, "end": start + len(phrase)}


def span(doc_id: str, phrase: str) -> list[list[int]]:
    """Return the one-span list of the first ``phrase``."""
    place = at(doc_id, phrase)
    return [[place["start"], place["end"]]]


def _sample_documents() -> pd.DataFrame:
    """Return both articles as the ``documents`` table."""
    rows = [
        {"doc_id": d, "path": f"{d}.txt", "title": title, "source": source, "published": published, "language": "en",
         "text": TEXTS[d], "sha256": d, "cluster_id": d, "story_id": f"story:{d}",
         "n_words": len(TEXTS[d].split())}
        for d, title, source, published in (
            ("a", "Port reopens", "The Herald", "2021-03-02"), ("b:2", None, None, None),
        )
    ]  # fmt: skip
    return tables.make("documents", rows)


def _mentions(sentences: pd.DataFrame) -> list[dict]:
    rows = []
    for doc_id, text in TEXTS.items():
        for actor, name in NAMES.items():
            start = text.find(name)
            while start >= 0:
                rows.append((doc_id, start, start + len(name), actor, "name"))
                start = text.find(name, start + 1)
    she = at("a", "She")
    rows.append(("a", she["start"], she["end"], "person:anna-berg", "pronoun"))
    return [
        {"mention_id": f"{d}:m{i}", "doc_id": d, "sent_id": sentence_id(sentences, d, s), "actor_id": actor,
         "start": s, "end": e, "kind": kind, "confidence": 1.0, "rule": "hand"}
        for i, (d, s, e, actor, kind) in enumerate(sorted(rows))
    ]  # fmt: skip


def sentence_id(sentences: pd.DataFrame, doc_id: str, start: int) -> str:
    """Return the sentence that covers a character."""
    mask = (sentences["doc_id"] == doc_id) & (sentences["start"] <= start) & (sentences["end"] > start)
    return sentences.loc[mask, "sent_id"].iloc[0]


def _quotes() -> list[dict]:
    rows = [
        ("a", "direct", "This opening is a victory for both our peoples", "told", "Anna Berg",
         "person:anna-berg", "said"),
        ("a", "indirect", "any part in it", "denied", "Westmark denied any", "country:westmark", "denied"),
        ("a", "indirect", "", "has not commented", "Sudland has not", "country:sudland", "declined"),
        ("a", "indirect", "exports to Sudland would fall because factories were destroyed", "said", "Carl Oser",
         "person:carl-oser", "said"),
        ("b:2", "direct", "They must go", "said", "a spokesman", None, "said"),
    ]  # fmt: skip
    return [
        {"quote_id": f"{d}:q{i}", "doc_id": d, "kind": kind, "content": span(d, content) if content else [],
         "cue": span(d, cue), "source": span(d, source), "speaker_id": who, "confidence": 0.9, "manner": manner,
         "rule": "clause"}
        for i, (d, kind, content, cue, source, who, manner) in enumerate(rows)
    ]  # fmt: skip


def _stances(sentences: pd.DataFrame) -> list[dict]:
    rows = [
        ("a", "She thanked Sudland", "person:anna-berg", "country:sudland", "words", "supports", 0.6),
        ("a", "Norland blamed Westmark", "country:norland", "country:westmark", "words", "opposes", -0.8),
        ("b:2", "Norland again blamed Westmark", "country:norland", "country:westmark", "words", "opposes", -0.8),
        ("b:2", "Westmark condemned", "country:westmark", "country:norland", "act", "opposes", -0.7),
    ]  # fmt: skip
    return [
        at(d, phrase) | {"stance_id": f"{d}:st{i}", "source_id": a, "target_id": b, "basis": basis, "label": label,
                         "score": score, "confidence": 0.8, "status": "asserted", "rule": "verb",
                         "sent_id": sentence_id(sentences, d, at(d, phrase)["start"])}
        for i, (d, phrase, a, b, basis, label, score) in enumerate(rows)
    ]  # fmt: skip


def _tones() -> list[dict]:
    rows = [
        ("a", "a:q0", "person:anna-berg", "positive", 0.5, "This opening is a victory for both our peoples"),
        ("a", "a:q1", "country:westmark", "neutral", 0.0, "any part in it"),
        ("a", "a:q3", "person:carl-oser", "negative", -0.4, "exports to Sudland would fall"),
        ("b:2", "b:2:q4", None, "neutral", 0.0, "They must go"),
    ]  # fmt: skip
    return [
        at(d, phrase) | {"tone_id": f"{d}:t{i}", "quote_id": quote, "holder_id": holder,
                         "label": label, "score": score, "confidence": 0.7, "rule": "vader"}
        for i, (d, quote, holder, label, score, phrase) in enumerate(rows)
    ]  # fmt: skip


def _claims(sentences: pd.DataFrame) -> list[dict]:
    both = ["country:norland", "country:sudland"]
    rows = [
        ("The port of Varna reopened", None, None, "up", "access", "past", "asserted"),
        (
            "exports to Sudland would fall",
            "person:carl-oser",
            "Carl Oser",
            "down",
            "supply",
            "future",
            "expected",
        ),
    ]
    return [
        at("a", phrase) | {"claim_id": f"a:c{i}", "speaker_id": who, "speaker_text": text, "direction": way,
                           "driver": driver, "about": "volume", "confidence": 0.8, "horizon": horizon, "hedge": hedge,
                           "condition": False, "actors": both, "goods": [], "rule": "hand",
                           "sent_id": sentence_id(sentences, "a", at("a", phrase)["start"])}
        for i, (phrase, who, text, way, driver, horizon, hedge) in enumerate(rows)
    ]  # fmt: skip


def _events() -> list[dict]:
    rows = [("a", "2018", "2018", ["country:norland"]), ("a", "Monday", "2021-03-01", []),
            ("b:2", "March 2021", "2021-03", ["country:westmark"])]  # fmt: skip
    return [
        at(d, text) | {"event_id": f"{d}:e{i}", "date": date, "date_text": text, "actors": actors}
        for i, (d, text, date, actors) in enumerate(rows)
    ]


def _aggregates() -> dict[str, pd.DataFrame]:
    """Return what the aggregating functions make of the rows above."""
    pairs = ["source_id", "target_id", "n", "act", "words", "told", "n_documents", "n_sources", "n_open", "supports",
             "opposes", "mean", "low", "high", "mean_act", "mean_words", "mean_told", "contested",
             "heard_once"]  # fmt: skip
    norland, sudland, westmark, berg = (list(NAMES)[i] for i in range(4))
    hostile = (norland, westmark, 2, 0, 2, 0, 2, 2, 0, 0, 2, -0.8, -0.8, -0.8, None, -0.8, None, False, False)
    thanked = (berg, sudland, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0.6, None, None, None, 0.6, None, False, True)
    periods = ["period", "n", "mean", "change", "before", "evidence"]
    return {
        "stance_pairs": pd.DataFrame(
            [hostile, (westmark, norland, 1, 1, 0, 0, 1, 1, 0, 0, 1, -0.7, None, None, -0.7, None, None, False, True),
             thanked], columns=pairs),
        "spoken_pairs": pd.DataFrame([hostile, thanked], columns=pairs),
        "stance_periods": pd.DataFrame(
            [(berg, sudland, "2021-03-01", 1, 0.6, None, None, "a:st0"),
             (norland, westmark, "2021-03-01", 1, -0.8, None, None, "a:st1")], columns=[*pairs[:2], *periods]),
        "speaker_periods": pd.DataFrame(
            [(berg, "2021-03-01", 1, 0.5, None, None, "a:t0")], columns=["holder_id", *periods]),
        "speaker_tone": pd.DataFrame(
            [(berg, 1, 0.5, None, None, None, "a:t0", "a:t0", True),
             (westmark, 1, 0.0, None, None, None, "a:t1", "a:t1", True),
             ("person:carl-oser", 1, -0.4, None, None, None, "a:t2", "a:t2", True)],
            columns=["holder_id", "n", "mean", "low", "high", "sd", "most_positive", "most_negative", "heard_once"]),
        "drivers": pd.DataFrame([("access", 1, 0, 0, 1), ("supply", 0, 1, 0, 1)],
                                columns=["driver", "up", "down", "flat", "n"]),
        "voices": pd.DataFrame([("reporter", 1, 0, 0, 1, 1.0), ("Carl Oser", 0, 1, 0, 1, -1.0)],
                               columns=["voice", "up", "down", "other", "n", "net"]),
        "turning_points": pd.DataFrame(
            [("Norland–Sudland", "mixed", "without", "person:carl-oser", "grow")],
            columns=["corridor", "call", "change", "voice", "becomes"]),
        "trade_periods": pd.DataFrame(
            [("Norland–Sudland", "2024-02", 1, 1.0, None, None, "a:c0"),
             ("Norland–Sudland", "2024-03", 1, -1.0, -2.0, "2024-02", "a:c1")],
            columns=["corridor", "period", "n", "mean", "change", "before", "evidence"]),
        "trade_uncertainty": pd.DataFrame(
            [("2024-02", 4, 1, 2500.0, None, "a:0"), ("2024-03", 2, 0, 0.0, -2500.0, None)],
            columns=["period", "n", "marked", "index", "change", "evidence"]),
        "trade_summary": pd.DataFrame([("Trade is called mixed.", ["a:c0", "a:c1"])],
                                      columns=["sentence", "claim_ids"]),
    }  # fmt: skip


def _stories(sentences: pd.DataFrame) -> list[dict]:
    leads = {"a": sentence_id(sentences, "a", 0), "b:2": sentence_id(sentences, "b:2", 0)}
    return [
        {"story_id": f"story:{d}", "headline_doc": d, "lead_sent_id": lead, "lead_support": 0, "n_documents": 1,
         "n_sources": 1, "actors": ["country:norland", "country:sudland", "country:westmark"], "weight": 1.0}
        for d, lead in leads.items()
    ]  # fmt: skip


def sample() -> dict[str, pd.DataFrame]:
    """Return all tables and aggregates for the two articles."""
    docs = _sample_documents()
    sentences = language.sentences(docs)
    actors = [
        {"actor_id": i, "name": n, "kind": i.split(":")[0], "aliases": [], "role": None} for i, n in NAMES.items()
    ]
    outlook = [{"corridor": "Norland–Sudland", "period": "all", "call": "mixed", "balance": 0.0, "n_claims": 2,
                "n_voices": 2, "n_sources": 1, "sure": False, "n_possible": 0, "n_conditional": 0,
                "dissent": ["person:carl-oser"]}]  # fmt: skip
    skipped = [{"stage": "ingest", "item": "empty.txt", "reason": "The file is empty."}]
    told = {
        "about": "actor: Carl Oser, to: Karl Oser",
        "reason": "his own spelling",
        "author": "jd",
        "date": "2021-03-04",
    }
    corrections = [
        {"correction_id": "corrections.yml:3", "do": "rename", "status": "applied", "n": 1, **told},
        {"correction_id": "corrections.yml:9", "do": "rename", "status": "not found", "n": 0,
         "found": "no actor is called 'Carl Oser'", **told},
    ]  # fmt: skip
    rows = {
        "actors": actors, "mentions": _mentions(sentences), "quotes": _quotes(), "stances": _stances(sentences),
        "tones": _tones(), "claims": _claims(sentences), "outlook": outlook, "events": _events(), "skipped": skipped,
        "corrections": corrections, "stories": _stories(sentences), "changes": [],
    }  # fmt: skip
    made = {name: tables.make(name, r) for name, r in rows.items()}
    return {"documents": docs, "sentences": sentences, **made, **_aggregates()}


IDS = ("doc_id", "sent_id", "mention_id", "quote_id", "stance_id", "tone_id", "claim_id", "event_id", "story_id",
       "cluster_id", "headline_doc", "lead_sent_id", "within")  # fmt: skip


def multiplied(found: dict[str, pd.DataFrame], times: int, sources: int = 5) -> dict[str, pd.DataFrame]:
    """Return per-article tables ``times`` over: each time articles of their own, a week on, in another outlet."""
    made = {}
    for name in tables.SCHEMA:
        frame, parts = found[name], []
        own = [c for c in IDS if c in frame.columns]
        for i in range(times if own else 1):
            part = frame.assign(**{c: frame[c] + f"~{i}" for c in own})
            if name == "documents":
                part = part.assign(published=part["published"] + pd.Timedelta(weeks=i), sha256=part["sha256"] + f"~{i}",
                                   source=[f"Outlet {i % sources}" for _ in part.index])  # fmt: skip
            parts.append(part)
        made[name] = pd.concat(parts, ignore_index=True)
    return made


def nothing() -> dict[str, pd.DataFrame]:
    """Return every table and aggregate without a row."""
    return {**tables.empty(), **{name: frame.iloc[:0] for name, frame in _aggregates().items()}}
