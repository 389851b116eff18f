"""What is pressed and turned at the desk: a form beside a row, choosers with the figures that follow them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from stancebook.desk.answer import Answer
from stancebook.report import actor_figures, stance_figures, tone_figures

ANY = "(all)"


def prepare() -> None:
    """Put the tables' script into the output of this cell, from this machine: a page that is loaded anew has it too."""
    from IPython.display import HTML, display
    from itables import options
    from itables.javascript import generate_init_offline_itables_html

    display(HTML(generate_init_offline_itables_html(options.dt_bundle)))


def actions(desk: Any, row: dict[str, Any]) -> dict[str, tuple[str, Callable[..., Answer]]]:
    """Return what a row can be corrected by: its name -> what the second field is ("" for none), the correction."""
    made: dict[str, tuple[str, Callable[..., Answer]]] = {}
    article = desk.shelf.documents[row["doc_id"]].path
    if isinstance(row.get("quote_id"), str):
        quotes = desk.tables["quotes"]
        spans = quotes.loc[quotes["quote_id"] == row["quote_id"], "content"].iloc[0]
        words = " ".join(desk.shelf.texts[row["doc_id"]][slice(*spans[0])].split()) if spans else ""
        if words:
            made["another speaker"] = ("to", lambda to, **k: desk.reassign(words, to, article=article, **k))
            made["not a quote"] = ("", lambda _, **k: desk.drop(quote=words, article=article, **k))
    if isinstance(row.get("stance_id"), str):
        stance = desk.tables["stances"].set_index("stance_id").loc[row["stance_id"]]
        words = " ".join(desk.shelf.texts[row["doc_id"]][stance["start"] : stance["end"]].split())
        told = {"article": article, "words": words, "basis": stance["basis"]}
        pair = stance["source_id"], stance["target_id"]
        made["not a stance"] = ("", lambda _, **k: desk.not_a_stance(*pair, **told, **k))
    if isinstance(row.get("claim_id"), str):
        claim = desk.tables["claims"].set_index("claim_id").loc[row["claim_id"]]
        said = " ".join(desk.shelf.texts[row["doc_id"]][claim["start"] : claim["end"]].split())
        made["not a claim"] = ("", lambda _, **k: desk.drop(claim=said, article=article, **k))
    for who in dict.fromkeys(row[c] for c in ("speaker", "who", "towards") if isinstance(row.get(c), str)):
        made[f"{who}: other name"] = ("to", lambda to, who=who, **k: desk.rename(who, to, **k))
        made[f"{who}: same as"] = ("to", lambda to, who=who, **k: desk.merge(who, to, **k))
    return made


def form(desk: Any, answer: Answer, number: int) -> Any:
    """Return the form that corrects a row of an answer: what is wrong, the reason, preview, write, undo."""
    import ipywidgets as w
    from IPython.display import display

    possible = actions(desk, answer.frame.iloc[number].to_dict())
    what = w.Dropdown(options=list(possible), description="Row is")
    to = w.Combobox(options=desk.names[:500], description="To", placeholder="name", ensure_option=False)
    reason = w.Text(description="Reason", placeholder="why")
    out = w.Output()

    def shown(*_: Any) -> None:
        to.layout.display = "" if what.value and possible[what.value][0] else "none"

    def carry_out(made: Callable[[], Answer]) -> None:
        out.clear_output(wait=True)
        with out:
            try:
                display(made())
            except (ValueError, LookupError) as error:
                print(error)

    def pressed(preview: bool) -> Callable[[Any], None]:
        return lambda _: carry_out(lambda: possible[what.value][1](to.value, reason=reason.value, preview=preview))

    buttons = [w.Button(description=name) for name in ("Preview", "Write", "Undo")]
    for button, done in zip(buttons, (pressed(True), pressed(False), lambda _: carry_out(desk.undo)), strict=True):
        button.on_click(done)
    what.observe(shown, "value")
    shown()
    return w.VBox([w.HBox([what, to, reason]), w.HBox(buttons), out])


def filters(desk: Any) -> Any:
    """Return choosers of a part of the desk, with its counts and figures under them."""
    import ipywidgets as w
    from IPython.display import display

    chosen = _choosers(desk, w)
    out = w.Output()

    def draw(*_: Any) -> None:
        values = {name: "" if box.value in (ANY, None) else box.value for name, box in chosen.items()}
        values |= {name: str(values[name]) for name in ("since", "until")}
        out.clear_output(wait=True)
        with out:
            try:
                part = desk.only(**values)
                display(part, *figures(part), part.stories())
            except ValueError as error:
                print(error)

    for box in chosen.values():
        box.observe(draw, "value")
    draw()
    boxes = list(chosen.values())
    return w.VBox([w.HBox(boxes[:3]), w.HBox(boxes[3:]), out])


def _choosers(desk: Any, w: Any) -> dict[str, Any]:
    found = desk.tables
    stories = [(desk.shelf.title(s.headline_doc)[:70], s.story_id) for s in found["stories"].itertuples()]
    outlets = sorted(found["documents"]["source"].dropna().unique())
    return {
        "actor": w.Combobox(options=desk.names[:500], description="Actor", placeholder="all", continuous_update=False),
        "source": w.Dropdown(options=[ANY, *outlets], description="Source"),
        "story": w.Dropdown(options=[(ANY, ANY), *stories], description="Story"),
        "since": w.DatePicker(description="From"),
        "until": w.DatePicker(description="To"),
        "confidence": w.FloatSlider(
            value=0, min=0, max=1, step=0.05, description="Confidence", continuous_update=False
        ),
    }


def figures(desk: Any) -> list[Any]:
    """Return the figures of a part of the desk: who is in it, who stands with whom, how they sound."""
    found, counted = desk.tables, desk._counted
    drawn: list[Any] = [actor_figures.actor_mentions(found["mentions"], desk.shelf.actors)]
    if len(pd.DataFrame(counted["stance_pairs"]).query("n > 0")):
        drawn.append(stance_figures.stance_matrix(counted["stance_pairs"], desk.shelf.actors))
    if len(counted["speaker_tone"]):
        drawn.append(tone_figures.speaker_tone(counted["speaker_tone"], desk.shelf.actors))
    return drawn
