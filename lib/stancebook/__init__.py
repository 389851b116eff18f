"""Stancebook: who is in the news, who stands with whom, who said what, and where trade is heading."""

__version__ = "0.1.0"
ENGINES = ("encoder", "rules")  # what finds names and quotes; the first is the default
