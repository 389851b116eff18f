"""Which two actors are asked about, and what is read of them."""

from stancebook.stance import candidates as c

TEXT = "Ana Paz was in Lima. “Peru lied to us,” she said. “It must pay.” The farmers cheered. Chile beat Peru."
NAMES = {"paz": "Ana Paz"}


def asked(text, meant, voices=(), sentences=None):
    """Return the candidates of a text; mentions are (words, actor), each at its next place, voices (words, speaker)."""
    at, mentions = 0, []
    for words, actor in meant:
        at = text.index(words, at)
        mentions.append(c.Meant(at, at + len(words), actor))
        at += 1
    said = [c.Voice([(text.index(w), text.index(w) + len(w))], who, "q") for w, who in voices]
    return c.candidates(text, sentences or [(0, len(text))], mentions, said, NAMES)


def words(candidate):
    """Return the words marked as a and as b."""
    return tuple([candidate.text[s:e] for s, e in at] for at in (candidate.a_at, candidate.b_at))


def test_all_mentions_of_two_in_a_sentence_are_marked():
    (found,) = asked("Peru said it would sue Chile.", [("Peru", "peru"), ("it", "peru"), ("Chile", "chile")])
    assert (found.a, found.b, found.read) == ("peru", "chile", "alone")
    assert words(found) == (["Peru", "it"], ["Chile"])


def test_words_that_do_not_name_their_speaker_are_read_behind_the_name():
    start = TEXT.index("“It must")
    (found,) = asked(TEXT, [("It", "peru")], [("It must pay.", "paz")], [(start, start + 14)])
    assert found.read == "spoken" and found.text == "Ana Paz said: “It must pay.”"
    assert words(found) == (["Ana Paz"], ["It"]) and set(found.speakers) == {"paz"}


def test_a_speaker_named_in_the_sentence_needs_no_name_before_it():
    text = "“Peru lied to us,” Ana Paz said."
    (found,) = asked(text, [("Peru", "peru"), ("us", "paz"), ("Ana Paz", "paz")], [("Peru lied to us,", "paz")])
    assert found.read == "alone" and words(found) == (["Peru"], ["us", "Ana Paz"])


def test_a_sentence_with_one_actor_is_read_behind_the_one_before():
    text = "Peru closed the border. Farmers were beaten."
    (found,) = asked(text, [("Peru", "peru"), ("Farmers", "farmers")], sentences=[(0, 23), (24, 44)])
    assert (found.read, found.text, found.start) == ("behind", text, 24)
    assert words(found) == (["Peru"], ["Farmers"])


def test_nobody_is_asked_about_alone_nor_with_a_part_of_the_same_words():
    assert asked("Peru slept.", [("Peru", "peru")]) == []
    assert asked("The party of Peru won.", [("The party of Peru", "party"), ("Peru", "peru")]) == []


def test_of_a_long_list_those_close_together_and_those_with_a_speaker_are_asked():
    names = [f"N{n}" for n in range(12)]
    text = "Ana Paz named " + ", ".join(names) + "."
    found = asked(text, [("Ana Paz", "paz"), *((n, n) for n in names)], [(", ".join(names), "paz")])
    assert len(found) == c.PAIRS and [x.b for x in found if x.a == "paz"] == names
