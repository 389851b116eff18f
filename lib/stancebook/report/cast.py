"""Who of a corpus can be told of by name, and how much of a story each is."""

from __future__ import annotations

import re

from stancebook.report.lookup import Tables
from stancebook.report.wording import names_of
from stancebook.text.language import STARTERS

# Words before which there is no name: "the court", "which", "its envoy" are nobody that a reader knows.
NAMELESS = re.compile(r"(?:the|an?|its?|his|her|their|our|my|who|which|that|this|these|those|some|many|all)\b", re.I)
MEDIUM = re.compile(
    r"\b(?:News|Newspaper|Times|Post|Press|TV|Television|Radio|Herald|Tribune|Journal|Daily|Gazette|Observer|Guardian|"
    r"Broadcasting|Magazine|Media|Reuters|CNN|BBC|NBC|CBS|Bloomberg|Politico|Breitbart|Xinhua|Jazeera|HuffPost|Nikkei|Fox)\b"
)
INITIAL = re.compile(r"[A-Z]\.?|[A-Z]-[A-Z]\w*")  # "P.", and "R-Iowa", a party and a state
LEAST = 0.1  # what a voice weighs that is not among the actors of the story


class Cast:
    """The actors of a corpus."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables ``actors``, ``documents`` and ``stories``."""
        actors, documents = tables["actors"], set(tables["documents"]["doc_id"])
        self.names = {i: _plain(name, documents) for i, name in names_of(actors).items()}
        outlets = {str(source).casefold() for source in tables["documents"]["source"].dropna()}
        self._kind = dict(zip(actors["actor_id"], actors["kind"], strict=True))
        self._media = {
            i for i, name in self.names.items() if MEDIUM.search(name.partition(" (")[0]) or name.casefold() in outlets
        }
        self._rank = {(s.story_id, a): n for s in tables["stories"].itertuples() for n, a in enumerate(s.actors)}

    def named(self, actor_id: object) -> bool:
        """Tell whether an actor has a name of its own and is no place."""
        name = self.names.get(actor_id, "") if isinstance(actor_id, str) else ""
        if not any(c.isupper() for c in name) or NAMELESS.match(name) or INITIAL.fullmatch(name) or name in STARTERS:
            return False
        return self._kind[str(actor_id)] != "place"

    def voice(self, actor_id: object) -> bool:
        """Tell whether an actor has a name and is none of those who pass on what others say."""
        return self.named(actor_id) and actor_id not in self._media

    def speaks(self, actor_id: object) -> bool:
        """Tell whether an actor is a person or a body with a name, who speaks for itself."""
        return self.voice(actor_id) and self._kind[str(actor_id)] in ("person", "organisation")

    def weight(self, story_id: str, actor_id: str) -> float:
        """Return how much of a story an actor is: 1 for the most mentioned, a half for the fifth, less for others."""
        rank = self._rank.get((story_id, actor_id))
        return LEAST if rank is None else 4 / (4 + rank)

    def akin(self, one: str, other: str) -> bool:
        """Tell whether two actors share a word of their names, as a party and its supporters do."""
        words = [{w.casefold() for w in re.findall(r"\w{4,}", self.names[i])} for i in (one, other)]
        return bool(words[0] & words[1])


def _plain(name: str, documents: set[str]) -> str:
    """Return a name without the article that tells it from another of the same name."""
    stem, _, rest = name.rpartition(" (")
    return stem if stem and rest[:-1] in documents else name
