"""Names to actors: what a name is, who is meant within an article, who is who across articles.

In: documents, parsed texts, the encoder's names, the analyst's list. Out: tables ``actors`` and ``mentions``.
"""
