"""Text as readers see it, to sentences, syntax and the encoder's raw answers; the only wing that loads a model.

In: ``documents.text``. Out: table ``sentences``, spaCy documents, ``encoder.Reading`` and what its heads answer.
"""
