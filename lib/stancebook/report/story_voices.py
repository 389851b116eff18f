"""The voices that matter in a story, with their words, and who denies."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook.report.cast import Cast
from stancebook.report.line import Line
from stancebook.report.lookup import Tables, texts_by_id
from stancebook.report.passages import Passages, cut, quoted, unmarked
from stancebook.report.printable import one_line
from stancebook.report.wording import count
from stancebook.stories import summary
from stancebook.stories.salience import Salience
from stancebook.tables import NAMED, span_text

SURE = 0.45  # confidence from which a quote is told; lower, about one in five was in the wrong mouth
SURE_DENIED = 0.25  # the same of a denial, whose verb says more than its score
SHORTEST = 7  # words that say something by themselves
LENGTH = 40  # words of a quote that are told
TOLD = 2  # lines of a story
SHOWN = 12  # rows of its table
COLUMNS = ("Who", "How", "What was said", "Outlets", "sent_id")
# "did not deny", "never denied", "nor would he deny", "neither confirmed nor denied": no denial.
NOT = re.compile(r"\b(?:not|never|neither|nor|cannot|no|without)\b|n['’]t\b", re.IGNORECASE)
# Verbs that say that something was said, less those of thinking; what "hopes" or "wants" is the reporter's reading.
SAYING = frozenset(
    "accuse acknowledge add admit allege announce argue assert complain concede conclude confirm contend declare deny "
    "describe emphasise emphasize explain insist lament maintain mention note observe pledge point predict promise "
    "reaffirm reiterate reject remark reply report respond reveal say state stress suggest tell testify tweet urge vow "
    "warn write".split()
)
IRREGULAR = frozenset({"said", "says", "told", "wrote", "written", "according", "denies", "denied", "replied"})
MARKS = "\"“”'‘’ ,;:"
CLOSING = ("", *".,;:!?…\"”'’)]—–-")  # behind the words of a quote: nothing of its clause goes on
THAT = re.compile(r"^that ")
ASIDE = re.compile(r"[“\"']?(?:yes|no|well|look|thank|thanks|hello|I mean)\b[ ,]", re.IGNORECASE)
VAGUE = re.compile(r"[“\"'‘]*(?:he|she|they|him|them|there|that|those|these|such)\b", re.IGNORECASE)
# Whom or what these words mean stands before them: "We go to see him", "But few come close", "This is because …".
LEANS = re.compile(
    r"^[“\"'‘]*(?:This|That|These|Those|Such|It|But|And|Or|So|Yet)\b|\b(?:he|she|they|him|them|his|her|their)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z][a-z]{2,}")
LEANING = 0.4  # what words weigh that lean on what is not told
OWN, PASSED = 1.0, 0.6  # what own words weigh, and words as the reporter passes them on
UNPLACED = 0.7  # what words weigh that open with somebody who is not named


def tellable(tables: Tables, cast: Cast) -> pd.DataFrame:
    """Return the quotes that can be told: sure, whole, of a speaker who has a name and is named where it stands."""
    quotes = tables["quotes"]
    told = (quotes["confidence"] >= SURE) & (quotes["manner"] == "said")
    denied = (quotes["confidence"] >= SURE_DENIED) & (quotes["manner"] == "denied")
    kept = quotes[quotes["within"].isna() & (told | denied)]
    places = _named_places(tables["mentions"])
    texts = texts_by_id(tables)
    clear = [
        cast.voice(row.speaker_id) and bool(row.content) and _named(row, places) and _says(row, texts[row.doc_id])
        for row in kept.itertuples()
    ]
    return kept[pd.Series(clear, index=kept.index, dtype=bool)]


def _named_places(mentions: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """Return (doc_id, actor_id) -> where the article calls the actor by name."""
    called = mentions[mentions["kind"].isin(NAMED) & mentions["actor_id"].notna()]
    return {(str(d), str(a)): sorted(part) for (d, a), part in called.groupby(["doc_id", "actor_id"])["start"]}


def _named(quote: Any, places: Mapping[tuple[str, str], Sequence[int]]) -> bool:
    """Tell whether the source that a quote gives calls its speaker by name."""
    here = places.get((quote.doc_id, quote.speaker_id), ())
    return any(start <= place < end for start, end in quote.source for place in here)


def _together(quote: Any, passages: Passages) -> bool:
    """Tell whether words that are passed on stand in one sentence with their source, so that the reader sees it."""
    return any(
        passages.at(quote.doc_id, start) == passages.at(quote.doc_id, quote.content[0][0]) for start, _ in quote.source
    )


def _says(quote: Any, text: str) -> bool:
    """Tell whether a quote has words enough, and is own words or has a verb that says so."""
    if quote.manner == "denied":
        return denial(quote, text)
    if len(_words(quote, text).split()) < SHORTEST:
        return False
    before = text[max(0, min((s for s, _ in quote.cue), default=0) - 12) : min((s for s, _ in quote.cue), default=0)]
    says = any(_saying(word) for s, e in quote.cue for word in text[s:e].lower().split())
    return own_words(quote, text) or (says and not NOT.search(before))  # "did not say if"


def _saying(word: str) -> bool:
    return word in IRREGULAR or any(word in (verb, f"{verb}s", f"{verb}ed", f"{verb}d", f"{verb}ing", f"{verb[:-1]}ing")
                                    for verb in SAYING)  # fmt: skip


def _dissents(quote: Any, text: str) -> str:
    """Return the verb of a denial: who rejects a draft does not deny one."""
    rejects = any(text[s:e].lower().startswith(("reject", "dismiss", "rebuff")) for s, e in quote.cue)
    return "rejects" if rejects else "denies"


def _words(quote: Any, text: str) -> str:
    """Return what is said in one line: of own words the longest stretch, else all of it."""
    if quote.kind == "direct":
        return max((one_line(text[s:e]) for s, e in quote.content), key=lambda words: len(words.split()))
    return one_line(span_text(text, quote.content))


def own_words(quote: Any, text: str) -> bool:
    """Tell whether a quote is a sentence of its speaker's: in quotation marks, from a capital to where it ends."""
    if quote.kind != "direct":
        return False
    words = _words(quote, text)
    start = words.lstrip("\"“'‘[( ")[:1]
    return (start.isupper() or start.isdigit()) and words.rstrip("\"”'’ ")[-1:] in tuple(".,!?;…")


def _whole(quote: Any, text: str) -> bool:
    """Tell whether a quote is in one piece that ends where a clause does."""
    return len(quote.content) == 1 and text[quote.content[0][1] - 1 :][:2].strip()[-1:] in CLOSING


def leaning(words: str) -> bool:
    """Tell whether words mean somebody or something that stands before them, and say not whom."""
    found = LEANS.search(words)
    name = NAME.search(words)
    return found is not None and (name is None or found.start() < name.start())


def denial(quote: Any, text: str) -> bool:
    """Tell whether a quote marked as a denial is one: the words around its verb must not turn it round."""
    spans = [tuple(span) for span in (*quote.cue, *quote.source)]
    if quote.manner != "denied" or not quote.cue or not quote.content:
        return False
    first, last = min(s for s, _ in spans), max(e for _, e in spans)
    before = text[max(0, min(s for s, _ in quote.cue) - 20) : max(e for _, e in quote.cue)]
    return not NOT.search(text[first:last]) and not NOT.search(before.partition(".")[2] or before)


def rows(tables: Tables, cast: Cast) -> pd.DataFrame:
    """Return ``stories.summary.voices`` of the quotes that are told."""
    return summary.voices(tellable(tables, cast), tables["documents"])


class Voices:
    """The quotes of a corpus, weighed for the stories that they are told in."""

    def __init__(self, tables: Tables, cast: Cast, passages: Passages, salience: Salience) -> None:
        """Take the tables ``quotes`` and ``documents`` and what is known of who, where and how near."""
        self._quotes = {q.quote_id: q for q in tables["quotes"].itertuples()}
        self._texts, self._cast, self._passages, self._salience = texts_by_id(tables), cast, passages, salience

    def frame(self, part: Sequence[Any]) -> pd.DataFrame:
        """Return the table of a story's voices, the weightiest first; ``part`` are its rows of ``rows``."""
        made = []
        for row in self._ranked(part)[:SHOWN]:
            quote = self._best(row)
            told = "own words" if own_words(quote, self._texts[quote.doc_id]) else "as reported"
            how = "denial" if denial(quote, self._texts[quote.doc_id]) else told
            words, sent_id = self._said(quote)
            made.append({"Who": self._cast.names[row.speaker_id], "How": how, "What was said": words,
                         "Outlets": row.n_sources, "sent_id": sent_id})  # fmt: skip
        return pd.DataFrame(made, columns=list(COLUMNS))

    def _said(self, quote: Any) -> tuple[str, str]:
        """Return the words of a quote as a table has them, whole clauses, of words in pieces their sentence; and it."""
        text = self._texts[quote.doc_id]
        if own_words(quote, text) or _whole(quote, text):
            return THAT.sub("", cut(unmarked(_words(quote, text)), long=LENGTH)), self._sentence(quote)
        start, end = max(quote.content, key=lambda span: span[1] - span[0])
        sent_id = self._passages.at(quote.doc_id, start)
        return self._passages.around(sent_id, start, end, LENGTH), sent_id

    def lines(self, part: Sequence[Any], told: Container[str] = ()) -> list[Line]:
        """Return the weightiest voices of a story in lines, then a denial if there is one.

        Sentences in ``told`` are not told again.
        """
        pairs = ((row, self._best(row)) for row in self._ranked(part))
        ranked = [(row, quote) for row, quote in pairs if self._fresh(quote, told)]
        voices = [self._line("voice", *pair) for pair in ranked if not self._denies(pair[1])][:TOLD]
        return [*voices, *self.denials(part, told)[:1]]

    def denials(self, part: Sequence[Any], told: Container[str] = ()) -> list[Line]:
        """Return every denial of a story in a line; ``part`` and ``told`` as for ``lines``."""
        quotes = [(row, quote) for row in part for quote in map(self._quotes.__getitem__, row.evidence)]
        return [self._line("dissent", *pair) for pair in quotes if self._denies(pair[1]) and self._fresh(pair[1], told)]

    def _fresh(self, quote: Any, told: Container[str]) -> bool:
        sent_id = self._sentence(quote)
        seen = own_words(quote, self._texts[quote.doc_id]) or _together(quote, self._passages)
        own = own_words(quote, self._texts[quote.doc_id])
        alone = not (own and leaning(_words(quote, self._texts[quote.doc_id])))
        return seen and alone and sent_id not in told and self._passages.whole(sent_id)

    def _denies(self, quote: Any) -> bool:
        return denial(quote, self._texts[quote.doc_id])

    def _ranked(self, part: Sequence[Any]) -> list[Any]:
        return sorted(part, key=lambda row: (-self._weight(row, self._best(row)), row.speaker_id))

    def _best(self, row: Any) -> Any:
        quotes = [self._quotes[i] for i in row.evidence]
        return max(quotes, key=lambda q: (self._weight(row, q), q.quote_id))

    def _weight(self, row: Any, quote: Any) -> float:
        """Return what a quote weighs: how near the story it is, who speaks, in how many outlets, where it stands."""
        words = _words(quote, self._texts[quote.doc_id])
        near = self._salience.of(row.story_id, words)
        kind = OWN if own_words(quote, self._texts[quote.doc_id]) else PASSED
        clear = UNPLACED if VAGUE.match(words) or ASIDE.match(words) or words.rstrip(MARKS).endswith("?") else 1.0
        clear *= LEANING if leaning(words) else 1.0
        who = self._cast.weight(row.story_id, row.speaker_id)
        place = self._passages.weight(self._sentence(quote))
        return round(near * kind * clear * row.n_sources * who**0.5 * place**0.5, 6)

    def _sentence(self, quote: Any) -> str:
        return self._passages.at(quote.doc_id, quote.content[0][0])

    def _line(self, kind: str, row: Any, quote: Any) -> Line:
        text, who = self._texts[quote.doc_id], self._cast.names[quote.speaker_id]
        also = f"heard in {count(row.n_sources, 'outlet')}" if row.n_sources > 1 else ""
        whence = self._passages.whence(quote.doc_id, also)
        if kind == "voice" and own_words(quote, text):
            said = f"{who}: {quoted(cut(_words(quote, text).strip(MARKS), long=LENGTH))}"
        else:
            first, last = quote.content[0][0], quote.content[-1][1]
            passage = self._passages.around(self._sentence(quote), first, last, LENGTH)
            verb = _dissents(quote, text) if kind == "dissent" else "as reported"
            said = f"{who} {verb}: {quoted(passage)}" if kind == "dissent" else f"{who}, {verb}: {quoted(passage)}"
        return Line(kind, f"{said}{whence}", (self._sentence(quote),), (("quotes", quote.quote_id),))
