"""Articles that tell the same event, and what matters in each.

In: the per-article tables, after corrections.  Out: table ``stories`` and ``documents.story_id`` (``telling.tell``),
and for each story its sides, voices, trade and dates (``summary``).
"""
