"""Stancebook: who is in the news, who stands with whom, who said what, and where trade is heading."""

__version__ = "0.1.0"
