"""Figures: a computed title, a description, the same bytes for the same data, and something to show for nothing."""

from __future__ import annotations

import itertools
import re

import pandas as pd
import pytest
from lxml import etree
from matplotlib.text import Text

from helpers import nothing, sample
from stancebook.report import (
    charts,
    dot_plots,
    event_figures,
    gallery,
    heat_maps,
    lettering,
    stance_figures,
    tone_figures,
    trade_figures,
)

NAMES = ["actors", "matrix", "sides", "tone", "targets", "outlook", "drivers", "timeline"]


@pytest.fixture(scope="module")
def drawn() -> dict[str, charts.Chart]:
    return gallery.all_charts(sample())


@pytest.fixture(scope="module")
def blank() -> dict[str, charts.Chart]:
    return gallery.all_charts(nothing())


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_a_title_and_a_description(drawn, blank, name):
    for chart in (drawn[name], blank[name]):
        assert chart.title
        assert len(chart.alt) > 20
        assert chart.figure.get_size_inches()[0] == charts.WIDTH


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_table_says_so_in_title_figure_and_description(blank, name):
    assert blank[name].title.startswith("No ")
    assert blank[name].figure.axes[0].texts[0].get_text().startswith("Nothing to draw")


def in_words(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs that are all shown in words, without intervals where none are given."""
    return pairs.assign(act=0, words=pairs["n"], told=0, **{
        c: float("nan") for c in ("low", "high") if c not in pairs}, contested=False)  # fmt: skip


def test_no_row_or_column_of_a_matrix_is_empty():
    links = [(f"s{i}", f"t{(i * 7) % 23}", i % 3 + 1, 0, 1, (-1) ** i * 0.5) for i in range(60)]
    pairs = in_words(pd.DataFrame(links, columns=["source_id", "target_id", "n", "opposes", "supports", "mean"]))
    actors = pd.DataFrame({"actor_id": [f"s{i}" for i in range(60)], "name": [f"S{i}" for i in range(60)]})
    axes = stance_figures.stance_matrix(pairs, actors).figure.axes[0]
    drawn_at = {tuple(int(v) for v in text.get_position()) for text in axes.texts}
    assert {x for x, _ in drawn_at} == set(range(heat_maps.COLUMNS))
    assert {y for _, y in drawn_at} == set(range(heat_maps.ROWS))


def test_the_matrix_shows_mean_and_what_shows_it_in_each_cell(drawn):
    cells = {text.get_text() for text in drawn["matrix"].figure.axes[0].texts}
    assert {"−0.8\n2w", "−0.7\nonce, a", "+0.6\nonce, w"} <= cells
    key = " ".join(drawn["matrix"].figure._supxlabel.get_text().split())  # broken into lines where it is long
    assert "a act, w words, t told by others" in key


def test_a_dot_says_how_often_the_pair_is_shown_on_each_basis(drawn):
    said = {text.get_text() for axes in drawn["sides"].figure.axes for text in axes.texts}
    assert {"−0.80, n = 2: 2 in words", "−0.70, once: 1 act"} <= said


def test_the_pair_of_the_title_is_drawn_however_many_others_there_are():
    crowd = [(f"x{i}", f"y{i}", 9, 4, 5, 0.01) for i in range(20)] + [("p", "q", 3, 3, 0, -0.9)]
    pairs = in_words(pd.DataFrame(crowd, columns=["source_id", "target_id", "n", "opposes", "supports", "mean"]))
    actors = pd.DataFrame({"actor_id": ["p", "q"], "name": ["Petra", "Quentin"]})
    chart = stance_figures.stance_matrix(pairs, actors)
    assert chart.title.startswith("Petra opposes Quentin")
    assert "Petra" in [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert len(chart.figure.axes[0].get_yticks()) <= heat_maps.ROWS


def test_only_an_interval_of_two_or_more_is_drawn():
    tables = sample()
    speakers = tables["speaker_tone"].assign(n=[3, 1, 1], low=[0.2, 0.0, -0.4], high=[0.8, 0.0, -0.4])
    lines = tone_figures.speaker_tone(speakers, tables["actors"]).figure.axes[0].lines
    assert sum(len(line.get_xdata()) == 2 for line in lines) == 2  # the zero line and one interval


def test_places_are_not_among_the_actors(drawn):
    labels = [label.get_text() for label in drawn["actors"].figure.axes[0].get_yticklabels()]
    assert "Anna Berg" in labels
    assert "Varna" not in labels


def test_an_event_told_twice_in_one_sentence_is_drawn_once():
    tables = sample()
    twice = pd.concat([tables["events"], tables["events"].assign(event_id=["x", "y", "z"])])
    chart = event_figures.timeline(twice, tables["documents"], tables["sentences"])
    assert chart.title.endswith("3 dated events")


def test_an_actor_without_a_row_is_unknown():
    tables = sample()
    chart = stance_figures.stance_matrix(tables["stance_pairs"], tables["actors"].iloc[:0])
    assert "unknown" in chart.title


def test_names_do_not_merge_two_actors_of_one_name():
    tables = sample()
    actors = tables["actors"].assign(name="Twin")
    axes = stance_figures.stance_matrix(tables["stance_pairs"], actors).figure.axes[0]
    assert len(axes.texts) == len(tables["stance_pairs"])


def test_images_are_the_same_for_the_same_data_and_the_title_can_be_left_out():
    first, second = (stance_figures.stance_sides(t["stance_pairs"], t["actors"]) for t in (sample(), sample()))
    assert first.image("svg") == second.image("svg")
    assert first.image("png").startswith(b"\x89PNG")
    assert len(first.image("svg", titled=False)) < len(first.image("svg"))


def test_saving_writes_svg_and_png(drawn, tmp_path):
    paths = charts.save(drawn["tone"], tmp_path / "figures", "tone")
    assert [p.name for p in paths] == ["tone.svg", "tone.png"]
    assert all(p.stat().st_size > 1000 for p in paths)


def test_a_reader_s_own_style_does_not_leak_in_or_out():
    import matplotlib

    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"figure.facecolor": "black"}):
        chart = trade_figures.trade_drivers(sample()["drivers"])
    assert chart.figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert dict(matplotlib.rcParams) == before


def test_a_contested_cell_has_a_sign_and_a_hatch_and_the_footer_says_so(drawn):
    tables = sample()
    pairs = tables["stance_pairs"].assign(contested=[True, False, False])
    figure = stance_figures.stance_matrix(pairs, tables["actors"]).figure
    assert {t.get_text() for t in figure.axes[0].texts} >= {"≠ −0.8\n2w", "−0.7\nonce, a"}
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 1
    assert "≠ mixed" in figure._supxlabel.get_text()
    assert not any(patch.get_hatch() for patch in drawn["matrix"].figure.axes[0].patches)


def test_a_pair_without_a_stance_that_holds_is_in_no_figure():
    tables = sample()
    open_ = tables["stance_pairs"].iloc[[2]].assign(n=0, n_open=1, mean=float("nan"), supports=0)
    pairs = pd.concat([tables["stance_pairs"].iloc[:2], open_], ignore_index=True)
    assert len(stance_figures.stance_matrix(pairs, tables["actors"]).figure.axes[0].texts) == 2
    assert "Berg" not in stance_figures.stance_sides(pairs, tables["actors"]).alt
    assert stance_figures.stance_matrix(open_, tables["actors"]).title.startswith("No ")


def test_whoever_was_heard_once_has_a_hollow_mark_and_the_word():
    tables = sample()
    speakers = tables["speaker_tone"].assign(n=[3, 1, 1], low=[0.2, None, None], high=[0.8, None, None])
    figure = tone_figures.speaker_tone(speakers, tables["actors"]).figure
    marks = [line for line in figure.axes[0].lines if line.get_marker() in "<>o"]
    assert sorted(mark.get_markerfacecolor() == "white" for mark in marks) == [False, True, True]
    assert [t.get_text() for t in figure.axes[0].texts] == ["+0.50, n = 3", "0.00, once", "−0.40, once"]


def test_a_side_has_a_mark_of_its_own_and_an_interval_that_spans_zero_takes_none():
    rows = pd.DataFrame({"mean": [0.5, -0.5, 0.3, 0.02, -0.6], "low": [0.1, -0.9, -0.1, 0.01, None],
                         "high": [0.9, -0.1, 0.7, 0.03, None], "n": [3, 3, 3, 3, 1]})  # fmt: skip
    found = dot_plots.called(rows)
    assert found["side"].tolist() == [1, -1, 0, 0, -1]
    assert found["told"].tolist() == [
        "+0.50, n = 3", "−0.50, n = 3", "+0.30, n = 3, mixed", "+0.02, n = 3", "−0.60, once"]  # fmt: skip
    figure = dot_plots.dot_plot({"": found.assign(label=list("abcde"))}, "T", ("no", "yes"))
    assert [line.get_marker() for line in figure.axes[0].lines if len(line.get_xdata()) == 1] == list("><oo<")


def moved(tables):
    """The sample's periods, with Norland's view of Westmark heard a week later too."""
    later = (
        tables["stance_periods"].iloc[[1]].assign(period="2021-03-08", mean=-0.2, n=2, change=0.6, before="2021-03-01")
    )
    return pd.concat([tables["stance_periods"], later], ignore_index=True)


def test_change_is_drawn_only_where_there_are_two_periods():
    tables = sample()
    assert stance_figures.stance_changes(tables["stance_periods"], tables["actors"]) is None
    assert tone_figures.tone_changes(tables["speaker_periods"], tables["actors"]) is None
    chart = stance_figures.stance_changes(moved(tables), tables["actors"])
    assert chart.title == "Means of each pair by week"
    panel = chart.figure.axes[0]
    assert panel.get_title("left") == "Norland\n→ Westmark"
    assert [t.get_text() for t in panel.texts] == ["1", "2", "1 Mar 2021", "8 Mar 2021"]
    assert {"stance_changes"} <= set(gallery.all_charts({**tables, "stance_periods": moved(tables)}))


def test_a_figure_that_was_not_drawn_is_not_saved(tmp_path):
    assert charts.save(None, tmp_path, "none") == []
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------- a hundred actors, long names


def crowd() -> dict[str, pd.DataFrame]:
    """Tables of a hundred actors with names of up to a hundred letters, each about the next ones."""
    ids = [f"person:{i}" for i in range(100)]
    names = [f"Permanent Representative {'of the General Secretariat ' * (i % 4)}Number {i}" for i in range(100)]
    towards = [(i, (i * 7 + j) % 100, 1 + (i + j) % 9) for i in range(100) for j in range(3) if i != (i * 7 + j) % 100]
    pairs = pd.DataFrame([(ids[a], ids[b], n, 0.8 * (-1) ** (a + b)) for a, b, n in towards],
                         columns=["source_id", "target_id", "n", "mean"])  # fmt: skip
    low, high = ((pairs["mean"] + d).where(pairs["n"] > 1) for d in (-0.1, 0.1))
    against, for_ = (pairs["n"].where(mask, 0) for mask in (pairs["mean"] < 0, pairs["mean"] > 0))
    pairs = in_words(pairs.assign(low=low, high=high, n_sources=2, opposes=against, supports=for_))
    speakers = pd.DataFrame({"holder_id": ids, "n": 4, "mean": 0.5, "low": 0.4, "high": 0.6})
    months = [f"2024-{m:02d}" for m in range(1, 13)]
    periods = pd.DataFrame([(a, m, 3, 0.4, 0.0, None) for a in ids for m in months],
                           columns=["holder_id", "period", "n", "mean", "change", "before"])  # fmt: skip
    mentions = pd.DataFrame({"actor_id": ids * 2, "kind": ["name", "pronoun"] * 100, "doc_id": "d"})
    stance_periods = periods.rename(columns={"holder_id": "source_id"}).assign(target_id="person:0")
    return {**nothing(), "stance_pairs": pairs, "speaker_tone": speakers, "speaker_periods": periods,
            "spoken_pairs": pairs, "mentions": mentions,
            "actors": pd.DataFrame({"actor_id": ids, "name": names, "kind": "person"}),
            "stance_periods": stance_periods}  # fmt: skip


@pytest.fixture(scope="module")
def crowded() -> dict[str, charts.Chart]:
    return gallery.all_charts(crowd())


CROWDED = ["actors", "matrix", "sides", "tone", "targets", "stance_changes", "tone_changes"]


@pytest.mark.parametrize("name", CROWDED)
def test_with_a_hundred_actors_no_figure_fills_a_screen_and_all_is_inside_it(crowded, name):
    """Every text lies within the figure, no two of one kind overlap, none is smaller than nine points."""
    figure = crowded[name].figure
    width, height = figure.get_size_inches()
    assert width == charts.WIDTH and height < 6
    figure.draw_without_rendering()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    for text in texts:
        assert text.get_fontsize() >= lettering.SMALL, text.get_text()
        box = text.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
        assert box.x0 > -0.02 and box.y0 > -0.02 and box.x1 < width + 0.02 and box.y1 < height + 0.02, text.get_text()
    for axes in figure.axes:
        labels = [label.get_window_extent() for label in axes.get_yticklabels() if label.get_text()]
        assert not any(a.overlaps(b) for a, b in itertools.combinations(labels, 2))


def test_what_a_figure_leaves_out_is_told(crowded):
    for name in CROWDED:
        told = crowded[name].figure._supxlabel.get_text().replace("\n", " ")
        assert re.search(r"\d+ (more \w+ are in the table|others have \d+ mentions)\.", told), told
    assert "of the General Secretariat of the General Secretariat" in crowded["tone"].alt  # names are whole there


def test_a_long_name_keeps_its_two_ends_and_fits():
    name = "Ministry of Foreign Economic Relations and Regional Development of the Republic of Norland"
    for lines, room in ((1, 1.2), (2, 1.4)):
        shown = lettering.short(name, room, lines)
        assert shown.count("\n") < lines and "…" in shown
        assert shown.startswith("Mini") and shown.endswith("and")
        assert all(lettering.inches(line) <= room for line in shown.split("\n"))
    assert lettering.short("Iraq", 1) == "Iraq"
    assert lettering.short("x" * 10_000, 1, 1).count("…") == 1


def test_words_are_wrapped_to_the_room_and_a_break_is_never_made_at_a_no_break_space():
    lines = lettering.wrapped("a title of many words with n\u00a0=\u00a04 in it " + "W" * 60, 1.5)
    assert all(lettering.inches(line) <= 1.5 for line in lines)
    assert any("n\u00a0=\u00a04" in line for line in lines)
    assert lettering.cut("one two three " * 40, 1.5, 2).count("\n") == 1
    assert lettering.cut("one two three " * 40, 1.5, 2).endswith(" …")


def test_only_neighbouring_periods_are_joined():
    table = pd.DataFrame({"holder_id": "person:a", "period": ["2024-01", "2024-02", "2024-04"], "n": 2,
                          "mean": [0.5, -0.5, 0.5], "change": 0.0, "before": None})  # fmt: skip
    other = table.iloc[[1]].assign(holder_id="person:b", period="2024-03")
    actors = pd.DataFrame({"actor_id": ["person:a", "person:b"], "name": ["A", "B"]})
    panel = tone_figures.tone_changes(pd.concat([table, other]), actors).figure.axes[0]
    line = next(x for x in panel.lines if len(x.get_xdata()) > 2)
    assert [round(float(v), 1) if v == v else None for v in line.get_ydata()] == [0.5, -0.5, None, 0.5]
    assert tone_figures.tone_changes(other, actors) is None


def test_the_outlook_names_a_corridor_only_on_two_voices_in_two_sources():
    outlook = sample()["outlook"].assign(call="shrink", balance=-0.5, low=-0.9, high=-0.2)
    firm = outlook.assign(n_voices=3, n_sources=2)
    assert trade_figures.trade_outlook(firm).title == (
        "Trade Norland–Sudland: the outlook points to less of it (3 voices, 2 sources)"
    )
    for weak in (firm.assign(n_voices=1), firm.assign(n_sources=1), firm.assign(call="unclear")):
        assert trade_figures.trade_outlook(weak).title == "No corridor has a clear call from two voices in two sources"
    marks = [x.get_marker() for x in trade_figures.trade_outlook(firm).figure.axes[0].lines if len(x.get_xdata()) == 1]
    assert marks == ["<"]


def test_an_svg_names_nothing_outside_and_no_day():
    svg = stance_figures.stance_sides(sample()["stance_pairs"], sample()["actors"]).image("svg")
    text = re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", svg)
    assert b"http" not in text and b"DOCTYPE" not in text and b"<dc:date" not in text
    etree.fromstring(svg)


def test_a_notebook_shows_a_figure_at_its_own_size(drawn):
    data, shown = drawn["tone"]._repr_mimebundle_()
    assert shown["image/png"]["width"] == round(charts.WIDTH * 96 * charts.SHOWN)
    assert data["text/plain"].startswith(drawn["tone"].title)


def test_events_near_the_day_of_their_article_are_kept():
    tables = sample()
    early = tables["events"].assign(event_id=["x", "y", "z"], date=["1914-07-28", "1918-11-11", "1945-05-08"])
    many = pd.concat([early, tables["events"]], ignore_index=True)
    chart = event_figures.timeline(many, tables["documents"], tables["sentences"], top=2)
    assert "1 Mar 2021" in chart.alt and "1914" not in chart.alt
    assert chart.alt.endswith("4 more are in the table.")


def test_what_a_title_tells_is_drawn():
    """Of many, too: the target most support has a panel beside those whom more oppose; the row that moved has one."""
    rows = [(f"person:{t}-{i}", f"person:{t}", "opposes", -0.8) for t in "abcd" for i in range(8 - "abcd".index(t))]
    rows += [(f"person:z-{i}", "person:z", "supports", 0.8) for i in range(3)]
    pairs = pd.DataFrame(rows, columns=["source_id", "target_id", "label", "mean"])
    pairs = in_words(pairs.assign(n=1, opposes=(pairs["label"] == "opposes").astype(int),
                                  supports=(pairs["label"] == "supports").astype(int)))  # fmt: skip
    ids = pd.concat([pairs["source_id"], pairs["target_id"]]).unique()
    actors = pd.DataFrame({"actor_id": ids, "name": [i.removeprefix("person:").upper() for i in ids]})
    chart = stance_figures.stance_sides(pairs, actors)
    assert (
        chart.title == "A is opposed by 8 actors, more than any other; Z is supported by 3 actors, more than any other"
    )
    assert [axes.get_title("left") for axes in chart.figure.axes] == ["towards A", "towards Z", "towards B"]

    months = [f"2024-{m:02d}" for m in range(1, 5)]
    calm = [(f"person:{i}", m, 9, 0.1, 0.0, None) for i in range(9) for m in months]
    moved = [("person:moved", "2024-03", 20, -0.6, None, None), ("person:moved", "2024-04", 20, 0.6, 1.2, "2024-03")]
    table = pd.DataFrame(calm + moved, columns=["holder_id", "period", "n", "mean", "change", "before"])
    names = pd.DataFrame({"actor_id": table["holder_id"].unique()}).assign(name=lambda f: f["actor_id"])
    chart = tone_figures.tone_changes(table, names)
    assert chart.title == "Means of each speaker by month" and not chart.finding
    assert chart.figure.axes[0].get_title("left") == "person:moved"
