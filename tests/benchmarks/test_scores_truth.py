"""What the page says of lead scores is measured as it says."""

import pytest

from tests.benchmarks.scores_truth import TRUTH, compare


def test_models_are_held_beside_what_could_be_known() -> None:
    """Truth ranks both pairs right; the model one of two, and neither among those decided on."""
    leads = [
        [model, score, chance, did]
        for model, scores in {TRUTH: (0.9, 0.2, 0.0), "rules": (20, 30, 10)}.items()
        for score, chance, did in zip(scores, (0.9, 0.2, 0.0), (True, False, False), strict=True)
    ]
    ratios, [table] = compare({"leads": leads, "marts": [["rules", 3, 1, 1.5, 0.5, 0.2, 0.6, 3.0]]})
    [ratio] = ratios
    assert ratio.what == "lead scores: AUC, rules (ceiling 1.00)"
    assert ratio.value == pytest.approx(0.5)
    truth, rules = table.rows
    assert truth[:3] == [TRUTH, 1.0, 1.0]
    assert rules == ["rules", 0.5, 0.0, 3.0, 1.5, 1, 0.2, 0.6]
