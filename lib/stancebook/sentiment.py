"""The name under which programs that measure the suite call its sentiment towards a target."""

from stancebook.tone.target_sentiment import classify_targets

__all__ = ["classify_targets"]
