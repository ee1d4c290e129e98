"""What is learnt from one half of the readers, and only from that half."""

from __future__ import annotations

import numpy as np

from benchmarks.fit import fit


def test_a_fit_finds_what_made_the_choices() -> None:
    """Choices drawn from a softmax over two features give back its coefficients, near enough."""
    chance = np.random.default_rng(7)
    true = np.array([1.0, 2.5])
    features = [chance.normal(size=(20, 2)) for _ in range(600)]
    relevant = []
    for rows in features:
        odds = np.exp(rows @ true)
        chosen = np.zeros(len(rows))
        chosen[chance.choice(len(rows), p=odds / odds.sum())] = 1.0
        relevant.append(chosen)
    assert np.allclose(fit(features, relevant), true, atol=0.3)


def test_a_feature_that_says_nothing_weighs_nothing() -> None:
    """The ridge keeps the coefficient of a constant at zero."""
    chance = np.random.default_rng(7)
    features = [np.column_stack([chance.normal(size=9), np.ones(9)]) for _ in range(50)]
    relevant = [(rows[:, 0] == rows[:, 0].max()).astype(float) for rows in features]
    found = fit(features, relevant)
    assert found[0] > 1.0
    assert abs(found[1]) < 1e-6
