"""Names of one article that stand for one actor: listed, defined by the text, shortened, surnames."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stancebook import tables
from stancebook.actors import gazetteer, names, namesakes
from stancebook.actors.gazetteer import Entry
from stancebook.actors.mention import Entity, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

Words = tuple[str, ...]
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
# A body's council is not the body: "World Rowing" and the "World Rowing Council" are two.
ORGANS = frozenset(
    "council committee board commission department bureau office secretariat foundation court conference".split()
)
SITED = frozenset(
    "university institute newspaper club hospital museum airport stadium".split()
)  # in a city, not its state's
# Countries that people are called by, first or last name: alone, the encoder knows better which it is.
NAMES_OF_PEOPLE = frozenset(
    "Jordan Chad Georgia Israel India Kenya China Holland England Ireland France Cuba Mali Niger Oman Benin Laos Malta "
    "Britain America Germany Poland Ceylon Palau Samoa Monaco Macau Dominica Palestine".split()
)
CLOSE = 300  # characters before a short name that its bearer may be named in full
BETWEEN = 300  # characters before a name in which the text says whose other name it is
FAR_MORE = 3  # times as often as any other bearer


def with_entities(doc: Doc | None, mentions: Sequence[Mention], known: Mapping[str, Entry]) -> list[Mention]:
    """Return the names of an article, each with the entity it stands for (null where it is of two bearers).

    ``known`` is surface form -> entry (``analyst_file.entries``).  Without a parse (``doc`` null) what the text defines
    is not read, and a capital is a place.
    """
    same = _defined(doc, mentions) if doc is not None else []
    return _bodies(_persons(_join(_known_names(doc, mentions, known), same)))


def _defined(doc: Doc, mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """Pairs of mentions (index, index, rule) that the text itself calls one: "X (ABC)", "X, known as Y"."""
    pairs = []
    text = doc.text
    for i in range(1, len(mentions)):
        a, b = mentions[i - 1], mentions[i]
        between = INSERTED.sub("", text[max(a.end, b.start - BETWEEN) : b.start])
        after = doc[b.last : b.last + 1].text
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
        if doc[a.first].sent == doc[b.first].sent:  # asked last: slow in spaCy
            pairs.append(pair)
    return pairs


def _renames(between: str) -> bool:
    """True for words that give another name: ", also known as", " (Kurdish: "."""
    translation = TRANSLATED.fullmatch(between)
    entry = gazetteer.entries().get(translation[1]) if translation else None
    language = translation is not None and (
        translation[1] in LANGUAGES or (entry is not None and entry.how == "demonym")
    )
    named_by = between.strip() == "called"  # "Britain called Kennedy …"
    return language or (KNOWN_AS.fullmatch(between) is not None and not named_by)


def _acronym_of(a: Mention, b: Mention) -> bool:
    """True when ``b`` abbreviates ``a``: the initials in order, or plain capitals behind a body's longer name.

    Behind a place they may be the code of its airport.
    """
    short = "".join(c for c in b.text if c.isalpha())
    initials = "".join(w[0] for w in re.findall(r"\w+", a.text)).upper()
    rest = iter(initials)
    in_order = all(c in rest for c in short.upper())
    loose = short.isupper() and a.type not in ("place", "country")
    return a.type != "person" and len(a.text) > len(short) > 1 and (in_order or loose)


def _quoted_before(doc: Doc, mentions: Sequence[Mention], i: int) -> int:
    """The name that "using an Arabic acronym for X" explains: the last one inside the quotation before it."""
    closing = doc.text.rfind('"', 0, mentions[i].start)
    inside = [j for j in range(i) if mentions[j].end <= closing and mentions[j].type != "country"]
    return inside[-1] if closing > 0 and inside else i - 1


def _known_names(doc: Doc | None, mentions: Sequence[Mention], known: Mapping[str, Entry]) -> list[Mention]:
    """Return the mentions, listed names with their entity; a capital is its country only where it acts."""
    people = {word for m in mentions if m.type == "person" and " " in m.text for word in m.text.split()}
    elsewhere = namesakes.meant(doc.text if doc is not None else "", (m.text for m in mentions))
    return [
        replace(m, type="place", entity=(None, elsewhere[m.text], "place"))
        if m.text in elsewhere
        else _as_listed(doc, m, known.get(gazetteer.bare(m.text)), people)
        for m in mentions
    ]


def _as_listed(doc: Doc | None, m: Mention, entry: Entry | None, people: Collection[str]) -> Mention:
    if entry is None or entry.how == "demonym":
        return m
    country = entry.kind == "country" and m.text not in NAMES_OF_PEOPLE
    clear = country or entry.how == "capital" or entry.kind in tables.BODIES
    if m.type == "person" and entry.kind != "person" and (not clear or m.text in people):
        return m  # "Lima" beside "Ana Lima"; without her the capital, and "Houthi" the movement
    if entry.how == "capital":
        if doc is None or not _acts(doc, m):
            return m
        kind, rule = "metonym", "capital_acts"
    else:
        kind, rule = ("name" if entry.how == "name" else "alias"), "listed"
    return replace(m, kind=kind, rule=rule, entity=(entry.actor_id, entry.name, entry.kind), type=entry.kind)


def _acts(doc: Doc, m: Mention) -> bool:
    """True where a capital stands for its government: a subject, an owner of acts, a side of a relation."""
    head = doc[m.last - 1]
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


def _join(mentions: Sequence[Mention], same: Iterable[tuple[int, int, str]]) -> list[Mention]:
    """Give names that the text defines as one a common entity: the listed one's, else the longer form's."""
    alias: dict[str, Entity] = {}
    rules: dict[int, str] = {}
    for i, j, rule in same:
        long = max(i, j, key=lambda k: _weight(mentions[k], alias))
        a, b = mentions[i], mentions[j]
        if a.entity and b.entity and a.entity != b.entity:
            long = j if rule == "stands_for" else i
        main = mentions[long]
        entity = main.entity or alias.get(main.text) or (None, main.text, main.type)
        alias |= {a.text: entity, b.text: entity}
        rules[i + j - long] = rule
    named = [replace(m, rule=rules.get(k, m.rule)) for k, m in enumerate(mentions)]
    return [_as_alias(m, alias[m.text]) if m.text in alias and m.entity is None else m for m in named]


def _weight(m: Mention, alias: Mapping[str, Entity]) -> tuple:
    return m.entity is not None, m.text in alias, len(m.text)


def _as_alias(m: Mention, entity: Entity) -> Mention:
    if m.text == entity[1]:
        return replace(m, entity=entity)
    rule = m.rule if m.rule in ("acronym", "known_as") else "defined_alias"
    return replace(m, entity=entity, kind="alias", rule=rule)


def name_words(text: str) -> Words:
    """Return the words of a name that carry identity: lower case, without particles, initials and articles."""
    spoken = [w for w in re.split(r"[^\w]+", gazetteer.bare(text).lower()) if w]
    parts = [w for w in spoken if w != "the"] or spoken  # "Bank of the Philippines" is the Bank of Philippines
    idle = names.PARTICLES | {"jr", "sr", "ii", "iii"}
    last = len(parts) - 1 if text[-1:].isalnum() else -1  # "Company A" is not "Company B", but "Ana M." is Ana
    kept = [w for i, w in enumerate(parts) if w not in idle and (len(w) > 1 or i == last > 0)]
    return tuple(kept or parts)


def _persons(mentions: Sequence[Mention]) -> list[Mention]:
    """Join short names to the one full name that contains them; of two bearers to the one it was used for first.

    A person may have an entity already (listed, or called two names); it is then that of its short names too.
    """
    persons = [m for m in mentions if m.type == "person"]
    full: dict[Words, Entity] = {}
    genders: dict[Words, set[str]] = defaultdict(set)
    for m in persons:
        genders[name_words(m.text)] |= {m.gender} if m.gender else set()
    for m in sorted(persons, key=lambda m: (-len(name_words(m.text)), m.entity is None)):
        words = name_words(m.text)
        if len(words) > 1 and not _longer(words, full):
            full.setdefault(words, m.entity or (None, m.text, "person"))
    alone = [m.type == "person" and m.entity is None for m in mentions]
    return [_bearer(m, full, genders, persons) if own else m for m, own in zip(mentions, alone, strict=True)]


def _bearer(
    m: Mention, full: Mapping[Words, Entity], genders: Mapping[Words, set[str]], persons: Sequence[Mention]
) -> Mention:
    words = name_words(m.text)
    own = {m.gender} if m.gender else genders[words]  # "Mr. Obama" is not Michelle Obama
    fits = [f for f in _longer(words, full) if len(own | genders[f]) < 2 or genders[f] & own]
    fits = [words] if words in full else fits
    if len({full[f] for f in fits}) == 1:
        entity = full[fits[0]]
        if words == fits[0]:
            return replace(m, entity=entity)
        return replace(m, entity=entity, kind="alias", rule="surname" if words[-1] == fits[0][-1] else "short_name")
    if not fits:
        return replace(m, entity=(None, m.text, "person"))
    near = {full[w] for p in persons if 0 < m.start - p.start < CLOSE and (w := name_words(p.text)) in fits}
    first = _established(words, fits, full, persons)
    meant = first or _likeliest(m, fits, full, persons)
    if meant and not (first and near and first not in near):  # of two that may be meant nobody is
        return replace(m, entity=meant, kind="alias", rule="established")
    return replace(m, rule="ambiguous_surname")


def _established(
    short: Words, fits: list[Words], full: Mapping[Words, Entity], persons: Sequence[Mention]
) -> Entity | None:
    """The bearer whom the text calls by the short name before it brings in another: "Trump" before Ivanka Trump."""
    order: list[Entity] = []
    for m in persons:
        words = name_words(m.text)
        entity = full[words] if words in fits else None
        if entity and entity not in order:
            order.append(entity)
        if len(order) > 1:
            return None
        if order and words == short:
            return order[0]
    return None


def _likeliest(
    m: Mention, fits: list[Words], full: Mapping[Words, Entity], persons: Sequence[Mention]
) -> Entity | None:
    """The only bearer whom the lines just before name in full, else one whom the article names far more often."""
    named = [(p.start, full[words]) for p in persons if (words := name_words(p.text)) in fits]
    near = {entity for start, entity in named if 0 < m.start - start < CLOSE}
    if len(near) == 1:
        return near.pop()
    counts = Counter(entity for _, entity in named).most_common(2)
    often = len(counts) == 1 or counts[0][1] >= FAR_MORE * counts[1][1]
    return counts[0][0] if counts and often and not near else None


def _longer(words: Words, full: Mapping[Words, object]) -> list[Words]:
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


def _bodies(mentions: Sequence[Mention]) -> list[Mention]:
    """Join shortened bodies to the one longer name in the article: "the Commission", "Al Jazeera", "LBFC"."""
    full = {name_words(m.text): m.text for m in mentions if m.type != "person" and m.entity is None}
    initials: dict[str, set[str]] = defaultdict(set)
    for name in full.values():
        initials["".join(c[0] for c in re.findall(r"\w+", name) if c[0].isupper())].add(name)
    alone = [m.type != "person" and m.entity is None for m in mentions]
    return [_body(m, full, initials) if own else m for m, own in zip(mentions, alone, strict=True)]


def _body(m: Mention, full: Mapping[Words, str], initials: Mapping[str, set[str]]) -> Mention:
    words, short = name_words(m.text), m.text.replace(".", "")
    longer = {full[o] for o in full if len(o) > len(words) and _shortens(words, o) and m.type != "place"}
    meant = initials.get(short, set()) - {m.text} if len(short) > 2 and short.isupper() else set()
    for meant_by, rule in ((longer, "shortened"), (meant, "initials")):
        if len(meant_by) == 1:
            return replace(m, entity=(None, meant_by.pop(), m.type), kind="alias", rule=rule)
    return replace(m, entity=(None, m.text, m.type))


def _shortens(short: Words, long: Words) -> bool:
    n = len(short)
    if n == 1 and len(long) > 1 and long[0] == short[0] and short[0].capitalize() in gazetteer.body_heads():
        return long[1] in ("of", "for", "on")  # "the Ministry" for the Ministry of Ports; no Senate Ports Committee
    if long[-n:] == short:
        return n > 1 or short[0].capitalize() in gazetteer.body_heads()
    return long[:n] == short and long[-1] not in ORGANS and (n > 1 or set(long[n:]) <= COMPANY_TAILS)
