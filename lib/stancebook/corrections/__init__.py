"""The analyst's hand: ``corrections.yml`` read and checked, carried out on the tables, and told.

In: all per-article tables. Out: the same tables mended, and table ``corrections``.
"""
