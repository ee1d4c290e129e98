"""subscribers.yaml: what it says, what is wrong with it, and edits that keep its comments."""

from digest.config.edit import starter
from digest.config.keys import schema
from digest.config.loading import load, load_newsletter
from digest.config.problems import ConfigProblems, Problem
from digest.config.settings import Config, EmbeddingSpec, Newsletter, SmtpSpec, SourceSpec

__all__ = [
    "Config",
    "ConfigProblems",
    "EmbeddingSpec",
    "Newsletter",
    "Problem",
    "SmtpSpec",
    "SourceSpec",
    "load",
    "load_newsletter",
    "schema",
    "starter",
]
