"""arXiv: the day's announcement by feed, missed days by OAI-PMH, single papers by the API."""

from __future__ import annotations

from digest.sources.arxiv.source import Arxiv, Places

__all__ = ["Arxiv", "Places"]
