"""What interests meet in the store: those that match nothing, with the nearest words the store knows."""

from digest.coverage.compare import Coverage, compare
from digest.coverage.gaps import Gap, LibraryUse

__all__ = ["Coverage", "Gap", "LibraryUse", "compare"]
