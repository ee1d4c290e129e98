"""The second verb: drafts of whoever is due are filled, planned once, and explained in the same numbers."""

from digest.publish.drafting import Newsroom
from digest.publish.explain import Explained, explain
from digest.publish.planning import Published, Skipped, preview, publish

__all__ = ["Explained", "Newsroom", "Published", "Skipped", "explain", "preview", "publish"]
