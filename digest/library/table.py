"""CSV: a table with a row for each item, as Zotero exports it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from digest.library.works import Flaw, Work, natural

_ATTACHED = {"attachment", "note", "annotation"}  # kinds of item that are no works
_NAMES = 100_000  # characters of a list of names that are read


def works_of_csv(text: str) -> Iterator[Work | Flaw]:
    """Return the rows of a table; a ValueError says when it has no column of titles."""
    rows = _Rows(text)
    header = rows.next()
    if isinstance(header, Flaw):
        raise ValueError(f"its first line is no header of a table: {header.message}")  # noqa: TRY004 - as read
    columns = [cell.strip().casefold() for cell in header or ()]
    if "title" not in columns:
        raise ValueError("a table without a column named Title")
    return _works(rows, columns)


class _Rows:
    """The rows of a table, with the line each begins on; one that is not CSV is a flaw."""

    def __init__(self, text: str) -> None:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        self._rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self.line = 0  # of the latest row
        self.number = -1  # of the latest row; the header is 0

    def next(self) -> list[str] | Flaw | None:
        """Return the next row, what is wrong with it, or None at the end."""
        self.line, self.number = self._rows.line_num + 1, self.number + 1
        try:
            return next(self._rows, None)
        except csv.Error as err:
            return Flaw(line=self.line, name=f"row {self.number}", message=f"not CSV: {err}")


def _works(rows: _Rows, columns: Sequence[str]) -> Iterator[Work | Flaw]:
    while (row := rows.next()) is not None:
        name = f"row {rows.number}"
        if isinstance(row, Flaw):
            yield row
        elif len(row) > len(columns):
            message = f"found {len(row)} columns, wanted the {len(columns)} of the first line"
            yield Flaw(line=rows.line, name=name, message=message)
        elif any(row):
            cells = defaultdict(str, zip(columns, row, strict=False))
            if cells["item type"].strip() not in _ATTACHED:
                yield _work(cells, line=rows.line, name=name)


def _work(cells: Mapping[str, str], *, line: int, name: str) -> Work:
    return Work(
        line=line,
        name=name,
        title=cells["title"],
        abstract=cells["abstract note"] or cells["abstract"],
        authors=[natural(one) for one in cells["author"][:_NAMES].split(";") if one.strip()],
        ids=[cells["doi"].strip(), cells["url"].strip()],
        notes=[cells[column] for column in ("extra", "number", "publication title", "archive location")],
    )
