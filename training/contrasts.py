"""Sentences of our own making in which sides are easily misread (contrasts.txt), with actors and verbs put in."""

from __future__ import annotations

import random
import re
from itertools import combinations
from pathlib import Path

# base, past, ing, done
FOR = """back backed backing backed|support supported supporting supported|praise praised praising praised
welcome welcomed welcoming welcomed|defend defended defending defended|endorse endorsed endorsing endorsed
thank thanked thanking thanked|applaud applauded applauding applauded|commend commended commending commended
honour honoured honouring honoured|champion championed championing championed"""
AGAINST = """condemn condemned condemning condemned|criticise criticised criticising criticised
attack attacked attacking attacked|denounce denounced denouncing denounced|blame blamed blaming blamed
oppose opposed opposing opposed|slam slammed slamming slammed|threaten threatened threatening threatened
mock mocked mocking mocked|reject rejected rejecting rejected|insult insulted insulting insulted
censure censured censuring censured|rebuke rebuked rebuking rebuked"""
FORMS = ("base", "past", "ing", "done")
SLOT = re.compile(r"<(pos|neg)(?::(\w+))?>|\b([ABC])(?=\b)")
SIDE = re.compile(r"([ABC])([+-])([ABC])")
SIGN = {"+": "pos", "-": "neg"}


def verbs(words: str) -> list[dict[str, str]]:
    """Return the verbs of a list by form."""
    return [dict(zip(FORMS, verb.split(), strict=True)) for verb in re.split(r"[|\n]", words)]


VERBS = {"pos": verbs(FOR), "neg": verbs(AGAINST)}


def templates() -> list[tuple[str, dict[tuple[str, str], str]]]:
    """Return each sentence with its sides: (source, target) -> pos or neg."""
    lines = (Path(__file__).parent / "contrasts.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.partition("|") for line in lines if line and not line.startswith("#")]
    return [(said.strip(), {(a, b): SIGN[s] for a, s, b in SIDE.findall(sides)}) for said, _, sides in parts]


def filled(template: str, names: list[str], rng: random.Random) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a sentence with actors and verbs put in, and the characters of A, B and C."""
    actors = dict(zip("ABC", rng.sample(names, 3), strict=True))
    text, at, before = "", {}, 0
    for slot in SLOT.finditer(template):
        text += template[before : slot.start()]
        sign, form, actor = slot.groups()
        word = rng.choice(VERBS[sign])[form or "past"] if sign else actors[actor]
        if actor:
            at.setdefault(actor, (len(text), len(text) + len(word)))
        text += word
        before = slot.end()
    return text + template[before:], at


def rows(names: list[str], each: int, rng: random.Random) -> list[dict]:
    """Return labelled pairs, ``each`` times every sentence: ``text``, the spans ``a`` and ``b`` in order, ``sides``."""
    made = []
    for template, sides in templates() * each:
        text, at = filled(template, names, rng)
        for one, other in combinations(sorted(at, key=lambda k: at[k]), 2):
            there, back = sides.get((one, other)), sides.get((other, one))
            told = {f"a_{there}_b": 1.0} if there else {}
            told |= {f"b_{back}_a": 1.0} if back else {}
            made.append({"text": text, "a": at[one], "b": at[other], "sides": told})
    return made
