"""Articles of a sentence or two, written for the tests, as the frames that the library passes around."""

from stancebook import actors, language, tables


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
    parsed = dict(zip(docs["doc_id"], language.parse(docs["text"]), strict=True))
    sents = language.sentences(docs)
    who, mentions = actors.resolve(docs, parsed, sents, analyst)
    return docs, parsed, sents, who, mentions


def referents(text: str, analyst=None) -> dict[str, str | None]:
    """Return surface -> actor_id of the mentions of one text (the last of a surface counts)."""
    *_, mentions = read(text, analyst=analyst)
    return {text[m.start : m.end]: None if m.actor_id != m.actor_id else m.actor_id for m in mentions.itertuples()}
