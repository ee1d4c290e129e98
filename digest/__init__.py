"""Paper Round: a self-hosted newsletter of new research papers, ranked for each reader."""

__version__ = "0.1.0"
