"""Sentences that say where trade between countries, or a condition of it, stands or is heading, with their labels.

Word lists and syntax (``terms``, ``cues``, ``direction``, ``clauses``) and the encoder (``claim_head``) read each
sentence of an article in which trade is named; their answers are joined as probabilities (``joined``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
from spacy.tokens import Doc, Token

from stancebook import tables
from stancebook.actors import gazetteer
from stancebook.actors.nations import nationality
from stancebook.text import claim_head
from stancebook.text.arguments import children
from stancebook.trade import clauses, cues, direction, joined, terms, uncertainty

# How much each kind of evidence adds to "this sentence is a claim about trade"; see ``joined.MARK``.
EVIDENCE = {"strong": 2.0, "medium": 1.1, "weak": 0.45, "title": 0.2, "country": 0.45, "abroad": 0.45, "change": 0.5,
            "amount": 0.3, "topic": 1.2, "goes on": 0.5, "no verb": -1.0}  # fmt: skip
FULL_TOPIC = 1.0  # trade terms per sentence at which an article counts as wholly about trade
NAMED = 1.0  # trade terms, a medium one counting half, that an article must have for the encoder to read it
# Evidence that a sentence must have for the encoder to read it: of 158 claims told in 78 articles of the training part
# one has less, and of the words of those articles 59% stand in sentences that have less.
ASKED = 1.1


def claims_in(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    quotes: pd.DataFrame,
) -> pd.DataFrame:
    """Find the sentences that say where cross-border trade, or a condition of it, stands or is heading.

    By the rules a sentence is a claim when its evidence (``EVIDENCE``: trade terms by strength, countries, change
    words, amounts, how much the whole article is about trade) reaches ``joined.MARK``.

    Parameters
    ----------
    documents, sentences, mentions, actors, quotes
        Tables of those names.
    parsed
        ``doc_id`` to spaCy Doc with the text's own offsets (``language.parse``).

    Returns
    -------
    pandas.DataFrame
        The ``claims`` table, in text order, one row a sentence at most.  ``about`` tells what changes: an amount of
        trade (``volume``), a measure or an agreement (``policy``), one that is only feared, threatened, proposed or
        hoped for (``uncertainty``), or another ``condition``; ``reach`` is near or far for what is to come
        and dated (see ``clauses.near_or_far``).

    Raises
    ------
    KeyError
        If a document of ``sentences`` was not parsed.
    ModelError
        If the model's files are missing or damaged.
    """
    by_doc = {name: tables.by_document(frame) for name, frame in (("s", sentences), ("m", mentions), ("q", quotes))}
    able = countries(actors)
    rows: list[dict] = []
    for document in documents[["doc_id", "text", "published"]].to_dict("records"):
        doc_id, text = document["doc_id"], document["text"]
        units = _units(parsed[doc_id], by_doc["s"].get(doc_id, []))
        if not any(u["reading"].spans for u in units):
            continue
        topic = _topic(units)
        _place(units, by_doc["m"].get(doc_id, []), "mentions")
        asked = _asked(units, text)
        found: list[dict | None] = []
        for i, unit in enumerate(units):
            unit["goes on"] = bool(found) and found[-1] is not None
            found.append(_claim(unit, topic, document, by_doc["q"].get(doc_id, []), able, partial(asked, i)))
        rows += [row | {"claim_id": f"{doc_id}:c{i}"} for i, row in enumerate(filter(None, found))]
    return tables.make("claims", rows)


def _asked(units: Sequence[dict], text: str) -> Callable[[int], claim_head.Answers | None]:
    """Return what gives the encoder's answers for a sentence: none in an article that does not name trade."""
    named = sum(u["reading"].count("strong") + 0.5 * u["reading"].count("medium") for u in units)
    if named < NAMED:
        return lambda i: None
    return partial(claim_head.answers_of, [text[u["start"] : u["end"]] for u in units])


def _units(doc: Doc, sentences: Sequence[dict]) -> list[dict]:
    """Return each sentence with its tokens, lemmas and trade terms."""
    tokens = list(doc)
    starts = [t.idx for t in tokens]
    named = terms.terms_in(doc)
    units = []
    for sentence in sentences:
        first, last = bisect_left(starts, sentence["start"]), bisect_left(starts, sentence["end"])
        if last > first:
            lemmas = [terms.lemma(t) for t in tokens[first:last]]
            reading = named.within(first, last)
            units.append(
                {**sentence, "tokens": tokens[first:last], "lemmas": lemmas, "reading": reading, "mentions": []}
            )
    return units


def _topic(units: Sequence[dict]) -> float:
    """Return 0 to 1: how much an article is about trade, by its trade terms per sentence."""
    weight = sum(u["reading"].count("strong") + 0.5 * u["reading"].count("medium") for u in units)
    return min(1.0, weight / (FULL_TOPIC * max(len(units), 1)))


def _place(units: Sequence[dict], rows: Sequence[dict], key: str) -> None:
    """Give each sentence the rows (mentions) that start in it."""
    starts = [u["start"] for u in units]
    for row in rows:
        i = bisect_left(starts, row["start"] + 1) - 1
        if i >= 0 and row["start"] < units[i]["end"]:
            units[i][key].append(row)


def countries(actors: pd.DataFrame) -> dict[str, str]:
    """Return actor_id -> name for actors that can be a side of a corridor: countries and blocs."""
    sides = parties(actors)
    return dict(zip(sides["actor_id"], sides["name"], strict=True))


def parties(actors: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``actors`` that can be a side of a corridor: countries and blocs."""
    return actors[(actors["kind"] == "country") | actors["name"].str.lower().isin(terms.words("bloc"))]


def _claim(
    unit: dict,
    topic: float,
    document: Mapping,
    quotes: Sequence[dict],
    able: Mapping[str, str],
    asked: Callable[[], claim_head.Answers | None],
) -> dict | None:
    """Return the labels of a sentence, or None when it is not a claim about trade."""
    reading, tokens, lemmas, text = unit["reading"], unit["tokens"], unit["lemmas"], document["text"]
    if len(tokens) < 5:
        return None
    score = _evidence(unit, topic, able)
    path = clauses.claim_path(tokens)
    signs = cues.cues(tokens, reading, path[-1])
    amount = terms.magnitude(text[unit["start"] : unit["end"]])
    score += _evidence_of_change(signs) + EVIDENCE["amount"] * (amount is not None)
    answers = asked() if score >= ASKED else None
    if not (reading.spans or answers):
        return None
    heading = direction.direction(signs, reading, path[-1])
    cue = heading.cue
    odds = joined.claim_odds(score, answers, heading.label != "unclear" or _names_trade(reading))
    if odds is None or (amount is None and cue is None and _is_list(path[-1], reading)):
        return None
    path, spoken = clauses.clause_of(cue, path), " ".join(lemmas)
    own = {"direction": heading.label, "driver": direction.driver(tokens, reading, cue),
           "horizon": clauses.horizon(path, spoken), "hedge": clauses.hedge(path)}  # fmt: skip
    labels, likely = joined.labels(own, answers, heading.strength)
    speaker_id, speaker_text = _speaker(unit, text, _quote_over(unit, quotes))
    return {
        "doc_id": unit["doc_id"], "sent_id": unit["sent_id"], "start": unit["start"], "end": unit["end"],
        "speaker_id": speaker_id, "speaker_text": speaker_text, "actors": _sides(unit, able),
        "goods": terms.goods(tokens, reading), "magnitude": amount, **labels,
        "about": _about(labels, reading, cue, lemmas), "condition": clauses.conditional(spoken),
        "reach": clauses.near_or_far(text[unit["start"] : unit["end"]], document["published"], labels["horizon"]),
        "confidence": round(joined.confidence(odds, likely), 3),
        "rule": f"terms {score:.1f}; {cue.token.text if cue else 'no change word'}{' + encoder' * bool(answers)}",
    }  # fmt: skip


def _names_trade(reading: terms.TradeTerms) -> bool:
    return any(t.strength == "strong" or "flow" in t.roles for _, _, t in reading.spans)


def _evidence_of_change(signs: Sequence[cues.Cue]) -> float:
    return EVIDENCE["change"] * min(1.0, max((c.weight for c in signs if c.sign), default=0.0))


def _is_list(verb: Token, reading: terms.TradeTerms) -> bool:
    """Tell whether a clause only lists goods: "its exports include tea and coffee"."""
    if verb.lemma_.lower() not in terms.family("listing"):
        return False
    named = [reading.at.get(t.i) for t in children(verb, "nsubj")]
    objects = [*children(verb, "dobj", "attr"), *terms.objects_of(verb)]
    return any(t is not None and "flow" in t.roles for t in named) and any(children(o, "conj") for o in objects)


def _about(labels: Mapping[str, str], reading: terms.TradeTerms, cue: cues.Cue | None, lemmas: Sequence[str]) -> str:
    """Return what the claim says changes: volume, policy, uncertainty about policy, or another condition."""
    if labels["driver"] in ("policy", "deal"):
        open_ = labels["hedge"] == "possible" or uncertainty.doubts(" ".join(lemmas))
        if open_ or not (cue is not None and cue.flow):
            return "uncertainty" if open_ else "policy"
    flows = cue.flow if cue is not None else any("flow" in t.roles for _, _, t in reading.spans)
    return "volume" if flows else "condition"


def _evidence(unit: dict, topic: float, able: Mapping[str, str]) -> float:
    reading, lemmas = unit["reading"], set(unit["lemmas"])
    score = EVIDENCE["topic"] * topic + EVIDENCE["goes on"] * unit["goes on"]
    for strength, most in (("strong", 2), ("medium", 2), ("weak", 3), ("title", 1)):
        # The second word of a kind adds half of the first, the third a third.
        score += sum(EVIDENCE[strength] / (n + 1) for n in range(min(reading.count(strength), most)))
    named = {m["actor_id"] for m in unit["mentions"] if m["actor_id"] in able}
    named |= {t.lower_ for t in unit["tokens"] if t.ent_type_ == "NORP"}  # "Syrian rebels" names no actor
    score += EVIDENCE["country"] * min(len(named), 2) + EVIDENCE["abroad"] * bool(lemmas & terms.words("abroad"))
    if not any(t.pos_ in ("VERB", "AUX") for t in unit["tokens"]):
        score += EVIDENCE["no verb"]
    return score


def _sides(unit: dict, able: Mapping[str, str]) -> list[str]:
    """Return the actors that a sentence names, and the countries whose adjective it has ("Kenyan tea"), if listed."""
    ids = [m["actor_id"] for m in unit["mentions"] if isinstance(m["actor_id"], str)]
    for token in unit["tokens"]:
        if token.ent_type_ == "NORP" or token.pos_ == "ADJ":
            _, entry = nationality(token.doc, token, gazetteer.entries())
            ids += [entry.actor_id] if entry is not None and entry.actor_id in able else []
    return list(dict.fromkeys(ids))


# ----------------------------------------------------------------------------------------------- speaker


def _quote_over(unit: dict, quotes: Sequence[dict]) -> dict | None:
    """Return the quote whose content covers most of the sentence, if it is a quarter of it or more."""
    best, most = None, 0.25 * (unit["end"] - unit["start"])
    for quote in quotes:
        shared = sum(max(0, min(e, unit["end"]) - max(s, unit["start"])) for s, e in quote["content"])
        if shared > most:
            best, most = quote, shared
    return best


def _speaker(unit: dict, text: str, quote: dict | None) -> tuple[str | None, str | None]:
    """Return who asserts the claim: the quote's speaker, the subject of a speech act, or nobody (the reporter)."""
    if quote is not None:
        speaker = quote["speaker_id"] if isinstance(quote["speaker_id"], str) else None
        return speaker, tables.span_text(text, quote["source"]) or None
    subject = clauses.announcer(unit["tokens"])
    if subject is None:
        return None, None
    start, end = subject[0].idx, subject[-1].idx + len(subject[-1])
    inside = [m for m in unit["mentions"] if start <= m["start"] and m["end"] <= end and isinstance(m["actor_id"], str)]
    joined = any(t.dep_ == "cc" for t in subject)
    # "Syria and Iraq announced": two speakers are not one actor, the words as written stand.
    return (inside[-1]["actor_id"] if inside and not joined else None), text[start:end]
