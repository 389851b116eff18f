"""Who said what: source, cue, content, speaker and manner of each attribution.

In: parsed texts, mentions, the encoder's attributions. Out: table ``quotes``.
"""
