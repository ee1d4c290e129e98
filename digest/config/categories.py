"""arXiv's categories, as a source of papers takes them: a category, or a whole archive."""

from __future__ import annotations

from digest.config import values
from digest.config.problems import nearest, shown

ARCHIVES = (
    "astro-ph", "cond-mat", "cs", "econ", "eess", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math",
    "math-ph", "nlin", "nucl-ex", "nucl-th", "physics", "q-bio", "q-fin", "quant-ph", "stat",
)  # fmt: skip


def of_arxiv(found: object) -> str:
    """Return a category such as "cs.CL", or an archive such as "cs"; "cs.*" is the archive, too.

    The archive has to be one of arXiv's; the rest is judged by its shape alone.
    """
    text = values.category(found).removesuffix(".*")
    archive, _, name = text.partition(".")
    if archive not in ARCHIVES:
        near = nearest(archive, ARCHIVES)
        meant = (
            f" (did you mean {near}{name and f'.{name}'}?)"
            if near
            else ", wanted one such as cs.CL or hep-th"
        )
        raise ValueError(f"unknown category {shown(found)}{meant}")
    return text
