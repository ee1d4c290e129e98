"""Sparse rows in plain numpy, and the one product that ranking is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_AT_ONCE = 4_000_000  # products held in memory at one time (about 100 MB)


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix by rows: row r holds `value[start[r]:start[r+1]]` at the columns of the same slice."""

    start: Ints
    column: Ints
    value: Floats
    columns: int

    def __len__(self) -> int:
        return len(self.start) - 1

    def row(self, index: int) -> tuple[Ints, Floats]:
        """Return the columns and the values of one row."""
        here = slice(self.start[index], self.start[index + 1])
        return self.column[here], self.value[here]

    def take(self, indices: Sequence[int]) -> Rows:
        """Return the rows at these indices, in this order."""
        wanted = np.asarray(indices, dtype=np.int64)
        lengths = self.start[wanted + 1] - self.start[wanted]
        at = _ranges(self.start[wanted], lengths)
        return Rows(starts_of(lengths), self.column[at], self.value[at], self.columns)

    @staticmethod
    def none(columns: int = 0) -> Rows:
        """Return a matrix without rows."""
        empty = np.zeros(0, dtype=np.int64)
        return Rows(np.zeros(1, dtype=np.int64), empty, np.zeros(0), columns)

    def transposed(self) -> Rows:
        """Return the same matrix by columns."""
        order = np.argsort(self.column, kind="stable")
        owner = np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.start))
        lengths = np.bincount(self.column, minlength=self.columns).astype(np.int64)
        return Rows(starts_of(lengths), owner[order], self.value[order], len(self))


def stacked(parts: Sequence[Rows], *, columns: int) -> Rows:
    """Return matrices one below the other."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return Rows.none(columns)
    lengths = np.concatenate([np.diff(part.start) for part in filled])
    column = np.concatenate([part.column for part in filled])
    return Rows(starts_of(lengths), column, np.concatenate([part.value for part in filled]), columns)


def product(left: Rows, by_column: Rows) -> Floats:
    """Return the dense product of `left` with a matrix given by its columns (see `Rows.transposed`).

    Shape: rows of left × `by_column.columns`. Work and memory follow the matching entries, in blocks.
    """
    out = np.zeros((len(left), by_column.columns))
    reach = np.diff(by_column.start)[left.column]
    done = np.concatenate(([0], np.cumsum(reach)))[left.start]
    first = 0
    while first < len(left):
        last = int(np.searchsorted(done, done[first] + _AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), len(left))
        _product_into(out[first:last], left, by_column, first)
        first = last
    return out


def _product_into(out: Floats, left: Rows, by_column: Rows, first: int) -> None:
    last = first + len(out)
    here = slice(left.start[first], left.start[last])
    column = left.column[here]
    lengths = by_column.start[column + 1] - by_column.start[column]
    at = _ranges(by_column.start[column], lengths)
    owner = np.repeat(np.arange(len(out), dtype=np.int64), np.diff(left.start[first : last + 1]))
    cell = np.repeat(owner * by_column.columns, lengths) + by_column.column[at]
    weight = np.repeat(left.value[here], lengths) * by_column.value[at]
    out += np.bincount(cell, weights=weight, minlength=out.size).reshape(out.shape)


def starts_of(lengths: Ints) -> Ints:
    """Return where each row begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """Return `starts[0], starts[0]+1, …` for each length, one after the other."""
    total = int(lengths.sum())
    if total == 0:
        return np.zeros(0, dtype=np.int64)
    jump = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.arange(total, dtype=np.int64) + jump
