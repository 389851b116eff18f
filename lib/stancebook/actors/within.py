"""Names to actors: which names of an article are one person, body, country or place, and what each is called.

Identity inside an article comes first (acronyms, "known as", surnames, shortened bodies, acting capitals); across
articles the same full name is the same actor.  A surname alone never joins two articles.  ``reference`` then finds
what pronouns and role nouns stand for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from stancebook import tables
from stancebook.actors import acts, bodies, gazetteer, groups, names, reference, scope
from stancebook.actors.gazetteer import Entry
from stancebook.files import csvrows, opening
from stancebook.files.characters import Unreadable, one_line
from stancebook.text.language import Named

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

KNOWN_AS = re.compile(
    r"\)?,?\s*(?:which is |who is |is )?(?:also |better |formerly |previously |commonly |locally |otherwise |widely )*"
    r"(?:known|called|referred to|abbreviated)(?: in \w+)?(?: as| by)?(?: its \w+)? (?:the )?[\"'(]?"
)
INSERTED = re.compile(r"\s*\([^()]*:[^()]*\)")  # "Karim Sabah (Arabic: …), also known as Abu Nur"
TRANSLATED = re.compile(r"\s*\((?:in )?([A-Z]\w+)[:,]? [\"'“]*")  # "Karim Sabah (Kurdish: Kerîm"
# Languages that are no country's nationality word.
LANGUAGES = frozenset(
    "Arabic Persian Farsi Kurdish Hebrew Pashto Dari Urdu Hindi Bengali Tamil Sinhala Nepali Tibetan Uyghur Mandarin "
    "Cantonese Malay Tagalog Swahili Hausa Yoruba Igbo Somali Amharic Berber Latin Catalan Basque".split()
)
OR_SHORT = re.compile(r",? (?:or|aka|a\.k\.a\.) (?:the )?[\"']?")
STANDS_FOR = re.compile(r"\b(?:acronym|abbreviation|name|term|nickname|shorthand|initials) (?:for|of) (?:the )?[\"']?$")
COMPANY_TAILS = frozenset("inc corp corporation co company ltd limited plc group holdings tv news agency".split())
AT_PLACE = frozenset(["in", "from", "near", "outside", "around", "across", "to", "at", "into", "through", "via"])
SITED = frozenset(
    "university institute newspaper club hospital museum airport stadium".split()
)  # in a city, not its state's
CLOSE = 300  # characters before a short name that its bearer may be named in full
BETWEEN = 300  # characters before a name in which the text says whose other name it is
FAR_MORE = 3  # times as often as any other bearer
COLUMNS = ["name", "aliases", "kind", "role", "wikidata", "focus"]


class ActorsFileError(ValueError):
    """The analyst's actors file has a bad row; the message names the file, the row and the mend."""


def read_analyst(path: Path) -> pd.DataFrame:
    """Read ``within.csv``: name, aliases (``;`` between), kind, role, wikidata, focus (yes or empty).

    Raises
    ------
    ActorsFileError
        On a missing column, an unknown kind, an empty name, an alias that belongs to two actors, or a file that is
        no CSV at all.
    OSError
        If the file can't be opened.
    """
    owners: dict[str, tuple[int, str]] = {}
    rows = []
    for number, row in _csv_rows(path):
        where = f"{path.name} row {number}"
        missing = [c for c in COLUMNS if c not in row]
        if missing:
            raise ActorsFileError(f"{path.name}: column {missing[0]} is missing; the header is {','.join(COLUMNS)}")
        if not row["name"]:
            raise ActorsFileError(f"{where}: the name is empty; give the actor's usual name or delete the row")
        kinds = tables.SCHEMA["actors"]["kind"].split("|")
        if row["kind"] not in kinds:
            raise ActorsFileError(f"{where}: kind {row['kind']!r} is unknown; use one of {', '.join(kinds)}")
        for form in [row["name"], *gazetteer.several(row["aliases"])]:
            other = owners.setdefault(gazetteer.bare(form), (number, row["name"]))
            if other != (number, row["name"]):
                raise ActorsFileError(
                    f'{where}: alias "{form}" belongs to two actors ({other[1]} in row {other[0]}, {row["name"]}); '
                    "give one a longer alias"
                )
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number in the file, row), so that an error can name the line the analyst sees."""
    try:
        for number, row, note in csvrows.rows(opening.read_bytes(path), "name", comments=True):
            if note:
                raise ActorsFileError(f"{path.name} {note}")
            if any(cell.strip() for cell in row.pop(None, ())):
                raise ActorsFileError(
                    f"{path.name} row {number}: more cells than the header; put them in double quotes"
                )
            yield number, {key: one_line(value or "") for key, value in row.items()}
    except Unreadable as error:
        raise ActorsFileError(f"{path.name} {error}") from error


def entries(analyst: pd.DataFrame | None) -> dict[str, Entry]:
    """Return surface form -> entry: the package's tables, overruled by the analyst's rows."""
    merged = dict(gazetteer.entries())
    for row in [] if analyst is None else analyst.to_dict("records"):
        known = merged.get(gazetteer.bare(row["name"]))
        actor_id = known.actor_id if known else f"{row['kind']}:{gazetteer.slug(row['name'])}"
        for form in [row["name"], *gazetteer.several(row["aliases"])]:
            how = "name" if form == row["name"] else "alias"
            merged[gazetteer.bare(form)] = Entry(actor_id, row["name"], row["kind"], how)
    return merged


def resolve(
    documents: pd.DataFrame,
    parsed: Mapping[str, Doc],
    sentences: pd.DataFrame,
    named: Mapping[str, Named],
    analyst: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the actors of ``documents`` and every mention of them.

    Parameters
    ----------
    documents, sentences
        Tables ``documents`` and ``sentences``.
    parsed
        ``doc_id`` -> parsed article (see ``language.parse``).
    named
        ``doc_id`` -> the encoder's names (``encoder.names``).
    analyst
        The analyst's ``within.csv`` as ``read_analyst`` gives it; its rows overrule every rule.

    Returns
    -------
    actors, mentions
        The tables of these names.  A mention whose actor cannot be told has a null ``actor_id``.
    """
    known = entries(analyst)
    listed = names.listing(known)
    starts = sentence_starts(sentences)
    mentions: list[dict] = []
    cards: list[dict] = []
    for doc_id in documents["doc_id"]:
        found, entities = in_article(parsed[doc_id], doc_id, named[doc_id], known, listed)
        cards += entities
        place(found, doc_id, starts.get(doc_id, []))
        mentions += [m for m in found if m["sent_id"]]
    return table(cards, mentions, analyst), tables.make("mentions", mentions)


def in_article(
    doc: Doc, doc_id: str, named: Named, known: Mapping[str, Entry], listed: PhraseMatcher
) -> tuple[list, list]:
    """Return the mentions of one article and the cards (actor_id, name, kind, role) of its actors."""
    text = doc.text  # joined from all tokens at each call
    found = names.find(doc, named, listed)
    mentions = [
        {"first": n.first, "last": n.last, **_mention(text, n.start, n.end, n.kind, n.rule)}
        for n in found if n.kind != "people"
    ]  # fmt: skip
    for m in mentions:
        m["gender"] = reference.gender(doc, m) if m["type"] == "person" else None
    same = _defined(doc, mentions)
    _known_names(doc, mentions, known)
    _join(mentions, same)
    _persons([m for m in mentions if m["type"] == "person"])
    _bodies([m for m in mentions if m["entity"] is None])
    cards = _cards(mentions, doc_id, scope.owners(doc, mentions, known))
    mentions += reference.national(doc, mentions, known, cards)
    mentions += groups.find(doc, doc_id, mentions, known, cards)
    mentions += groups.peoples(doc, found, known, cards)
    mentions += acts.told(doc, mentions)
    mentions += reference.roles_told(doc, mentions, cards)
    mentions += reference.nominals(doc, mentions, cards)
    mentions += bodies.nominals(doc, mentions, cards)
    mentions += reference.pronouns(doc, mentions, cards)
    mentions += bodies.pronouns(doc, mentions, cards)
    return sorted(mentions, key=lambda m: (m["start"], m["end"])), list(cards.values())


def in_text(
    text: str, doc_id: str, named: Iterable[tuple[int, int, str]], known: Mapping[str, Entry]
) -> tuple[list, list]:
    """Do what ``in_article`` does with names alone, without a parse: short names are joined, nothing else is resolved.

    ``named`` are (start, end, kind) in characters.  Pronouns and role nouns are no mentions and a capital is a place.
    """
    mentions = [_mention(text, start, end, kind, "encoder") for start, end, kind in named if kind != "people"]
    _known_names(None, mentions, known)
    _persons([m for m in mentions if m["type"] == "person"])
    _bodies([m for m in mentions if m["entity"] is None])
    return mentions, list(_cards(mentions, doc_id, {}).values())


def _mention(text: str, start: int, end: int, kind: str, rule: str) -> dict:
    return {
        "start": start, "end": end, "text": text[start:end], "type": kind, "kind": "name", "entity": None, "rule": rule,
    }  # fmt: skip


def _defined(doc: Doc, mentions: list[dict]) -> list[tuple[int, int, str]]:
    """Pairs of mentions (index, index, rule) that the text itself calls one: "X (ABC)", "X, known as Y"."""
    pairs = []
    text = doc.text
    for i in range(1, len(mentions)):
        a, b = mentions[i - 1], mentions[i]
        between = INSERTED.sub("", text[max(a["end"], b["start"] - BETWEEN) : b["start"]])
        after = doc[b["last"] : b["last"] + 1].text
        if between.strip() in ("(", "(the", '("') and after in (")", '"') and _acronym_of(a, b):
            pair = (i - 1, i, "acronym")
        elif after == "'s":  # "known as China's answer to …" gives no name
            continue
        elif _renames(between) or (OR_SHORT.fullmatch(between) and _acronym_of(a, b)):
            pair = (i - 1, i, "known_as")
        elif STANDS_FOR.search(between):
            pair = (_quoted_before(doc, mentions, i), i, "stands_for")
        else:
            continue
        if doc[a["first"]].sent == doc[b["first"]].sent:  # asked last: slow in spaCy
            pairs.append(pair)
    return pairs


def _renames(between: str) -> bool:
    """True for words that give another name: ", also known as", " (Kurdish: "."""
    told = TRANSLATED.fullmatch(between)
    entry = gazetteer.entries().get(told[1]) if told else None
    language = told is not None and (told[1] in LANGUAGES or (entry is not None and entry.how == "demonym"))
    named_by = between.strip() == "called"  # "Britain called Kennedy …"
    return language or (KNOWN_AS.fullmatch(between) is not None and not named_by)


def _acronym_of(a: dict, b: dict) -> bool:
    """True when ``b`` abbreviates ``a``: the initials in order, or plain capitals behind a body's longer name.

    Behind a place they may be the code of its airport.
    """
    short = "".join(c for c in b["text"] if c.isalpha())
    initials = "".join(w[0] for w in re.findall(r"\w+", a["text"])).upper()
    rest = iter(initials)
    in_order = all(c in rest for c in short.upper())
    loose = short.isupper() and a["type"] not in ("place", "country")
    return a["type"] != "person" and len(a["text"]) > len(short) > 1 and (in_order or loose)


def _quoted_before(doc: Doc, mentions: list[dict], i: int) -> int:
    """The name that "using an Arabic acronym for X" explains: the last one inside the quotation before it."""
    closing = doc.text.rfind('"', 0, mentions[i]["start"])
    inside = [j for j in range(i) if mentions[j]["end"] <= closing and mentions[j]["type"] != "country"]
    return inside[-1] if closing > 0 and inside else i - 1


def _known_names(doc: Doc | None, mentions: list[dict], known: Mapping[str, Entry]) -> None:
    """Set the entity of listed names; a capital is its country only where it acts."""
    people = {word for m in mentions if m["type"] == "person" and " " in m["text"] for word in m["text"].split()}
    for m in mentions:
        entry = known.get(gazetteer.bare(m["text"]))
        if entry is None or entry.how == "demonym":
            continue
        clear = entry.how == "capital" or entry.kind in tables.BODIES
        if m["type"] == "person" and entry.kind != "person" and (not clear or m["text"] in people):
            continue  # "Lima" beside "Ana Lima"; without her the capital, and "Houthi" the movement
        if entry.how == "capital":
            if doc is None or not _acts(doc, m):
                continue
            m["kind"], m["rule"] = "metonym", "capital_acts"
        else:
            m["kind"], m["rule"] = ("name" if entry.how == "name" else "alias"), "listed"
        m["entity"], m["type"] = (entry.actor_id, entry.name), entry.kind


def _acts(doc: Doc, m: dict) -> bool:
    """True where a capital stands for its government: a subject, an owner of acts, a side of a relation."""
    head = doc[m["last"] - 1]
    while head.dep_ == "conj":  # "between Tehran and Washington"
        head = head.head
    if head.dep_ in ("nsubj", "nsubjpass", "agent"):
        return head.head.pos_ in ("VERB", "AUX") and head.head.lemma_ not in ("be", "lie", "sit")
    if head.dep_ == "pobj":
        return head.head.lower_ in ("between", "with", "against", "by", "for", "on", "toward", "towards")
    if head.dep_ == "poss":
        if head.head.lower_ in SITED:  # "Lima's National University"
            return False
        return head.head.lower_ in gazetteer.roles() or head.head.lower_.endswith(("tion", "ment", "ship", "ies"))
    return head.dep_ in ("dobj", "dative") and head.head.lemma_ not in ("leave", "reach", "visit", "enter")


def _join(mentions: list[dict], same: list[tuple[int, int, str]]) -> None:
    """Give names that the text defines as one a common entity: the listed one's, else the longer form's."""
    alias: dict[str, tuple] = {}
    for i, j, rule in same:
        a, b = mentions[i], mentions[j]
        long = max(a, b, key=lambda m: (m["entity"] is not None, alias.get(m["text"]) is not None, len(m["text"])))
        if a["entity"] and b["entity"] and a["entity"] != b["entity"]:
            long = b if rule == "stands_for" else a
        entity = long["entity"] or alias.get(long["text"]) or (None, long["text"], long["type"])
        for m in (a, b):
            alias[m["text"]] = entity
            if m is not long:
                m["rule"] = rule
    for m in mentions:
        entity = alias.get(m["text"])
        if entity and m["entity"] is None:
            m["entity"] = entity
            if m["text"] != entity[1]:
                m["kind"], m["rule"] = (
                    "alias",
                    m["rule"] if m["rule"] in ("acronym", "known_as") else "defined_alias",
                )


def _words(text: str) -> tuple[str, ...]:
    """The words of a name that carry identity: lower case, without particles, initials and articles."""
    parts = [w for w in re.split(r"[^\w]+", gazetteer.bare(text).lower()) if w]
    kept = [w for w in parts if w not in names.PARTICLES and w not in ("jr", "sr", "ii", "iii") and len(w) > 1]
    return tuple(kept or parts)


def _persons(persons: list[dict]) -> None:
    """Join short names to the one full name that contains them; of two bearers to the one it was used for first.

    ``persons`` may have an entity already (listed, or called two names); it is then that of their short names too.
    """
    full: dict[tuple[str, ...], tuple] = {}
    genders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for m in persons:
        genders[_words(m["text"])] |= {m["gender"]} if m.get("gender") else set()
    for m in sorted(persons, key=lambda m: (-len(_words(m["text"])), m["entity"] is None)):
        words = _words(m["text"])
        if len(words) > 1 and not _longer(words, full):
            full.setdefault(words, m["entity"] or (None, m["text"], "person"))
    for m in (m for m in persons if m["entity"] is None):
        words = _words(m["text"])
        own = {m["gender"]} if m.get("gender") else genders[words]  # "Mr. Obama" is not Michelle Obama
        fits = [f for f in _longer(words, full) if len(own | genders[f]) < 2 or genders[f] & own]
        fits = [words] if words in full else fits
        if len({full[f] for f in fits}) == 1:
            m["entity"] = full[fits[0]]
            if words != fits[0]:
                m["kind"], m["rule"] = "alias", "surname" if words[-1] == fits[0][-1] else "short_name"
        elif not fits:
            m["entity"] = (None, m["text"], "person")
        else:
            m["entity"] = _established(words, fits, full, persons) or _likeliest(m, fits, full, persons)
            m["kind"], m["rule"] = ("alias", "established") if m["entity"] else (m["kind"], "ambiguous_surname")


def _established(
    short: tuple[str, ...], fits: list[tuple[str, ...]], full: Mapping[tuple[str, ...], tuple], persons: list[dict]
) -> tuple | None:
    """The bearer whom the text calls by the short name before it brings in another: "Trump" before Ivanka Trump."""
    order: list[tuple] = []
    for m in persons:
        words = _words(m["text"])
        entity = full[words] if words in fits else None
        if entity and entity not in order:
            order.append(entity)
        if len(order) > 1:
            return None
        if order and words == short:
            return order[0]
    return None


def _likeliest(
    m: dict, fits: list[tuple[str, ...]], full: Mapping[tuple[str, ...], tuple], persons: list[dict]
) -> tuple | None:
    """The only bearer whom the lines just before name in full, else one whom the article names far more often."""
    named = [(p["start"], full[words]) for p in persons if (words := _words(p["text"])) in fits]
    near = {entity for start, entity in named if 0 < m["start"] - start < CLOSE}
    if len(near) == 1:
        return near.pop()
    counts = Counter(entity for _, entity in named).most_common(2)
    often = len(counts) == 1 or counts[0][1] >= FAR_MORE * counts[1][1]
    return counts[0][0] if counts and often and not near else None


def _longer(words: tuple[str, ...], full: Mapping[tuple[str, ...], object]) -> list[tuple[str, ...]]:
    """Full names that a shorter one may stand for: its words at the end, at the front, or first and last."""
    n = len(words)
    fits = []
    for other in full:
        last = other[-n:] == words and n < 3  # "Nawaf Al-Ahmad Al-Jaber" is the father of Ahmad Nawaf Al-Ahmad Al-Jaber
        ends = last or other[:n] == words or (n > 1 and (other[0], other[-1]) == words)
        if len(other) > n and (ends or (n == 1 and words[0] in other)):  # "Hernán Rincón Ospina": Rincón
            fits.append(other)
    surname = [f for f in fits if f[-n:] == words]
    return surname or fits


def _bodies(mentions: list[dict]) -> None:
    """Join shortened bodies to the one longer name in the article: "the Commission", "Al Jazeera", "LBFC"."""
    full = {_words(m["text"]): m["text"] for m in mentions if m["type"] != "person"}
    initials: dict[str, set[str]] = defaultdict(set)
    for name in full.values():
        initials["".join(c[0] for c in re.findall(r"\w+", name) if c[0].isupper())].add(name)
    for m in mentions:
        if m["type"] == "person":
            continue
        words = _words(m["text"])
        longer = {full[o] for o in full if len(o) > len(words) and _shortens(words, o) and m["type"] != "place"}
        short = m["text"].replace(".", "")
        meant = initials[short] - {m["text"]} if len(short) > 2 and short.isupper() else set()
        if len(longer) == 1:
            m["entity"], m["kind"], m["rule"] = (None, longer.pop(), m["type"]), "alias", "shortened"
        elif len(meant) == 1:
            m["entity"], m["kind"], m["rule"] = (None, meant.pop(), m["type"]), "alias", "initials"
        else:
            m["entity"] = (None, m["text"], m["type"])


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    n = len(short)
    if n == 1 and len(long) > 1 and long[0] == short[0] and short[0].capitalize() in gazetteer.body_heads():
        return True  # "the Ministry" for the Ministry of Ports
    if long[-n:] == short:
        return n > 1 or short[0].capitalize() in gazetteer.body_heads()
    return long[:n] == short and (n > 1 or set(long[n:]) <= COMPANY_TAILS)


def _cards(mentions: list[dict], doc_id: str, owners: Mapping[str, Entry]) -> dict[str, dict]:
    """Give every entity its ``actor_id``; return actor_id -> card.

    A lone surname stays inside its article, and so does a body whose name says no more than "Parliament", unless
    ``owners`` knows whose it is.
    """
    cards: dict[str, dict] = {}
    canon: dict[tuple[str, ...], str] = {}
    for m in mentions:
        if m["entity"] is None:
            m["actor_id"] = None
            continue
        actor_id, name, *kind = m["entity"]
        kind = kind[0] if kind else m["type"]
        if actor_id is None:
            words, owner = _words(name), owners.get(gazetteer.bare(name))
            actor_id = canon.get(words) or f"{kind}:{gazetteer.slug(name)}"
            if owner and kind in tables.BODIES:
                actor_id, name = scope.identifier(name, owner), f"{gazetteer.bare(name)} ({owner.name})"
                m["owned"] = True
            elif not actor_id.endswith(f"@{doc_id}") and _unsure(kind, name, words):
                actor_id += f"@{doc_id}"
            canon[words] = actor_id
        m["actor_id"] = actor_id
        cards.setdefault(actor_id, {"actor_id": actor_id, "name": gazetteer.bare(name), "kind": kind, "role": None,
                                    "gender": None})  # fmt: skip
    return cards


def _unsure(kind: str, name: str, words: tuple[str, ...]) -> bool:
    """True for a name that two articles may give to two actors."""
    return len(words) == 1 if kind == "person" else kind in tables.BODIES and scope.generic(name)


def sentence_starts(sentences: pd.DataFrame) -> dict[str, list[tuple[int, str]]]:
    """Return ``doc_id`` -> (start in characters, ``sent_id``) of its sentences, in order."""
    return {d: list(zip(g["start"], g["sent_id"], strict=True)) for d, g in sentences.groupby("doc_id")}


def place(mentions: list[dict], doc_id: str, starts: list[tuple[int, str]]) -> None:
    """Number the mentions of one article, sorted, and give each the sentence it lies in (see ``sentence_starts``)."""
    at = 0
    for i, m in enumerate(mentions):
        while at + 1 < len(starts) and starts[at + 1][0] <= m["start"]:
            at += 1
        m["sent_id"] = starts[at][1] if starts else None
        m["mention_id"], m["doc_id"] = f"{doc_id}:m{i}", doc_id


def table(cards: list[dict], mentions: list[dict], analyst: pd.DataFrame | None) -> pd.DataFrame:
    """Return table ``actors``: commonest name, all other names seen, first role told; the analyst's word overrules."""
    seen: dict[str, Counter] = defaultdict(Counter)
    for m in mentions:
        if m["actor_id"] and m["kind"] in ("name", "alias", "metonym"):
            seen[m["actor_id"]][gazetteer.bare(m["text"])] += 1
    merged: dict[str, dict] = {}
    for card in cards:
        row = merged.setdefault(card["actor_id"], dict(card))
        row["role"] = row["role"] or card["role"]
    for actor_id, row in merged.items():
        row["aliases"] = sorted(set(seen[actor_id]) - {row["name"]})
    known = entries(analyst) if analyst is not None else {}
    for row in [] if analyst is None else analyst.to_dict("records"):
        actor = merged.get(known[gazetteer.bare(row["name"])].actor_id)
        if actor:
            actor.update(name=row["name"], kind=row["kind"], role=row["role"] or actor["role"],
                         wikidata=row["wikidata"] or None)  # fmt: skip
            actor["aliases"] = sorted(set(seen[actor["actor_id"]]) - {row["name"]})
    return tables.make("actors", sorted(merged.values(), key=lambda r: r["actor_id"]))
