"""How a speaker sounds.

In: parsed texts, mentions, quotes. Out: table ``tones``; means over speakers; plain VADER beside them.
"""
