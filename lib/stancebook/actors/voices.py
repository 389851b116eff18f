"""Who speaks in an article that is a transcript, an interview or a speech: its turns put to actors.

Works on the tables, without a parse.  What names read in a label ("DAHL" taken for a body, "Lab" in a bracket) gives
way to the person whom the label calls.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from stancebook import tables
from stancebook.actors import authors, called
from stancebook.actors.called import Person
from stancebook.actors.sure import sure
from stancebook.text import turns
from stancebook.text.turns import Turn

NAMES = r"[^.\n]{0,120}"
# Behind these stands who is interviewed, behind those who interviews ("X told the Courier"); in front of "interviewed"
# stands who interviews, in front of "answered" and "told" who is interviewed, in front of "spoke with" either of them.
INTERVIEWED = re.compile(
    r"\b(?:interview(?:s|ed|ing)?(?:\s+with)?|(?:spoke|speaks?|spoken|talk(?:s|ed|ing)?|conversation|chat(?:s|ted)?|"
    r"sat down|sits down|caught up|catches up) (?:to|with)|asked|asks|quizzed|Q ?& ?A(?: with)?:?|"
    r"questions (?:to|for))\b",
    re.IGNORECASE,
)
INTERVIEWS = re.compile(r"\b(?:told|tells|(?:interview|conversation) (?:to|for))\s*$", re.IGNORECASE)
BESIDE = r"\s*(?:\([^)\n]{1,60}\)|,[^,\n]{1,80},)?\s*(?:has |have |recently |also )*"
ASKING = re.compile(rf"{BESIDE}(?:interview(?:s|ed)|ask(?:s|ed)|quizzed|put (?:\w+ )?questions)\b", re.IGNORECASE)
ANSWERING = re.compile(
    rf"{BESIDE}(?:spoke|speaks|talks|talked|answer(?:s|ed)|discuss(?:es|ed)|told|tells|explain(?:s|ed)|sat down|"
    rf"took (?:our |some )?questions)\b",
    re.IGNORECASE,
)
PRESS = re.compile(
    r"\b(?:reporters?|correspondents?|journalists?|interviewers?|hosts?|presenters?|by)\W+$", re.IGNORECASE
)
NEAR = 120  # characters that "interviewed" reaches, within its sentence
UNNAMED = ("", turns.ASKS, turns.ANSWERS)  # voices that no name stands for
BODIES = (*tables.BODIES, "country")
SURE = 0.5  # by how much one person has to be shown better than the next as interviewed (a mention counts 0.25)
SHOWN = 3.0  # the same to be shown at all (by such words) where no label tells that the text is an interview


class Heard(NamedTuple):
    """What is known of the voices of one article.

    ``turns`` are its turns, each with its speaker (None: unknown); ``asked`` whom the questions of who interviews are
    put to; ``author`` whose words the whole text is, ``speech`` if they were spoken.
    """

    turns: tuple[tuple[Turn, str | None], ...] = ()
    asked: str | None = None
    author: str | None = None
    speech: bool = False


def with_voices(
    documents: pd.DataFrame, sentences: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Heard]]:
    """Put the turns of transcripts and interviews, and whole speeches and signed texts, to actors.

    Parameters
    ----------
    documents, sentences, actors, mentions
        The tables of these names.  ``title`` and ``byline`` of a document are read too.

    Returns
    -------
    actors, mentions
        The tables with the people whom labels, titles and bylines call, and a mention (rule ``turn_label``) for each
        label of theirs; what was read in labels otherwise is gone, with actors named nowhere else.
    heard
        ``doc_id`` -> what is known of its voices; articles that are no transcript, interview or speech have none.
    """
    cards = {row["actor_id"]: row for row in actors.to_dict("records")}
    by_doc, lines = tables.by_document(mentions), tables.by_document(sentences)
    kept: list[dict] = []
    heard: dict[str, Heard] = {}
    for document in documents.to_dict("records"):
        article = _Article(document, cards, by_doc[document["doc_id"]])
        found = article.heard()
        if found:
            heard[document["doc_id"]] = found
        kept += article.mentions(found, lines[document["doc_id"]])
        cards |= article.new
    named = {m["actor_id"] for m in kept} | {i for h in heard.values() for i in (h.author, *(w for _, w in h.turns))}
    before = set(mentions["actor_id"])
    rows = sorted((c for i, c in cards.items() if i in named or i not in before), key=lambda c: c["actor_id"])
    return tables.make("actors", rows), tables.make("mentions", kept), heard


class _Article:
    """One article: its turns, the people it names outside labels, and the people that are new."""

    def __init__(self, document: Mapping, cards: Mapping[str, dict], mentions: list[dict]) -> None:
        self.doc_id, self.text = document["doc_id"], document["text"]
        self.title, self.byline = (
            value if isinstance(value := document[key], str) else "" for key in ("title", "byline")
        )
        self.turns = turns.turns(self.text)
        heads = [turn.head for turn in self.turns if turn.head]
        self.inside = [m for m in mentions if any(a <= m["start"] < b for a, b in heads)]
        labelled = {m["mention_id"] for m in self.inside}
        self.outside = [m for m in mentions if m["mention_id"] not in labelled]
        self.cards = cards
        self.people = called.people(self.text, cards, self.outside)
        self.new: dict[str, dict] = {}

    def heard(self) -> Heard | None:
        """Return the voices of the article."""
        if not self.turns:
            author = authors.author_of(self.doc_id, self.title, self.byline, self.text, self.people)
            if author is None:
                return None
            self._add(author.row)
            said = tuple((turn, author.actor_id) for turn in turns.paragraphs(self.text)) if author.speech else ()
            return Heard(said, author=author.actor_id, speech=author.speech)
        speakers = self._speakers()
        if not any(turn.head for turn in self.turns) and not any(speakers.values()):
            return None
        voices = {turn.voice for turn in self.turns if not turn.asks}
        asked = speakers.get(next(iter(voices))) if len(voices) == 1 else None
        return Heard(tuple((turn, speakers[turn.voice]) for turn in self.turns), asked)

    def mentions(self, found: Heard | None, lines: Sequence[dict]) -> list[dict]:
        """Return the rows of table ``mentions`` of the article in order."""
        if not any(turn.head for turn in self.turns):
            return self.outside
        lost = self._unnamed() - {speaker for _, speaker in (found.turns if found else ())}
        rows = [m for m in self.outside if m["actor_id"] not in lost]
        sent_at = {line["start"]: line["sent_id"] for line in lines}
        for n, (turn, speaker) in enumerate(found.turns if found else ()):
            label = self._label(turn)
            if speaker and turn.head and turn.label and turn.head[0] in sent_at and turn.voice not in UNNAMED:
                rows.append({"mention_id": f"{self.doc_id}:v{n}", "doc_id": self.doc_id, "actor_id": speaker,
                             "sent_id": sent_at[turn.head[0]], "start": turn.label[0], "end": turn.label[1],
                             "kind": "nominal" if called.office(label) else "name", "confidence": sure("turn_label"),
                             "rule": "turn_label"})  # fmt: skip
        return sorted(rows, key=lambda m: (m["start"], m["end"]))

    def _unnamed(self) -> set[str]:
        """Return the actors that only labels named: pronouns that were taken for them are nobody's."""
        named = {m["actor_id"] for m in self.outside if m["kind"] in tables.NAMED}
        return {m["actor_id"] for m in self.inside if m["kind"] in tables.NAMED} - named

    def _speakers(self) -> dict[str, str | None]:
        """Return voice -> actor; who asks is known only by name, and who answers is whom the introduction names."""
        labels: dict[str, list[Turn]] = defaultdict(list)
        for turn in self.turns:
            labels[turn.voice].append(turn)
        found: dict[str, str | None] = {}
        for voice, own in labels.items():
            longest = max(own, key=lambda turn: sum(b - a for a, b in filter(None, (turn.label, turn.more))))
            if voice == turns.ANSWERS:
                found[voice] = self._interviewed()
            else:
                found[voice] = None if voice in UNNAMED else self._called(longest)
        return found

    def _label(self, turn: Turn) -> str:
        return self.text[slice(*turn.label)] if turn.label else ""

    def _called(self, turn: Turn) -> str | None:
        """Return whom a label calls: somebody the article names, the body it is read as, or a new person."""
        label = self._label(turn)
        beside = self.text[slice(*turn.more)].strip(" ()[],") if turn.more else ""
        if called.office(label):  # "The Minister for Trade (Ana Torres)"
            named = called.who(beside, self.people) if beside else None
            if beside and not named and called.personal(beside):
                named = self._add(called.new_person(beside, self.doc_id))
            self._tell_role(named, label)
            return named or called.holder(label, self.people)
        known = called.who(label, self.people) or self._body(turn)
        if known is None and (called.personal(label) or not turn.asks):
            known = self._add(called.new_person(label, self.doc_id))
        self._tell_role(known, beside)
        return known

    def _tell_role(self, actor_id: str | None, role: str) -> None:
        """Put "Danish ambassador" on the card of who is called so, where no sentence tells a role."""
        card = self.new.get(actor_id or "", self.cards.get(actor_id or ""))
        if card and card["kind"] == "person" and called.office(role):
            known = card["role"] if isinstance(card["role"], str) else ""
            if known.strip(" (),") in ("", role):
                self.new[card["actor_id"]] = card | {"role": role}

    def _body(self, turn: Turn) -> str | None:
        """Return the body or country that a whole label names: a paper, or one that the text names too."""
        assert turn.label is not None
        several = " " in self._label(turn) and not called.personal(self._label(turn))
        also = {m["actor_id"] for m in self.outside if m["kind"] in tables.NAMED}
        for m in self.inside:
            whole = (m["start"], m["end"]) == turn.label and isinstance(m["actor_id"], str)
            if whole and self.cards[m["actor_id"]]["kind"] in BODIES and (several or m["actor_id"] in also):
                return m["actor_id"]
        return None

    def _add(self, row: dict | None) -> str | None:
        """Take in a new person, and return who it is."""
        if row is None:
            return None
        if row["actor_id"] not in self.cards:
            self.new[row["actor_id"]] = row
        self.people.append(Person(row["actor_id"], frozenset([called.words_of(row["name"])]), ""))
        return row["actor_id"]

    def _interviewed(self) -> str | None:
        """Return the one person whom the title and the introduction show as interviewed, or None."""
        first = self.turns[0]
        intro = self.text[: first.head[0] if first.head else first.content[0][0]]
        score: dict[str, float] = defaultdict(float)
        for line, weight in ((self.title, 1.0), (intro, 0.25)):
            places = sorted(called.places(line, self.people))
            for start, end, actor_id in places:
                score[actor_id] += weight + 3 * _part(line, start, end, [at for at, *_ in places])
        by = called.who(self.byline, self.people) if self.byline else None
        ranked = sorted(((s, i) for i, s in score.items() if i != by and s > 0), reverse=True)
        sure = len(ranked) == 1 or (ranked and ranked[0][0] >= ranked[1][0] + SURE)
        shown = first.head or (ranked and ranked[0][0] >= SHOWN)
        return ranked[0][1] if sure and shown else None


def _part(line: str, start: int, end: int, names: Sequence[int]) -> int:
    """Return 1 where a line shows the person named at ``start`` as interviewed, -1 as who interviews, else 0.

    ``names`` is where persons are named in the line.
    """
    if PRESS.search(line[:start]) or INTERVIEWS.search(line[:start]) or ASKING.match(line, end):
        return -1
    before = line[max(0, start - NEAR) : start]
    put = [m.end() for m in INTERVIEWED.finditer(before)]
    between = before[put[-1] :] if put else ""
    named = put and any(start - len(between) <= at < start for at in names)
    direct = put and not named and not re.search(r"[.!?\n]", between)
    return int(bool(direct) or bool(ANSWERING.match(line, end)))
