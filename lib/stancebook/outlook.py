"""Where trade is heading: sentences about trade become claims, claims become a call per corridor and period.

The call rule, in one paragraph (``_call``): every voice (a speaker, or the reporter of a source) is counted once.
A claim weighs what its horizon and hedge are worth (future 1, present 0.5, past nothing; possible or denied half),
and a voice's lean is its weighted share of up claims less its share of down claims.  The balance is the mean lean
of the voices, each weighed by its heaviest claim.  Claims about now or later that weigh less than 1.5 in all (a
firm look ahead and a present state) make no call: ``unclear``.  Both sides with at least a fifth of the voices'
weight: ``mixed``.  Else ``grow`` or ``shrink``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd
from spacy.tokens import Doc

from stancebook import clauses, direction, tables, trade

# How much each kind of evidence adds to "this sentence is a claim about trade", and the mark it has to reach.
EVIDENCE = {"strong": 2.0, "medium": 1.1, "weak": 0.45, "title": 0.2, "country": 0.45, "abroad": 0.45, "change": 0.5,
            "amount": 0.3, "topic": 1.2, "goes on": 0.5, "no verb": -1.0}  # fmt: skip
MARK = 2.6
FULL_TOPIC = 1.0  # trade terms per sentence at which an article counts as wholly about trade
HORIZON_WEIGHT = {"future": 1.0, "present": 0.5, "past": 0.0}
HEDGE_WEIGHT = {"asserted": 1.0, "expected": 1.0, "possible": 0.5, "denied": 0.5}
MIXED_SHARE = 0.2  # of the weight, on both sides
LEAST = 1.5  # weight of claims about now or later below which there is no call: one stray sentence is no outlook
SIGN = {"up": 1, "down": -1}
WORLD = "world"
CALLS = {"grow": "is growth", "shrink": "is decline", "mixed": "is mixed", "unclear": "is unclear"}
REPORTER = "reporter"


# ------------------------------------------------------------------------------------------------ claims


def claims(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    quotes: pd.DataFrame,
) -> pd.DataFrame:
    """Find the sentences that say where cross-border trade, or a condition of it, stands or is heading.

    A sentence is a claim when its evidence (``EVIDENCE``: trade terms by strength, countries, change words,
    amounts, how much the whole article is about trade) reaches ``MARK``.  Labels follow the words and syntax
    rules of ``stancebook.trade``.

    Parameters
    ----------
    documents, sentences, mentions, actors, quotes
        Tables of those names.
    parsed
        ``doc_id`` to spaCy Doc with the text's own offsets (``language.parse``).

    Returns
    -------
    pandas.DataFrame
        The ``claims`` table, in text order, one row a sentence at most.

    Raises
    ------
    KeyError
        If a document of ``sentences`` was not parsed.
    """
    by_doc = {name: _by_doc(frame) for name, frame in (("s", sentences), ("m", mentions), ("q", quotes))}
    countries = _countries(actors)
    rows: list[dict] = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        units = _units(parsed[doc_id], by_doc["s"].get(doc_id, []))
        if not any(u["reading"].spans for u in units):
            continue
        topic = _topic(units)
        _place(units, by_doc["m"].get(doc_id, []), "mentions")
        found: list[dict | None] = []
        for unit in units:
            unit["goes on"] = bool(found) and found[-1] is not None
            found.append(_claim(unit, topic, text, by_doc["q"].get(doc_id, []), countries))
        rows += [row | {"claim_id": f"{doc_id}:c{i}"} for i, row in enumerate(filter(None, found))]
    return tables.make("claims", rows)


def _by_doc(frame: pd.DataFrame) -> dict[str, list[dict]]:
    grouped: dict[str, list[dict]] = defaultdict(list)
    for row in frame.to_dict("records"):
        grouped[row["doc_id"]].append(row)
    return grouped


def _units(doc: Doc, sentences: Sequence[dict]) -> list[dict]:
    """Return each sentence with its tokens, lemmas and trade terms."""
    tokens = list(doc)
    starts = [t.idx for t in tokens]
    units = []
    for sentence in sentences:
        first, last = bisect_left(starts, sentence["start"]), bisect_left(starts, sentence["end"])
        if last > first:
            lemmas = [trade.lemma(t) for t in tokens[first:last]]
            reading = trade.read(lemmas, first)
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


def _countries(actors: pd.DataFrame) -> dict[str, str]:
    """Return actor_id -> name for actors that can be a side of a corridor: countries and blocs."""
    able = parties(actors)
    return dict(zip(able["actor_id"], able["name"], strict=True))


def parties(actors: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``actors`` that can be a side of a corridor: countries and blocs."""
    return actors[(actors["kind"] == "country") | actors["name"].str.lower().isin(trade.words("bloc"))]


def _claim(unit: dict, topic: float, text: str, quotes: Sequence[dict], countries: Mapping[str, str]) -> dict | None:
    """Return the labels of a sentence, or None when it is not a claim about trade."""
    reading, tokens, lemmas = unit["reading"], unit["tokens"], unit["lemmas"]
    if not reading.spans or len(tokens) < 5:
        return None
    score = _evidence(unit, topic, countries)
    if score + EVIDENCE["change"] + EVIDENCE["amount"] < MARK:
        return None
    path = clauses.claim_path(tokens)
    cues = direction.cues(tokens, reading, path[-1])
    amount = trade.magnitude(text[unit["start"] : unit["end"]])
    change = max((c.weight for c in cues if c.sign), default=0.0)
    score += EVIDENCE["change"] * min(1.0, change) + EVIDENCE["amount"] * (amount is not None)
    if score < MARK:
        return None
    label, cue = direction.direction(cues, reading)
    path = clauses.clause_of(cue, path)
    if label == "unclear" and not any(t.strength == "strong" or "flow" in t.roles for _, _, t in reading.spans):
        return None  # no direction, and trade itself is not named: a crossing as a place, a port as a town
    spoken, tells = " ".join(lemmas), "no change word" if cue is None else cue.token.text
    speaker_id, speaker_text = _speaker(unit, text, _quote_over(unit, quotes))
    return {
        "doc_id": unit["doc_id"], "sent_id": unit["sent_id"], "start": unit["start"], "end": unit["end"],
        "speaker_id": speaker_id, "speaker_text": speaker_text, "actors": _ids(unit["mentions"]),
        "goods": trade.goods(tokens, lemmas), "magnitude": amount, "direction": label,
        "driver": direction.driver(tokens, reading, cue), "status": _status(reading, cue),
        "horizon": clauses.horizon(path, spoken), "hedge": clauses.hedge(path),
        "condition": clauses.conditional(spoken), "rule": f"terms {score:.1f}; {tells}",
    }  # fmt: skip


def _evidence(unit: dict, topic: float, countries: Mapping[str, str]) -> float:
    reading, lemmas = unit["reading"], set(unit["lemmas"])
    score = EVIDENCE["topic"] * topic + EVIDENCE["goes on"] * unit["goes on"]
    for strength, most in (("strong", 2), ("medium", 2), ("weak", 3), ("title", 1)):
        # The second word of a kind adds half of the first, the third a third.
        score += sum(EVIDENCE[strength] / (n + 1) for n in range(min(reading.count(strength), most)))
    named = {m["actor_id"] for m in unit["mentions"] if m["actor_id"] in countries}
    named |= {t.lower_ for t in unit["tokens"] if t.ent_type_ == "NORP"}  # "Syrian rebels" names no actor
    score += EVIDENCE["country"] * min(len(named), 2) + EVIDENCE["abroad"] * bool(lemmas & trade.words("abroad"))
    if not any(t.pos_ in ("VERB", "AUX") for t in unit["tokens"]):
        score += EVIDENCE["no verb"]
    return score


def _ids(mentions: Sequence[dict]) -> list[str]:
    return list(dict.fromkeys(m["actor_id"] for m in mentions if isinstance(m["actor_id"], str)))


def _status(reading: trade.Reading, cue: direction.Cue | None) -> str:
    """Return flow when an amount of trade is what changes (or all that is named), else condition."""
    if cue is not None:
        return "flow" if cue.flow else "condition"
    return "flow" if any("flow" in t.roles for _, _, t in reading.spans) else "condition"


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


# -------------------------------------------------------------------------------------------------- call


def _voice(claim: Mapping) -> str:
    for key in ("speaker_id", "speaker_text"):
        if isinstance(claim[key], str):
            return claim[key]
    return REPORTER


def _weight(claim: Mapping) -> float:
    return HORIZON_WEIGHT[claim["horizon"]] * HEDGE_WEIGHT[claim["hedge"]]


def _call(rows: Sequence[Mapping], voices: Sequence[str]) -> dict:
    """Return call, balance, n_claims, n_voices and dissent: the rule in the module's first lines."""
    sums: dict[str, list[float]] = {}
    for row, voice in zip(rows, voices, strict=True):
        weight, entry = _weight(row), sums.setdefault(voice, [0.0, 0.0, 0.0])
        if row["direction"] in ("up", "down", "mixed") and weight:
            entry[0] += weight * SIGN.get(row["direction"], 0)
            entry[1] += weight
            entry[2] = max(entry[2], weight)
    leans = {v: (net / total, top) for v, (net, total, top) in sums.items() if total}
    whole = sum(top for _, top in leans.values())
    if sum(total for _, total, _ in sums.values()) < LEAST:
        return {"call": "unclear", "balance": 0.0, "n_claims": len(rows), "n_voices": len(sums), "dissent": []}
    up = sum(top * (1 + lean) / 2 for lean, top in leans.values()) / whole
    call = "mixed" if MIXED_SHARE <= up <= 1 - MIXED_SHARE else "grow" if up > 0.5 else "shrink"
    side = 1 if up >= 0.5 else -1
    return {
        "call": call, "balance": round(2 * up - 1, 3), "n_claims": len(rows), "n_voices": len(sums),
        "dissent": [voice for voice, (lean, _) in leans.items() if lean * side < 0],
    }  # fmt: skip


def corridor_of(rows: Sequence[Mapping], actors: pd.DataFrame) -> list[str]:
    """Return the two sides whose trade the claims are mostly about; one side may be ``"world"``.

    The country or bloc that most claims name, with the one most often named beside it; a partner that stands in
    fewer than a quarter of its claims is not a corridor.  No country named: an empty list.
    """
    return _corridor(rows, _countries(actors))


def _corridor(rows: Sequence[Mapping], names: Mapping[str, str]) -> list[str]:
    sides = [sorted({names[a] for a in row["actors"] if a in names}) for row in rows]
    single = Counter(name for side in sides for name in side)
    if not single:
        return []
    pairs = Counter(pair for side in sides for pair in combinations(side, 2))
    if pairs:
        pair, n = max(pairs.items(), key=lambda p: (p[1], single[p[0][0]] + single[p[0][1]]))
        first = max(pair, key=lambda name: single[name])
        if n >= max(1, 0.25 * single[first]) and single[first] >= 0.5 * max(single.values()):
            return sorted(pair)
    return [single.most_common(1)[0][0], WORLD]


def article_call(claims_of_one_doc: pd.DataFrame, actors: pd.DataFrame) -> dict:
    """Return the outlook of one article: call, corridor, balance, n_claims, n_voices, dissent.

    Parameters
    ----------
    claims_of_one_doc
        Rows of ``claims`` of one article, none included.
    actors
        The ``actors`` table.
    """
    rows = claims_of_one_doc.to_dict("records")
    result = _call(rows, [_voice(row) for row in rows])
    return {"call": result.pop("call"), "corridor": corridor_of(rows, actors), **result}


def calls(
    claims: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame,
    corridor: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Return the ``outlook`` table: one row per corridor and period.

    A claim counts for the corridor its article is mostly about.  Voices are counted once however often and
    wherever they speak; the reporter is one voice per source; copies of a story (one ``cluster_id``) are one source.

    Parameters
    ----------
    corridor
        Keep this corridor only, e.g. ``"Iraq–Syria"``; order of the sides and kind of dash do not matter.
    period
        ``"all"`` or a month, ``"2019-09"``; by default "all" and every month with dated claims.
    """
    names = _countries(actors)
    about = {i: (c, p) for i, c, p in zip(documents["doc_id"], _source(documents), documents["published"], strict=True)}
    groups: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for doc_id, rows in _by_doc(claims).items():
        sides = _corridor(rows, names)
        if not sides or (corridor and _same(corridor) != _same("–".join(sides))):
            continue
        source, published = about[doc_id]
        month = [] if pd.isna(published) else [published.strftime("%Y-%m")]
        for when in ["all", *month]:
            if period in (None, when):
                groups["–".join(sides), when] += [row | {"source": source} for row in rows]
    result = []
    for (name, when), rows in groups.items():
        voices = [v if (v := _voice(row)) != REPORTER else f"{REPORTER}: {row['source']}" for row in rows]
        sources = len({row["source"] for row in rows})
        result.append({"corridor": name, "period": when, **_call(rows, voices), "n_sources": sources})
    result.sort(key=lambda row: (row["period"] != "all", -row["n_claims"], row["corridor"], row["period"]))
    return tables.make("outlook", result)


def _source(documents: pd.DataFrame) -> list[str]:
    """Return for each document its source, or its cluster where the source is unknown; copies share the first's."""
    first: dict[str, str] = {}
    for cluster, source in zip(documents["cluster_id"], documents["source"], strict=True):
        first.setdefault(cluster, source if isinstance(source, str) else cluster)
    return [first[cluster] for cluster in documents["cluster_id"]]


def _same(corridor: str) -> tuple[str, ...]:
    return tuple(sorted(side.strip().lower() for side in corridor.replace("-", "–").split("–")))


# ------------------------------------------------------------------------------------- for the notebook


def _names(actors: pd.DataFrame) -> dict[str, str]:
    return dict(zip(actors["actor_id"], actors["name"], strict=True))


def voices(claims: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return who says up and who says down: columns voice, up, down, other, n, net, most claims first.

    ``net`` is (up - down) / n, in [-1, 1].  The reporter is one voice; speakers appear by their actor's name.
    """
    names, counts = _names(actors), defaultdict[str, Counter[str]](Counter)
    for row in claims.to_dict("records"):
        voice = _voice(row)
        counts[names.get(voice, voice)][row["direction"] if row["direction"] in SIGN else "other"] += 1
    rows = [{"voice": v, "up": c["up"], "down": c["down"], "other": c["other"], "n": c.total(),
             "net": (c["up"] - c["down"]) / c.total()} for v, c in counts.items()]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["voice", "up", "down", "other", "n", "net"])
    return frame.sort_values(["n", "voice"], ascending=[False, True], ignore_index=True)


def drivers(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what moves trade: columns driver, up, down, flat, n, most claims first; n counts every direction."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for driver, heading in zip(claims["driver"], claims["direction"], strict=True):
        counts[driver][heading] += 1
    rows = [
        {"driver": d, "up": c["up"], "down": c["down"], "flat": c["flat"], "n": c.total()} for d, c in counts.items()
    ]
    frame = pd.DataFrame(rows, columns=["driver", "up", "down", "flat", "n"])
    return frame.sort_values(["n", "driver"], ascending=[False, True], ignore_index=True)


def summary(claims: pd.DataFrame, outlook: pd.DataFrame, actors: pd.DataFrame) -> list[dict]:
    """Return three to six sentences on the outlook, each ``{"sentence", "claim_ids"}``; every number is counted.

    Without claims there is one sentence, which says so and rests on none.
    """
    rows, names = claims.to_dict("records"), _names(actors)
    if not rows:
        return [{"sentence": "No sentence in these articles says where trade stands or is heading.", "claim_ids": []}]
    made = [_headline(rows, outlook), _sides(rows, names), _driver_line(rows, "up"), _driver_line(rows, "down"),
            _ahead(rows), _conditions(rows)]  # fmt: skip
    return [line for line in made if line]


def _line(sentence: str, rows: Sequence[Mapping]) -> dict:
    return {"sentence": sentence, "claim_ids": [row["claim_id"] for row in rows]}


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _headline(rows: Sequence[Mapping], outlook: pd.DataFrame) -> dict:
    whole = outlook[outlook["period"] == "all"].to_dict("records") or outlook.to_dict("records")
    if not whole:
        text = f"{_n(len(rows), 'claim')} on trade name no country, so no corridor has a call."
        return _line(text, rows)
    top = whole[0]
    text = (
        f"The outlook for {top['corridor']} {CALLS[top['call']]}: balance {top['balance']:+.2f} over "
        f"{_n(top['n_claims'], 'claim')} by {_n(top['n_voices'], 'voice')} in {_n(top['n_sources'], 'source')}."
    )
    return _line(text, rows)


def _sides(rows: Sequence[Mapping], names: Mapping[str, str]) -> dict | None:
    sides = {s: [r for r in rows if r["direction"] == s] for s in SIGN}
    parts = []
    for side, found in sides.items():
        who = list(dict.fromkeys("the reporter" if (v := _voice(r)) == REPORTER else names.get(v, v) for r in found))
        more = f" and {_n(len(who) - 3, 'other')}" if len(who) > 3 else ""
        parts.append(f"{_n(len(found), 'claim')} {'points' if len(found) == 1 else 'point'} {side}"
                     + (f" ({', '.join(who[:3])}{more})" if who else ""))  # fmt: skip
    used = [*sides["up"], *sides["down"]]
    return _line("; ".join(parts) + ".", used) if used else None


def _driver_line(rows: Sequence[Mapping], side: str) -> dict | None:
    counts = Counter(r["driver"] for r in rows if r["direction"] == side and r["driver"] != "none")
    if not counts:
        return None
    top = [name for name, _ in counts.most_common(3)]
    text = ", ".join(f"{name} ({counts[name]})" for name in top)
    used = [r for r in rows if r["direction"] == side and r["driver"] in top]
    return _line(f"What moves trade {side}, by number of claims: {text}.", used)


def _ahead(rows: Sequence[Mapping]) -> dict | None:
    ahead = [r for r in rows if r["horizon"] == "future"]
    if not ahead:
        return None
    doubtful, verb = sum(r["hedge"] == "possible" for r in ahead), "looks" if len(ahead) == 1 else "look"
    text = f"{_n(len(ahead), 'claim')} of {len(rows)} {verb} ahead, {doubtful} only as a possibility."
    return _line(text, ahead)


def _conditions(rows: Sequence[Mapping]) -> dict | None:
    held = [r for r in rows if r["condition"]]
    verb = "depends" if len(held) == 1 else "depend"
    return _line(f"{_n(len(held), 'claim')} {verb} on a stated condition.", held) if held else None
