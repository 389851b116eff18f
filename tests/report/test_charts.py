"""Figures: a computed title, a description, the same bytes for the same data, and something to show for nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import nothing, sample
from stancebook.report import (
    charts,
    event_figures,
    gallery,
    heat_maps,
    stance_figures,
    tone_figures,
    trade_figures,
)

NAMES = ["actors", "matrix", "network", "tone", "targets", "drivers", "timeline"]


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


def test_no_row_or_column_of_a_matrix_is_empty():
    links = [(f"s{i}", f"t{(i * 7) % 23}", i % 3 + 1, 0, 1, 0, (-1) ** i * 0.5) for i in range(60)]
    pairs = pd.DataFrame(links, columns=["source_id", "target_id", "n", "opposes", "supports", "neutral", "mean"])
    actors = pd.DataFrame({"actor_id": [f"s{i}" for i in range(60)], "name": [f"S{i}" for i in range(60)]})
    axes = stance_figures.stance_matrix(pairs, actors).figure.axes[0]
    drawn_at = {tuple(int(v) for v in text.get_position()) for text in axes.texts}
    assert {x for x, _ in drawn_at} == set(range(heat_maps.COLUMNS))
    assert {y for _, y in drawn_at} == set(range(heat_maps.ROWS))


def test_the_matrix_shows_mean_and_n_in_each_cell(drawn):
    cells = {text.get_text() for text in drawn["matrix"].figure.axes[0].texts}
    assert {"−0.8\nn=2", "−0.7\nn=1", "+0.6\nn=1"} <= cells


def test_the_pair_of_the_title_is_drawn_however_many_others_there_are():
    crowd = [(f"x{i}", f"y{i}", 9, 4, 5, 0, 0.01) for i in range(20)] + [("p", "q", 3, 3, 0, 0, -0.9)]
    pairs = pd.DataFrame(crowd, columns=["source_id", "target_id", "n", "opposes", "supports", "neutral", "mean"])
    actors = pd.DataFrame({"actor_id": ["p", "q"], "name": ["Petra", "Quentin"]})
    chart = stance_figures.stance_matrix(pairs, actors)
    assert chart.title.startswith("Petra opposes Quentin")
    assert "Petra" in [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert len(chart.figure.axes[0].get_yticklabels()) <= heat_maps.ROWS + 21  # major and minor ticks


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
    first, second = (stance_figures.stance_network(t["stance_pairs"], t["actors"]) for t in (sample(), sample()))
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


def test_a_contested_cell_has_a_sign_and_a_hatch_and_the_legend_says_so(drawn):
    tables = sample()
    pairs = tables["stance_pairs"].assign(contested=[True, False, False])
    figure = stance_figures.stance_matrix(pairs, tables["actors"]).figure
    assert {t.get_text() for t in figure.axes[0].texts} >= {"≠ −0.8\nn=2", "−0.7\nn=1"}
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 1
    assert "≠ contested" in [t.get_text() for t in figure.legends[0].get_texts()]
    assert not any(patch.get_hatch() for patch in drawn["matrix"].figure.axes[0].patches)


def test_a_pair_without_a_stance_that_holds_is_in_no_figure():
    tables = sample()
    open_ = tables["stance_pairs"].iloc[[2]].assign(n=0, n_open=1, mean=float("nan"), supports=0)
    pairs = pd.concat([tables["stance_pairs"].iloc[:2], open_], ignore_index=True)
    assert len(stance_figures.stance_matrix(pairs, tables["actors"]).figure.axes[0].texts) == 2
    assert "Berg" not in stance_figures.stance_network(pairs, tables["actors"]).alt
    assert stance_figures.stance_matrix(open_, tables["actors"]).title.startswith("No ")


def test_whoever_was_heard_once_has_a_hollow_dot():
    tables = sample()
    speakers = tables["speaker_tone"].assign(n=[3, 1, 1], low=[0.2, None, None], high=[0.8, None, None])
    figure = tone_figures.speaker_tone(speakers, tables["actors"]).figure
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert sorted(dot.get_markerfacecolor() == "white" for dot in dots) == [False, True, True]
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["heard once"]


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
    assert {t.get_text() for t in chart.figure.axes[0].texts} == {"−0.8\nn=1", "−0.2\nn=2"}
    assert {"stance_changes"} <= set(gallery.all_charts({**tables, "stance_periods": moved(tables)}))


def test_a_figure_that_was_not_drawn_is_not_saved(tmp_path):
    assert charts.save(None, tmp_path, "none") == []
    assert not list(tmp_path.iterdir())
