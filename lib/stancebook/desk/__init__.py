"""The analyst's desk: questions asked of what was read, one line each, and corrections made without an editor.

In: a folder of articles or of a run. Out: answers (a frame, a page, a figure), and rows of ``corrections.yml``.
"""
