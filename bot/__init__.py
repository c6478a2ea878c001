"""winback: an open, offline voice-bot for re-engagement calls (see docs/house.md for the rooms)."""

__version__ = "0.1.0"
