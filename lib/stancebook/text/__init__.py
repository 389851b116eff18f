"""Text to sentences, syntax and the encoder's raw answers: one pass an article, and the only wing that loads a model.

In: ``documents.text``. Out: table ``sentences``, spaCy documents, ``encoder.Reading`` and what its heads answer.
"""
