"""Capitals to ordinary letters, word for word, for readers (parser, encoder) that take a capital for a name.

A headline or a whole text in capitals is written as news writes it: what a dictionary has in small letters goes small,
what it does not have is taken for a name (truecasing, Lita et al. 2003; ours counts no word sequences).  What the same
article writes in ordinary letters elsewhere comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from functools import cache

from stancebook.text import wordlists

SHOUTED = 0.7  # share of letters in words of capitals from which a line is in capitals
LEAST = 3  # words of capitals in such a line: fewer are a name, an agency, a speaker
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
INSIDE = re.compile(r"(?<=[a-z,;] )[^\W\d_]+")  # a word behind another of its sentence
ENDS = re.compile(r"[.!?:]['\"”’)]*\s*$|^\s*['\"“‘(]*$|[\"“]$")  # what a sentence begins behind
ROMAN = re.compile(r"[IVX]+")
VOWELS = frozenset("aeiouy")
CLITICS = frozenset("s t re ve ll d m".split())
KINDS = ("noun", "verb", "adj", "adv")  # of spaCy's lists
LONGEST_NAME = 5  # words of a known name


def shouted(line: str) -> bool:
    """Tell whether a line is written in capitals."""
    words = [w for w in re.findall(r"[^\W\d_]{2,}", line) if w.lower() != w.upper()]
    loud = [w for w in words if w.isupper()]
    return len(loud) >= LEAST and sum(map(len, loud)) >= SHOUTED * sum(map(len, words))


def quiet(text: str, names: Mapping[str, str], given: Container[str]) -> str:
    """Return ``text`` with its lines in capitals in ordinary letters, one letter for one.

    ``names`` are known ones as they are written, words set apart by a blank, under their small letters; ``given`` those
    of them that are people's first names.
    """
    lines = text.split("\n")
    loud = [shouted(line) for line in lines]
    if not any(loud):
        return text
    rest = "\n".join(line for line, is_loud in zip(lines, loud, strict=True) if not is_loud)
    known = {**names, **_listed(), **_own_forms(rest)}
    return "\n".join(_line(line, known, given) if is_loud else line for line, is_loud in zip(lines, loud, strict=True))


def _own_forms(text: str) -> dict[str, str]:
    """Return how an article writes its words inside sentences, the form it uses most; small letters on a tie."""
    counts: dict[str, Counter[str]] = {}
    for word in INSIDE.findall(text):
        counts.setdefault(word.lower(), Counter())[word] += 1
    return {word: max(forms, key=lambda f: (forms[f], f)) for word, forms in counts.items()}


def _line(line: str, known: Mapping[str, str], given: Container[str]) -> str:
    words = list(WORD.finditer(line))
    forms = [""] * len(words)
    for i, match in enumerate(words):
        if not forms[i]:
            for j, form in enumerate(_known(words[i : i + LONGEST_NAME], line, known)):
                forms[i + j] = form
        if not forms[i]:
            beside = i > 0 and line[words[i - 1].end() : match.start()] == " "
            beside = beside and (forms[i - 1] in given or _is_name(forms[i - 1]))
            forms[i] = _form(match.group(), known, beside)
        if ENDS.search(line[: match.start()]):
            forms[i] = forms[i][0].upper() + forms[i][1:]
    made, at = [], 0
    for match, form in zip(words, forms, strict=True):
        word = match.group()
        made += [line[at : match.start()], form if len(form) == len(word) and word.upper() == word else word]
        at = match.end()
    return "".join([*made, line[at:]])


def _known(words: Sequence[re.Match[str]], line: str, known: Mapping[str, str]) -> list[str]:
    """Return the longest name of several words that begins here, its words as they are written."""
    for n in range(len(words), 1, -1):
        name = known.get(line[words[0].start() : words[n - 1].end()].lower())
        if name and len(name.split()) == n:
            return name.split()
    return []


def _is_name(form: str) -> bool:
    return form[:1].isupper() and form.isalpha() and not in_dictionary(form.lower())


def _form(word: str, known: Mapping[str, str], beside_name: bool) -> str:
    """Return a word of capitals as news writes it: CANADA'S, DON'T and O'BRIEN too."""
    head, mark, clitic = word.partition("'" if "'" in word else "’")
    small = head.lower()
    if mark and clitic.lower() in CLITICS:
        form = known.get(small) or (small if clitic == "T" else _plain(head, beside_name))
        return form + mark + clitic.lower()
    if mark:
        return head.capitalize() + mark + clitic.capitalize()
    return known.get(small) or _plain(head, beside_name)


def _plain(word: str, beside_name: bool) -> str:
    """Return a word that no list has: a word of the dictionary small, but a noun right behind a name ("Luc Morel")."""
    small = word.lower()
    if ROMAN.fullmatch(word) or (len(word) < 6 and not VOWELS.intersection(small)):
        return word
    if in_dictionary(small, ("verb", "adj", "adv") if beside_name else KINDS):
        return small
    return small.capitalize()


@cache
def _listed() -> dict[str, str]:
    rows = {row["form"]: row["words"].split() for row in wordlists.rows("text", "casing.csv")}
    return {w: w.capitalize() for w in rows["title"]} | {w: w.upper() for w in rows["upper"]} | {"i": "I", "us": "US"}


@cache
def in_dictionary(word: str, kinds: tuple[str, ...] = KINDS) -> bool:
    """Tell whether a word in small letters, or its base form, is an English one (the lists of spaCy's lemmatizer)."""
    if word in _stop_words():
        return True
    for kind in kinds:
        index, odd, rules = _dictionary()[kind]
        bases = [word[: len(word) - len(old)] + new for old, new in rules if word.endswith(old)]
        if word in odd or not index.isdisjoint((word, *bases)):
            return True
    return False


@cache
def _stop_words() -> frozenset[str]:
    from stancebook.text.language import nlp

    return frozenset(nlp().Defaults.stop_words)


@cache
def _dictionary() -> dict[str, tuple[frozenset[str], frozenset[str], list[list[str]]]]:
    """Return base forms, odd forms and rules (ending, what stands for it in the base form) of each kind of word."""
    from stancebook.text.language import nlp

    lookups = nlp().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    index, odd, rules = (lookups.get_table(f"lemma_{name}") for name in ("index", "exc", "rules"))
    return {k: (frozenset(index[k]), frozenset(odd.get(k, ())), rules.get(k, [])) for k in KINDS}
