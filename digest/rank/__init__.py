"""Ranking: which papers a subscriber gets, in which order, and why. Pure; numpy and a stemmer."""

from digest.rank.lexicon import Reader
from digest.rank.meaning import text_of, texts_of
from digest.rank.ranker import Explanation, Ranker, Ranking, explain
from digest.rank.reasons import Term
from digest.rank.weights import SHIPPED, Weights

__all__ = [
    "SHIPPED",
    "Explanation",
    "Ranker",
    "Ranking",
    "Reader",
    "Term",
    "Weights",
    "explain",
    "text_of",
    "texts_of",
]
