"""What role nouns and pronouns stand for: "the minister", "she".

Rules by syntax and closeness, in the spirit of Hobbs (1978) and of the high-precision sieves of Raghunathan et al.
(2010); where two actors fit equally well the mention stays unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from stancebook.actors import gazetteer, group_words
from stancebook.actors.mention import Card, Cards, Mention, new_mention
from stancebook.text.grammar import family

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

GENDER = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
GENDERED = {"mr": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "sheikh": "m", "spokesman": "m",
            "chairman": "m", "businessman": "m", "congressman": "m", "father": "m", "son": "m", "brother": "m",
            "husband": "m", "pope": "m", "mrs": "f", "ms": "f", "miss": "f", "dame": "f", "lady": "f", "queen": "f",
            "princess": "f", "spokeswoman": "f", "chairwoman": "f", "congresswoman": "f", "mother": "f",
            "daughter": "f", "sister": "f", "wife": "f", "widow": "f", "actress": "f", "madam": "f"}  # fmt: skip
ABBREVIATED = {"sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "col": "colonel",
               "lt": "lieutenant", "capt": "captain", "sgt": "sergeant", "adm": "admiral", "pres": "president",
               "del": "delegate", "prof": "professor", "dr": "doctor", "amb": "ambassador"}  # fmt: skip
STYLES = frozenset(["HE", "H.E.", "HRH", "HM", "HH"])
REACH = 3  # sentences that a pronoun looks back


def _role_words(role: str) -> list[str]:
    """Return the words of a role in lower case, abbreviations written out: "Vermont Sen." -> vermont, senator."""
    return [ABBREVIATED.get(w, w) for w in role.lower().replace(".", "").split()]


def gender(doc: Doc, m: Mention) -> str | None:
    """Return the gender that a title, a word of kin or the first name tells: "Mr. Obama", "his wife, Rana Sosa"."""
    words = _role_words(_title(doc, m).replace(",", ""))
    first, *rest = m.text.split() or [""]
    if not words and m.first > 1 and doc[m.first - 1].text == ",":  # "the first lady, Ana Sosa,"
        words = [doc[m.first - 2].lower_]
    named = gazetteer.first_names().get(first) if rest else None
    return next((GENDERED[w] for w in reversed(words) if w in GENDERED), named)


def with_roles(doc: Doc, mentions: list[Mention], cards: Cards) -> tuple[list[Mention], Cards]:
    """Add the mentions by words beside persons' names, and ``role`` and ``gender`` that these tell.

    Titles ("Iraqi Prime Minister Adel Abdul Mahdi"), appositions ("Youssef, an economist", "the minister, Khaled
    al-Rahmoun") and "X is the head of …".
    """
    found = []
    carded = dict(cards)
    for m in mentions:
        card = carded.get(m.actor_id or "")
        if card is None or card.kind != "person":
            continue
        beside = _apposition(doc[m.first : m.last].root) or _office_before(doc, m)
        if beside:
            found.append(new_mention(doc, *beside, m.actor_id, "apposition"))
        for role in (_title(doc, m), doc[slice(*beside)].text if beside else ""):
            words = _role_words(role)
            card = replace(card, gender=card.gender or next((GENDERED[w] for w in words if w in GENDERED), None))
            if card.role is None and any(gazetteer.roles().get(w) == "person" for w in words):
                card = replace(card, role=role)
        carded[card.actor_id] = card
    for card in list(carded.values()):  # what the article says comes before what a name is
        first, *rest = card.name.split()
        if card.kind == "person" and rest and card.gender is None:
            carded[card.actor_id] = replace(card, gender=gazetteer.first_names().get(first))
    return [*mentions, *found], carded


def _title(doc: Doc, m: Mention) -> str:
    """The words in front of a name: "Iraqi Prime Minister", "Ms", "economist"."""
    first = m.first
    while first and m.first - first < 7 and not doc[first].is_sent_start:
        before = doc[first - 1]
        if "\n" in before.text or not (before.pos_ in ("PROPN", "ADJ", "NOUN") or before.text == "."):
            break
        first -= 1
    return doc[first : m.first].text


def _apposition(head: Token) -> tuple[int, int] | None:
    """Return the tokens of the role beside a name, cut before its relative clause and further appositions."""
    near = [c for c in head.children if c.dep_ == "appos"]
    if head.dep_ == "appos":
        near += _role_above(head)
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        near += [c for c in head.head.children if c.dep_ == "attr"]
    if head.dep_ == "attr" and head.head.lemma_ == "be":  # "Her chief of staff is Ana Torres"
        near += [c for c in head.head.children if c.dep_ == "nsubj"]
    for noun in near:
        if gazetteer.roles().get(noun.lower_) == "person":
            tail = (
                c for c in noun.children if c.i > noun.i and c.dep_ in ("relcl", "appos", "acl", "conj", "cc", "punct")
            )
            last = min([c.left_edge.i for c in tail] + [noun.right_edge.i + 1, noun.i + 12])
            if noun.i < head.i:
                last = min(last, head.left_edge.i - (noun.doc[head.left_edge.i - 1].text == ","))
            return noun.left_edge.i, last
    return None


def _office_before(doc: Doc, m: Mention) -> tuple[int, int] | None:
    """The office before a name, with what it is for ("Minister for the Sahel | Ama Boateng"); a lone title is none."""
    last = m.first
    while last and (doc[last - 1].text in STYLES or gazetteer.title(doc[last - 1].text)):  # ", HE Dr | Omar Saleh"
        last -= 1
    last -= last > 0 and doc[last - 1].text == ","
    for i in range(last - 1, max(-1, last - 11), -1):
        word = doc[i]
        if word.pos_ not in ("NOUN", "PROPN", "ADP", "DET", "CCONJ", "ADJ"):
            break
        office = gazetteer.roles().get(word.lower_) == "person" and word.text[0].isupper()
        if office and doc[i + 1].lower_ in ("for", "of", "to") and i + 2 < last:
            return word.left_edge.i if word.left_edge.i > i - 4 else i, last
        if word.is_sent_start:
            break
    return None


def _role_above(head: Token) -> list[Token]:
    """The role noun that a name stands beside, past a phrase inside it: "An adviser to the party, Abdul Karim"."""
    for noun in head.ancestors:
        if gazetteer.roles().get(noun.lower_) == "person" or noun.pos_ not in (
            "NOUN",
            "PROPN",
            "ADP",
            "VERB",
        ):
            return [noun]
        if noun.pos_ == "VERB" and noun.dep_ not in ("acl", "relcl"):
            return []
    return []


def with_role_nouns(doc: Doc, mentions: list[Mention], cards: Cards) -> tuple[list[Mention], Cards]:
    """Add the mentions by a definite role noun of persons: "the minister".

    "the Syrian interior minister" tells the role in full, which then stands on the card.
    """
    found = []
    carded = dict(cards)
    roles = gazetteer.roles()
    inside = {i for m in mentions for i in range(m.first, m.last)}
    for token in doc:
        if roles.get(token.lower_) != "person" or token.i in inside or token.dep_ in ("compound", "amod", "appos"):
            continue
        left = token.left_edge
        if left.lower_ != "the":
            continue
        modifiers = {t.lower_ for t in doc[left.i + 1 : token.i]}
        actor_id = _by_role(token, modifiers, mentions, carded)
        if actor_id and len(modifiers) > 1:  # "the Syrian interior minister" tells the role in full
            card, wording = carded[actor_id], doc[left.i + 1 : token.i + 1].text
            if card.role and len(wording) > len(card.role) and token.lower_ in card.role:
                carded[actor_id] = replace(card, role=wording)
        found.append(new_mention(doc, left.i, token.i + 1, actor_id, "role_noun"))
    return [*mentions, *found], carded


def _by_role(token: Token, modifiers: set[str], mentions: list[Mention], cards: Cards) -> str | None:
    """The person last named before ``token`` (else next after it) who holds the role."""

    def fits(m: Mention) -> bool:
        card = cards.get(m.actor_id or "")
        if card is None or card.kind != "person" or not card.role:
            return False
        return token.lower_ in _role_words(card.role) and may_hold(card, token.lower_, modifiers)

    before = [m for m in mentions if m.first < token.i and fits(m)]
    if before:
        return last_named(before)
    near = {m.actor_id for m in mentions if token.i < m.first < token.sent.end + 40 and fits(m)}
    if len(near) == 1:
        return near.pop()
    named = {
        t.text for t in token.subtree if t.pos_ == "PROPN"
    }  # "the head of the Ports Commission" ... "Obi, head of …"
    later = {m.actor for m in mentions if token.i < m.first and named and fits(m)
             and named <= set((cards[m.actor].role or "").replace("'", " ").split())}  # fmt: skip
    return later.pop() if len(later) == 1 else None


def may_hold(card: Card, noun: str, modifiers: Collection[str]) -> bool:
    """False where a person is not "the Irish | president" by gender, nationality or for being one no more.

    What the article does not tell of the person forbids nothing.
    """
    role = set(_role_words(card.role or ""))
    if {card.gender, GENDERED.get(noun)} == {"m", "f"}:
        return False
    if noun in role and len({bool(group_words.words("gone") & told) for told in (role, set(modifiers))}) > 1:
        return False
    countries, wording = ({w for w in told if w.capitalize() in gazetteer.entries()} for told in (modifiers, role))
    return not (countries and wording and countries != wording)


def last_named(before: list[Mention]) -> str | None:
    """The actor named last; of two that stand as near, joined ("X and Y met"), nobody."""
    last = before[-1]
    tied = {m.actor_id for m in before if last.first - m.last <= 2}
    return last.actor_id if len(tied) == 1 else None


def subject(doc: Doc, m: Mention) -> bool:
    """True where a mention is the subject of its clause, or beside it or joined to it."""
    head = doc[m.first : m.last].root
    while head.dep_ in ("appos", "conj"):
        head = head.head
    return head.dep_ in ("nsubj", "nsubjpass")


def with_he_and_she(doc: Doc, mentions: list[Mention], cards: Cards) -> tuple[list[Mention], Cards]:
    """Add the mentions by he and she, and the ``gender`` that these tell."""
    found: list[Mention] = []
    carded = dict(cards)
    people = [m for m in mentions if m.actor_id and cards[m.actor_id].kind == "person"]
    number = {token.i: k for k, sent in enumerate(doc.sents) for token in sent}
    quoted = _quoted(doc)
    for token in doc:
        word = token.lower_
        if word in GENDER and not token.text.isupper():  # "HE Dr Omar Saleh" is His Excellency
            actor_id = _closest(token, people, carded, number, quoted)
            found.append(new_mention(doc, token.i, token.i + 1, actor_id, "pronoun_person", "pronoun"))
            if actor_id:
                people.append(found[-1])
            if actor_id and word in ("he", "she"):
                card = carded[actor_id]
                carded[actor_id] = replace(card, gender=card.gender or GENDER[word])
    return [*mentions, *found], carded


def _quoted(doc: Doc) -> list[bool]:
    """For each token, whether it stands inside double quotation marks; a paragraph's end closes them."""
    inside, flags = False, []
    for token in doc:
        if token.text == '"':
            inside = not inside
        elif "\n" in token.text:
            inside = False
        flags.append(inside)
    return flags


def _closest(
    token: Token, pool: list[Mention], cards: Cards, number: Mapping[int, int], quoted: list[bool]
) -> str | None:
    """Score persons before a pronoun by distance, subjecthood and level of quotation; a tie is unknown."""
    best: dict[str, float] = {}
    for m in pool:
        gap = number[token.i] - number[m.first]
        if m.first >= token.i or gap > REACH or cards[m.actor].gender not in (None, GENDER[token.lower_]):
            continue
        head = token.doc[m.first : m.last].root
        if head.head == token.head and head.dep_ != token.dep_ and token.dep_ != "poss":
            continue  # "Obi praised him": an argument of the same verb is somebody else
        score = -1.0 * gap + (0.6 if subject(token.doc, m) else 0.0)
        score += 0.5 if head.head.lemma_ in family("speech") and head.dep_ == "nsubj" and not quoted[token.i] else 0.0
        score -= 1.0 if quoted[m.first] != quoted[token.i] else 0.0
        score -= 0.7 if head.dep_ in ("poss", "compound") else 0.0
        best[m.actor] = max(best.get(m.actor, -9.0), score + m.first / 1e6)
    ranked = sorted(best.values(), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0] - ranked[1] < 0.05):
        return None
    return max(best, key=lambda actor_id: best[actor_id])
