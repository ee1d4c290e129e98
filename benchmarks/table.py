"""From figures per day to rows: means, intervals, and what ours gain over the strongest baseline."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics import FIGURES, Draws, Floats
from benchmarks.recorded import Day

Row = dict[str, str | int | float]

NDCG = FIGURES.index("ndcg10")


def rows_of(
    scored: Mapping[str, Floats],
    days: Sequence[Day],
    *,
    against: Mapping[str, Collection[str]],
    chosen: NDArray[np.bool_] | None = None,
) -> list[Row]:
    """Return a row per ranker: means over the chosen days, the interval of nDCG@10, and the gain.

    `scored` holds days × FIGURES by ranker, `against` those that a ranker is measured against. Its gain is
    the mean difference of nDCG@10 on the same days to the best of them; who is not in `against` has none.
    """
    chosen = np.ones(len(days), dtype=np.bool_) if chosen is None else chosen
    if not chosen.any():
        return []
    draws = Draws.of([day.subscriber for day, taken in zip(days, chosen, strict=True) if taken])
    part = {name: values[chosen] for name, values in scored.items()}
    rows: list[Row] = []
    for name, values in part.items():
        means = dict(zip(FIGURES, values.mean(axis=0).round(4).tolist(), strict=True))
        row: Row = {"ranker": name, "days": len(values), **means}
        row |= _bounds("ndcg10", draws.interval(values[:, NDCG]))
        if name in against:
            best = max(against[name], key=lambda other: part[other][:, NDCG].mean())
            gained = values[:, NDCG] - part[best][:, NDCG]
            row |= {"baseline": best, "gain": round(float(gained.mean()), 4)}
            row |= _bounds("gain", draws.interval(gained))
        rows.append(row)
    return rows


def _bounds(name: str, interval: tuple[float, float]) -> Row:
    return {f"{name}_low": round(interval[0], 4), f"{name}_high": round(interval[1], 4)}


def lines_of(rows: Iterable[Row], *, named: str) -> Iterable[str]:
    """Return rows as a table; `named` is the key of what tells groups of them apart."""
    yield (
        f"{'ranker':<21}{named:<17}{'days':>5}{'MRR':>7}{'hit@5':>7}{'hit@10':>8}{'nDCG@10':>9}"
        "  95 %            gain over"
    )
    for row in rows:
        line = "{ranker:<21}{group:<17}{days:>5}{mrr:>7.3f}{hit5:>7.3f}{hit10:>8.3f}{ndcg10:>9.3f}"
        line += "  {ndcg10_low:.3f} … {ndcg10_high:.3f}"
        if "gain" in row:
            line += "   {gain:+.3f} ({gain_low:+.3f} … {gain_high:+.3f}) {baseline}"
        yield line.format(group=row[named], **row)


def ran_on(files: Sequence[Path]) -> dict[str, object]:
    """Return what figures depend on besides the code: interpreter, libraries, machine, files."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "cpu": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in files},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
