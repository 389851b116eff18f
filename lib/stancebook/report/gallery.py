"""All figures of the brief at once."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stancebook.report.actor_figures import actor_mentions
from stancebook.report.charts import Chart
from stancebook.report.event_figures import timeline
from stancebook.report.stance_figures import stance_changes, stance_matrix, stance_sides
from stancebook.report.tone_figures import speaker_targets, speaker_tone, tone_changes
from stancebook.report.trade_figures import trade_changes, trade_drivers, trade_outlook, trade_uncertainty


def all_charts(tables: Mapping[str, pd.DataFrame]) -> dict[str, Chart]:
    """Return every chart of the brief by name, from the per-article tables and the aggregates.

    Those of change over time are there only when something was heard of in two periods.
    """
    actors = tables["actors"]
    changes = {
        "stance_changes": stance_changes(tables["stance_periods"], actors),
        "tone_changes": tone_changes(tables["speaker_periods"], actors),
        "trade_changes": trade_changes(tables["trade_periods"]),
        "uncertainty": trade_uncertainty(tables["trade_uncertainty"], tables["events"]),
    }
    return {
        "actors": actor_mentions(tables["mentions"], actors),
        "matrix": stance_matrix(tables["stance_pairs"], actors),
        "sides": stance_sides(tables["stance_pairs"], actors),
        "tone": speaker_tone(tables["speaker_tone"], actors),
        "targets": speaker_targets(tables["spoken_pairs"], actors),
        "outlook": trade_outlook(tables["outlook"]),
        "drivers": trade_drivers(tables["drivers"]),
        "timeline": timeline(tables["events"], tables["documents"], tables["sentences"]),
        **{name: chart for name, chart in changes.items() if chart is not None},
    }
