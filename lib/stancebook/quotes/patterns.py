"""The patterns of attribution that the rules know, with how often each is right and how its source is told to speak."""

from __future__ import annotations

from typing import NamedTuple

SAID, ASKED, DESCRIBED, DENIED, DECLINED = "said", "asked", "described", "denied", "declined"


class Pattern(NamedTuple):
    """One pattern of attribution.

    ``confidence`` is the share of its quotes whose content and source both match a gold attribution (token IoU of at
    least one half) in 420 articles of PolNeAR's train part; beside each is how many quotes that share was taken over.
    """

    name: str
    confidence: float
    manner: str = SAID  # DESCRIBED: the reporter tells in words of its own what the source does by speaking
    fills: bool = False  # trusted where the encoder found nothing; others were mostly wrong there


DIRECT = Pattern("direct", 0.90, fills=True)  # (1907) "…," he said
SIGNED = Pattern("direct_named", 0.90, fills=True)  # (10) Ali: "…"
CONTINUED = Pattern("direct_continued", 0.18)  # (11) Ali agreed. "…"
UNATTRIBUTED = Pattern("direct_unattributed", 0.06)  # (31) a quotation by itself
CLAUSE = Pattern("clause", 0.73)  # (2694) said that …
PARENTHETICAL = Pattern("parenthetical", 0.74)  # (140) The plan, he said, would fail
ACCORDING_TO = Pattern("according_to", 0.72)  # (212)
ADJECTIVE = Pattern("adjective", 0.73)  # (26) is confident that …
HEADLINE = Pattern("headline", 0.62)  # (53) Ali: Border to open
OBJECT = Pattern("object", 0.54, DESCRIBED)  # (1480) criticised the plan
PLEA = Pattern("plea", 0.54, DESCRIBED)  # (95) urged them to …
PASSIVE = Pattern("passive", 0.53)  # (202) is accused of …
INFINITIVE = Pattern("infinitive", 0.56, DESCRIBED, fills=True)  # (418) vowed to …
NO_COMMENT = Pattern("no_comment", 0.50, DECLINED)  # (34) has not commented on …
PREPOSITIONAL = Pattern("prepositional", 0.46, DESCRIBED)  # (379) called for …
IMPRESSION = Pattern("impression", 0.44, DESCRIBED)  # (169) seems to …
NOMINAL = Pattern("nominal", 0.44)  # (108) the claim that …
HEARSAY = Pattern("hearsay", 0.35)  # (20) reportedly
PASSIVE_AGENT = Pattern("passive_agent", 0.31, DESCRIBED)  # (52) was claimed by the group
ENCODER = Pattern("encoder", 0.0)  # no rule reads the same cue; the encoder gives its own confidence
QUOTATIONS = (DIRECT, SIGNED, CONTINUED, UNATTRIBUTED)
