"""How a speaker sounds, and how it speaks of others.

In: parsed texts, mentions, quotes. Out: table ``tones``; means over speakers and targets; plain VADER beside them.
"""
