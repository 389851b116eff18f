import pytest

from stancebook.actors import analyst_file, names
from stancebook.text import encoder, language

TIRKAN = [("Tirkan", "person"), ("Tirkan province", "place")]
LISTED = names.listing(analyst_file.entries(None))


def read(text, named=None):
    """The parsed text and its names, the encoder's unless others are given."""
    named = encoder.names(text, encoder.encode(text)) if named is None else named
    doc = language.parse([text], [named])[0]
    return doc, names.names_in(doc, named, LISTED)


def found(text: str) -> dict[str, str]:
    doc, told = read(text)
    return {doc[n.first : n.last].text: n.kind for n in told}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Iraq’s Border Ports Commission met.", "Border Ports Commission", "organisation"),
        ("The European Union’s envoy spoke.", "European Union", "organisation"),
        ("They were ousted from Tirkan, in the Tirkan border district.", "Tirkan", "place"),
        ("Mr. Wanjala spoke. Later Wanjala left.", "Wanjala", "person"),
    ],
)
def test_a_name_is_found_whole_and_of_its_kind(text, name, kind):
    assert found(text).get(name) == kind


def test_a_name_the_library_misses_once_is_found_by_its_other_occurrences():
    text = "Odhiambo Tea Ltd sells to Egypt. Rivals fear Odhiambo Tea Ltd too."
    doc, told = read(text)
    spans = [doc[n.first : n.last].text for n in told]
    assert spans.count("Odhiambo Tea Ltd") == 2


def test_a_title_and_an_article_are_no_part_of_a_name():
    assert "Grace Mbeki" in found("President Grace Mbeki opened the session.")


def test_lower_case_words_web_addresses_and_days_are_no_names():
    assert not {"Monday", "https://example.com/a", "who"} & set(found("On Monday, who read https://example.com/a ?"))


def test_an_acronym_in_brackets_is_a_name():
    assert found("The Sahel Grain Board (SGB) was closed.").get("SGB") == "organisation"


def test_names_do_not_overlap():
    text = "The Syrian Democratic Forces and the United Nations Security Council met in New Delhi, India."
    _, told = read(text)
    taken = [i for n in told for i in range(n.first, n.last)]
    assert len(taken) == len(set(taken)) > 0


@pytest.mark.parametrize("text", ["Ships left for the United", "It joined the Kurdistan Workers", "He flew to Saudi"])
def test_a_text_may_end_inside_a_listed_name(text):
    doc, told = read(text)
    assert all(n.last <= len(doc) for n in told)


@pytest.mark.parametrize("text", ["He left Iraq", "Iraq"])
def test_a_text_may_end_with_a_listed_name(text):
    doc, told = read(text)
    assert [n for n in told if n.last == len(doc)]


def encoded(text, *known):
    """Return the names of ``text`` when the encoder found ``known`` (words, kind)."""
    spans = [(text.index(words), text.index(words) + len(words), kind) for words, kind in known]
    _, told = read(text, spans)
    return {text[n.start : n.end]: n.kind for n in told}


@pytest.mark.parametrize(
    ("text", "known", "name", "kind"),
    [
        ("They widened Oti Road(N10) in May.", [("Oti Road", "place")], "Oti Road", "place"),
        ("Then President Wanjala left.", [], "Wanjala", "person"),
        ("Rain fell in Tirkan province. Tirkan waits.", [("Tirkan province", "place")], "Tirkan", "place"),
        ("Ana Quispe left. Quispe won.", [("Ana Quispe", "person")], "Quispe", "person"),
        ("Marta “Mimi” Sosa left.", [("Marta", "person"), ("Mimi", "person")], "Marta “Mimi” Sosa", "person"),
        ("E.U. leaders met.", [("U", "place")], "E.U.", "organisation"),
        ("Tirkan’s people left. Tirkan province waits.", TIRKAN, "Tirkan", "place"),
        ("Han Eun-woo left.", [("Han Eun-woo", "person")], "Han Eun-woo", "person"),
        ("Comrade Carl rather left.", [("Carl rather", "person")], "Carl", "person"),
        ("Then Del. Laura Mensah left.", [("Laura Mensah", "person"), ("Del", "person")], "Laura Mensah", "person"),
    ],
)
def test_the_encoders_names_keep_their_edges_and_small_gaps_are_filled(text, known, name, kind):
    assert encoded(text, *known).get(name) == kind


def test_an_abbreviated_title_is_no_name():
    assert "Del" not in encoded("Then Del. Laura Mensah left.", ("Laura Mensah", "person"), ("Del", "person"))


@pytest.mark.parametrize("text", ["The Premier League began.", "Then President left.", "The Minister On Tuesday"])
def test_a_title_makes_no_name_of_what_is_none(text):
    assert "person" not in encoded(text).values()


def test_a_rare_form_that_the_encoder_saw_once_is_found_elsewhere():
    text = "Readers trust GrainWatch. Later GrainWatch said so."
    doc, told = read(text, [(14, 24, "organisation")])
    assert [doc[n.first : n.last].text for n in told] == ["GrainWatch", "GrainWatch"]
