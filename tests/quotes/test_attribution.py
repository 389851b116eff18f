"""Each way of reporting what somebody says, on a sentence of its own."""

import pandas as pd
import pytest

from stancebook import tables
from stancebook.quotes import attribution
from stancebook.text import language
from stancebook.text.decoding import Attributed


def find(text, names=None, said=None):
    """Quotes of ``text`` as dictionaries; ``names`` maps words of it to (actor_id, kind) mentions.

    ``said`` are the encoder's attributions as (cue, contents, source) in words of the text.
    """
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    rows = []
    for n, (words, (actor, kind)) in enumerate((names or {}).items()):
        start = text.index(words)
        end = start + len(words)
        rows.append({"mention_id": f"m{n}", "doc_id": "d", "sent_id": "s", "actor_id": actor, "start": start,
                     "end": end, "kind": kind, "confidence": 1.0, "rule": "test"})  # fmt: skip
    found = attribution.quotes_in(
        documents,
        {"d": language.parse([text])[0]},
        language.sentences(documents),
        tables.make("mentions", rows),
        None if said is None else {"d": [_said(text, *one) for one in said]},
    )
    return found.astype(object).where(found.notna(), None).to_dict("records")


def _said(text, cue, contents, source):
    at = {w: (text.index(w), text.index(w) + len(w)) for w in (cue, source, *contents) if w}
    return Attributed(at.get(cue), [at[c] for c in contents], at.get(source), 0.8)


def words(text, quote, role="content"):
    return [text[s:e] for s, e in quote[role]]


def only(text, rule, names=None):
    """Return the one quote of ``text`` that ``rule`` made."""
    found = [q for q in find(text, names) if q["rule"] == rule]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "rule", "source", "content"),
    [
        ("The minister said that the port would open.", "clause", ["The minister"], ["that the port would open"]),
        ("Officials told reporters the port would open.", "clause", ["Officials"], ["the port would open"]),
        ("The port would open in May, said the minister.", "clause", ["the minister"], ["The port would open in May"]),
        ("The port, officials said, would open.", "parenthetical", ["officials"], ["The port", "would open"]),
        ("The bank said on Monday that if prices rose it would act.", "clause", ["The bank"],
         ["that if prices rose it would act"]),
        ("Figures show that exports fell.", "clause", ["Figures"], ["that exports fell"]),
        ("Farmers believe that prices will fall.", "clause", ["Farmers"], ["that prices will fall"]),
        ("Farmers are confident that prices will fall.", "adjective", ["Farmers"], ["that prices will fall"]),
        ("According to traders, prices fell sharply.", "according_to", ["traders"], ["prices fell sharply"]),
        ("Prices fell sharply, according to traders.", "according_to", ["traders"], ["Prices fell sharply"]),
        ("Prices, according to traders, fell sharply in May.", "according_to", ["traders"],
         ["Prices", "fell sharply in May"]),
        ("The union vowed to strike in May.", "infinitive", ["The union"], ["to strike in May"]),
        ("The union urged the government to act.", "plea", ["The union"], ["the government to act"]),
        ("The union called for new talks.", "prepositional", ["The union"], ["new talks"]),
        ("The mayor called the deal a disaster.", "object", ["The mayor"], ["the deal a disaster"]),
        ("The mayor blamed the state for the deaths.", "object", ["The mayor"], ["the state for the deaths"]),
        ("The group claimed responsibility for the blast.", "object", ["The group"], ["responsibility for the blast"]),
        ("The blast was claimed by a rebel group.", "passive_agent", ["a rebel group"], ["The blast"]),
        ("The mayor is accused of taking bribes.", "passive", [], ["The mayor", "of taking bribes"]),
        ("It was reported that the road had closed.", "passive", [], ["that the road had closed"]),
        ("The talks seem to have failed.", "impression", [], ["The talks", "to have failed"]),
        ("The envoy reportedly left the country.", "hearsay", [], ["The envoy", "left the country"]),
        ("The mayor was quoted as saying the road had closed.", "clause", ["The mayor"], ["the road had closed"]),
        ("The minister's claim that exports had doubled was false.", "nominal", ["The minister's"],
         ["that exports had doubled"]),
        ("The envoy expressed hope that the truce would hold.", "nominal", ["The envoy"],
         ["that the truce would hold"]),
    ],
)  # fmt: skip
def test_reported_speech(text, rule, source, content):
    quote = only(text, rule)
    assert words(text, quote) == content
    assert words(text, quote, "source") == source
    assert quote["kind"] == "indirect"
    assert quote["within"] is None
    assert 0 < quote["confidence"] <= 1


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We are ready,” the minister said.", ["“We are ready,”"]),
        ('"We are ready," said the minister.', ['"We are ready,"']),
        ("‘We are ready,’ said the minister.", ["‘We are ready,’"]),
        ("''We are ready to sign,'' the minister said.", ["''We are ready to sign,''"]),
        ("The minister said: “We are ready to sign.”", ["“We are ready to sign.”"]),
        ("“Why do they wait?” the minister asked.", ["“Why do they wait?”"]),
        ("“The road,” the minister said, “is open to all.”", ["“The road,”", "“is open to all.”"]),
        ("“We are ready,” the minister said. “The road is open.”", ["“We are ready,”", "“The road is open.”"]),
        ("“We are ready,” the minister said.\n\n“The road is open to all.”",
         ["“We are ready,”", "“The road is open to all.”"]),
        ("“We are ready to sign the deal.\n\n“The road is open,” the minister said.",
         ["“We are ready to sign the deal.", "“The road is open,”"]),
        ("The minister said: “We are ready to sign the deal.\n\n“The road is open.”",
         ["“We are ready to sign the deal.", "“The road is open.”"]),
    ],
)  # fmt: skip
def test_direct_speech(text, content):
    quote = only(text, "direct")
    assert words(text, quote) == content
    assert words(text, quote, "source")[0].lower() == "the minister"
    assert quote["kind"] == "direct"


def test_mixed_quote():
    text = "The mayor said the deal was “a disaster” for farmers."
    quote = only(text, "clause")
    assert words(text, quote) == ["the deal was “a disaster” for farmers"]
    assert quote["kind"] == "mixed"


def test_quotation_without_cue_has_no_speaker():
    text = "Shoppers were angry.\n\n“This is not how you run a shop.”"
    quote = only(text, "direct_unattributed")
    assert quote["source"] == [] and quote["speaker_id"] is None


def test_name_before_a_colon():
    text = "Two readers wrote in.\n\nJane Doe: “This is not how you run a shop.”"
    assert words(text, only(text, "direct_named"), "source") == ["Jane Doe"]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “reform” cost the town money.",
        "Her first novel, “The Long Road Home,” won a prize.",
        "The road closed in May.",
    ],
)
def test_scare_quotes_and_titles_are_no_quotes(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The mayor denied that he took bribes.", "denial_clause"),
        ("The mayor denies involvement.", "denial_object"),
        ("The mayor denied taking bribes.", "denial_infinitive"),
        ("The ministry has not commented on the report.", "no_comment"),
        ("The ministry declined to comment on the report.", "no_comment"),
        ("The ministry has yet to respond to the claims.", "no_comment"),
        ("The ministry had no immediate comment.", "no_comment"),
        ("Jane Doe could not be reached for comment.", "no_comment"),
    ],
)
def test_denial_and_silence_are_told_apart(text, rule):
    assert [q["rule"] for q in find(text)] == [rule]


def test_participle_goes_on_from_the_report():
    text = "Exports fell, a Chinese official said, adding that talks would resume."
    adding = [q for q in find(text) if words(text, q, "cue") == ["adding"]]
    assert words(text, adding[0], "source") == ["a Chinese official"]
    assert words(text, adding[0]) == ["that talks would resume"]


def test_second_report_is_not_swallowed():
    text = "The adviser said the road will help traders, although he also expressed hope for peace."
    found = [(words(text, q, "cue")[0], words(text, q), q["within"]) for q in find(text)]
    assert found[0] == ("said", ["the road will help traders"], None)
    assert found[1][0] == "also expressed" and found[1][2] is None


def test_nested_quote_lies_within_the_outer_one():
    text = "The Daily Post reported that the mayor said surveys show that prices fell."
    outer, middle, inner = find(text)
    assert outer["within"] is None
    assert middle["within"] == outer["quote_id"]
    assert inner["within"] == middle["quote_id"]
    assert words(text, inner, "source") == ["surveys"]


PERSON = ("person:ali-hassan", "name")


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Ali Hassan, the head of Iraq's Port Authority, said the road was open.", {"Iraq": "country:iraq"}),
        ("An adviser to the Unity Party, Ali Hassan, said the road was open.", {"Unity Party": "organisation:unity"}),
        ("Iraqi Prime Minister Ali Hassan said the road was open.", {}),
        ("Ali Hassan, who said the road was open, left.", {}),
        ("His niece, Rep. Ali Hassan (D-Norfolk), said the road was open.", {}),
    ],
)
def test_speaker_is_the_person_not_what_he_heads(text, others):
    names = {"Ali Hassan": PERSON} | {w: (actor, "name") for w, actor in others.items()}
    assert find(text, names)[0]["speaker_id"] == "person:ali-hassan"


def test_pronoun_source_takes_its_mention():
    text = "“We are ready,” he said."
    assert find(text, {"he": ("person:ali-hassan", "pronoun")})[0]["speaker_id"] == "person:ali-hassan"


def test_unknown_head_is_no_guess():
    text = "A trader from Iraq said the road was open."
    assert find(text, {"Iraq": ("country:iraq", "name")})[0]["speaker_id"] is None


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman for Norsk Shipping said the road was open.",
        "Norsk Shipping officials said the road was open.",
        "A Norsk Shipping report said the road was open.",
        "A statement from Norsk Shipping said the road was open.",
    ],
)
def test_an_unnamed_spokesman_and_a_document_speak_for_their_body(text):
    assert find(text, {"Norsk Shipping": ("organisation:norsk-shipping", "name")})[0]["speaker_id"] is not None


def test_a_document_about_a_body_is_not_its_own():
    text = "A report on Norsk Shipping said the road was open."
    assert find(text, {"Norsk Shipping": ("organisation:norsk-shipping", "name")})[0]["speaker_id"] is None


def test_group_named_before_its_noun_speaks():
    text = "The blast was claimed by the Northern rebel group."
    assert find(text, {"Northern": ("group:north", "alias")})[0]["speaker_id"] == "group:north"


def test_first_person_is_the_one_who_is_quoted():
    text = "“I hope that prices fall,” Ali Hassan said."
    inner = [q for q in find(text, {"Ali Hassan": PERSON}) if q["within"]]
    assert [q["speaker_id"] for q in inner] == ["person:ali-hassan"]


def test_spans_fit_the_text_as_read():
    text = "\n“The town’s bridge is shut,” Jane Doe said.\r\n\r\n“No one   told us why.”\u00a0 She left. "
    for quote in find(text):
        for role in ("content", "cue", "source"):
            for start, end in quote[role]:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()


def test_every_family_is_read():
    families = attribution.families()
    assert {"speech", "thought", "intent", "object", "deny", "silent"} <= set(families)
    assert "say" in families["speech"] and "#" not in "".join(families["speech"])


def test_a_rule_gives_the_source_that_the_encoder_lacks():
    text = "The union publicly blamed the bank for the losses."
    (quote,) = find(text, said=[("publicly", ["the bank for the losses"], None)])
    assert (words(text, quote, "source"), quote["rule"]) == (["The union"], "encoder/object")


def test_the_encoders_source_stands_against_a_rules():
    text = "The minister said that the port would open."
    (quote,) = find(text, said=[("said", ["that the port would open"], "minister")])
    assert (words(text, quote, "source"), quote["confidence"]) == (["minister"], 0.8)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The firm denied any fault.", True),
        ("“We waited long enough for this day,” she said.", True),
        ("The governor vowed to reopen the road.", True),
        ("The paper criticised the plan.", False),
    ],
)
def test_where_the_encoder_is_silent_only_trusted_rules_speak(text, kept):
    assert bool(find(text)) and bool(find(text, said=[])) == kept


def test_what_is_said_inside_the_encoders_content_is_nested():
    text = "The paper reported that the minister said the port would open."
    said = [("reported", ["that the minister said the port would open"], "The paper")]
    outer, inner = find(text, said=said)
    assert (outer["rule"], inner["rule"], inner["within"]) == ("encoder/clause", "clause", outer["quote_id"])


def test_the_name_that_signs_a_quotation_is_its_source():
    text = "“I sell less every year.” ― Ana Quispe\n“I will move to the coast next year.” ― Hugo Paz"
    second = "“I will move to the coast next year.”"
    found = find(text, said=[(None, [second], "Ana Quispe")])
    assert [words(text, q, "source") for q in found if words(text, q) == [second]] == [["Hugo Paz"]]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Norsk Shipping issued a statement on Monday. The statement said the road was open.", "organisation:norsk"),
        ("Readers liked a Norsk Shipping report. The report said the road was open.", "organisation:norsk"),
        ("Readers liked a report on Norsk Shipping. The report said the road was open.", None),
    ],
)
def test_the_statement_is_whose_it_was_before(text, actor):
    assert find(text, {"Norsk Shipping": ("organisation:norsk", "name")})[-1]["speaker_id"] == actor
