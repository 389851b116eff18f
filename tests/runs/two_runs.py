"""Articles of two runs, written for these tests: on May 3 the road is open, three weeks later it is not."""

from __future__ import annotations

import json
from pathlib import Path

BEFORE = [
    ("Copper road between Peru and Chile opens again", "Harbour Post", "2024-05-02",
     "Peru praised Chile on Thursday for reopening the copper road at Tacna.\n\n"
     "“Chile has kept its word and our drivers are grateful,” Foreign Minister Elena Rojas of Peru told reporters in "
     "Lima. Peru thanked Chile for the quick repairs.\n\n"
     "The two governments will sign a road treaty on May 20, 2024, her office said."),
    ("Trucks roll from Peru to Chile", "Meridian Times", "2024-05-03",
     "Peru thanked Chile on Friday for reopening the copper road at Tacna after a month.\n\n"
     "Peru praised Chile for the repairs, and drivers cheered at the gate. Foreign Minister Elena Rojas watched the "
     "first trucks leave."),
]  # fmt: skip
AFTER = [
    ("Chile closes the copper road", "Harbour Post", "2024-05-21",
     "Peru condemned Chile on Tuesday for closing the copper road at Tacna without warning.\n\n"
     "“This is a hostile act against every driver,” Foreign Minister Elena Rojas told reporters. Peru accused Chile of "
     "breaking the treaty that both had signed a day before.\n\n"
     "Gruben Mining denied that it had asked for the closure."),
    ("Peru protests as Chile shuts the gate at Tacna", "The Lantern", "2024-05-22",
     "Peru denounced Chile on Wednesday over the closure of the copper road at Tacna.\n\n"
     "Peru condemned Chile for leaving 200 trucks in the desert. Gruben Mining, which owns the quarry behind the gate, "
     "said that it would wait."),
    ("Fire destroys grain silos in Odessa", "Harbour Post", "2024-05-21",
     "A fire destroyed three grain silos in the harbour of Odessa on Tuesday, harbour master Marta Velic said.\n\n"
     "“We lost 40,000 tonnes of wheat in one night,” Marta Velic told reporters. Nobody was hurt."),
    ("Odessa loses silos and 40,000 tonnes of wheat", "Meridian Times", "2024-05-22",
     "Three grain silos in the harbour of Odessa burned down in a fire on Tuesday night.\n\n"
     "Harbour master Marta Velic said that 40,000 tonnes of wheat were lost and that a conveyor had caught fire."),
]  # fmt: skip


def put(folder: Path, articles: list[tuple[str, str, str, str]], first: int = 0) -> None:
    """Write articles as files of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, (title, source, published, text) in enumerate(articles, first):
        row = {"title": title, "source": source, "published": published, "text": text}
        (folder / f"{n:02}.jsonl").write_text(json.dumps(row), encoding="utf-8")
