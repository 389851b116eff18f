"""Stories on the page: what happened, who stands on which side, whose voices are heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from stancebook.report.brief_evidence import Evidence, Passage
from stancebook.report.brief_tables import Cell, Context, Row, Table
from stancebook.report.line import Line
from stancebook.report.printable import printable
from stancebook.report.story_lines import StoryTold, stories_told

OPEN = 5  # stories that stand open
TOLD = 30  # stories that are told; the articles of the others are in the list of articles
ROWS = 4  # sides and voices of a story that stand open
MOOD = {"supports": "for", "opposes": "against"}


@dataclass(frozen=True)
class Cited:
    """A sentence of the brief and the passages that it rests on."""

    kind: str
    text: str
    evidence: Sequence[Passage] = ()


@dataclass(frozen=True)
class Story:
    """A story on the page; ``articles`` are the numbers of those that tell it."""

    number: int
    title: str
    facts: str
    lines: Sequence[Cited]
    tables: Sequence[Table]
    articles: Sequence[int]


def cited(evidence: Evidence, line: Line) -> Cited:
    """Return a line with its passages."""
    return Cited(line.kind, printable(line.text), evidence.sentences(line.evidence))


def told(page: Context) -> list[StoryTold]:
    """Return the stories that the page tells, the weightiest first."""
    return stories_told({**page.tables, "stories": page.tables["stories"].head(TOLD)})


def by_story(evidence: Evidence, lines: Sequence[Line], stories: Sequence[StoryTold]) -> list[list[Cited]]:
    """Return the lines of the bottom line, those of one story together."""
    story = {line: s.story_id for s in stories for line in s.lines}
    key = {id(line): story.get(line, n) for n, line in enumerate(lines)}
    return [[cited(evidence, line) for line in part] for _, part in groupby(lines, key=lambda line: key[id(line)])]


def on_page(page: Context, stories: Sequence[StoryTold], said: Sequence[Line]) -> list[Story]:
    """Return the stories as the page shows them; what the bottom line has ``said`` is not told again."""
    ids = {name: actor_id for actor_id, name in reversed(list(page.names.items()))}
    documents = page.tables["documents"]
    numbers = documents["doc_id"].map(page.evidence.number).groupby(documents["story_id"]).agg(sorted)
    return [
        Story(n, story.title, story.facts, [cited(page.evidence, line) for line in story.lines if line not in said],
              [t for t in (_sides(page, story, n, ids), _voices(page, story, n, ids)) if t.rows],
              numbers.get(story.story_id, [])) for n, story in enumerate(stories, 1)
    ]  # fmt: skip


def _sides(page: Context, story: StoryTold, n: int, ids: Mapping[str, str]) -> Table:
    rows = []
    for r in story.sides.to_dict("records"):
        shown = page.evidence.sentences([r["sent_id"]])
        cells = [Cell(r["Who"]), Cell(r["Side"], "", MOOD.get(r["Side"], "")), Cell(r["Whom"]), Cell(r["Told by"])]
        rows.append(Row(cells, shown, [ids.get(r["Who"]), ids.get(r["Whom"])]))
    columns = [("Who", "name"), ("Side", "word"), ("Whom", "name"), ("Told by", "word")]
    return Table(f"story-{n}-sides", "Sides", columns, rows[: 2 * ROWS], "Sentence", first=ROWS)


def _voices(page: Context, story: StoryTold, n: int, ids: Mapping[str, str]) -> Table:
    rows = []
    for r in story.voices.to_dict("records"):
        shown = [_marked(p, r["What was said"]) for p in page.evidence.sentences([r["sent_id"]])]
        rows.append(Row([Cell(r["Who"]), Cell(r["How"])], shown, [ids.get(r["Who"])]))
    columns = [("Voice", "name"), ("How", "word")]
    return Table(f"story-{n}-voices", "Voices", columns, rows[: 2 * ROWS], "What was said", first=ROWS)


def _marked(passage: Passage, words: str) -> Passage:
    """Return a passage with only ``words`` of its sentence marked; whole where they aren't in it."""
    head, found, tail = passage.mark.partition(words)
    return replace(passage, head=head, mark=found, tail=tail) if found else passage
