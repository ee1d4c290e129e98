"""Ranking: which papers a subscriber gets, in which order, and why. Pure; numpy and a stemmer."""

from digest.rank.lexicon import Reader
from digest.rank.ranker import Explanation, Ranker, Ranking, explain
from digest.rank.reasons import Term

__all__ = ["Explanation", "Ranker", "Ranking", "Reader", "Term", "explain"]
