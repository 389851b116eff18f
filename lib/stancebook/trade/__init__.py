"""Where trade is heading: claims, the outlook of a corridor, uncertainty, dated events.

In: parsed texts, mentions, quotes. Out: tables ``claims``, ``events`` and ``outlook``.
"""
