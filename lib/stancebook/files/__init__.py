"""Files of many formats to documents.

In: paths. Out: tables ``documents`` and ``skipped``.
Knows what a reader of a format is, dates, copies; nothing of language.
"""
