"""Pure: a file of references, as reference managers export it → the works in it, and what is wrong with it.

Takes BibTeX and BibLaTeX, RIS, CSL-JSON, and Zotero's CSV and RDF; what a file is is told by its content.
"""

from digest.library.reading import SIZE_LIMIT, Library, NotLibraryError, read
from digest.library.works import Flaw

__all__ = ["SIZE_LIMIT", "Flaw", "Library", "NotLibraryError", "read"]
