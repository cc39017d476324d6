"""Lead scores against the chances that the sample company's leads truly had.

Sales decides once on every lead, by a chance that its touches and its fit make. Who knew these
chances, and the days of the decisions, could rank leads no better than by them: the ceiling. Models
never see either.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.child import call
from tests.benchmarks.measuring import PROJECT
from tests.benchmarks.results import Ratio, Result, Table
from tests.benchmarks.sample import sample

Say = Callable[[str], None]

TRUTH = "truth"
# A lead at a test instant: what it did, the score every model gave it, and its true chance of being
# taken on in the days that count: that of the decision among them, or none.
_LEADS = """
    with people as (
        select distinct identifiers.person_id, truth.true_person_id
        from read_parquet($people) as truth
        inner join intermediate.int_person_identifiers as identifiers
            on truth.identifier_type = 'crm_id'
            and truth.identifier_type = identifiers.identifier_type
            and truth.identifier = identifiers.identifier
    ),
    decisions as (
        select people.person_id, truth.decided_at, truth.probability
        from read_parquet($decisions) as truth
        inner join people using (true_person_id)
    ),
    chances as (
        select trials.lead_score_model, trials.person_id, trials.snapshot_at, trials.has_outcome,
            trials.score, coalesce(max(decisions.probability), 0) as chance
        from intermediate.int_lead_score_trials as trials
        left join decisions
            on trials.person_id = decisions.person_id
            and decisions.decided_at > trials.snapshot_at
            and decisions.decided_at <= trials.snapshot_at + to_days($days)
        group by all
    )
    select lead_score_model, score, chance, has_outcome from chances
    union all
    select distinct on (person_id, snapshot_at) $truth, chance, chance, has_outcome from chances
"""
_MARTS = """
    select lead_score_model, leads, outcomes, expected_outcomes, auc, brier_score, log_loss, lift
    from marts.fct_lead_score_backtest
    left join (from marts.fct_lead_score_lift select lead_score_model, lift where decile = 1)
        using (lead_score_model)
    order by auc desc, lead_score_model
"""


def scored_leads(warehouse: str, truth: str, days: int) -> dict[str, list[list[Any]]]:
    """Leads with scores and true chances, and what the marts say of each model, in a child."""
    import duckdb

    folder = Path(truth)
    with duckdb.connect(warehouse, read_only=True) as database:
        told = {
            "people": str(folder / "people.parquet"),
            "decisions": str(folder / "qualifications.parquet"),
            "days": days,
            "truth": TRUTH,
        }
        leads = database.execute(_LEADS, told).fetchall()
        marts = database.execute(_MARTS).fetchall()
    return {"leads": [list(row) for row in leads], "marts": [list(row) for row in marts]}


def compare(told: dict[str, list[list[Any]]]) -> tuple[list[Ratio], list[Table]]:
    """How near each model comes to the ceiling.

    Args:
        told: as `scored_leads` gives it.
    """
    among_all = _aucs(told["leads"])
    among_decided = _aucs([row for row in told["leads"] if row[2] > 0])
    ceiling = among_all[TRUTH]
    rows = [
        [TRUTH, ceiling, among_decided[TRUTH], *[None] * 5],
        *(
            [model, auc, among_decided[model], lift, expected, outcomes, brier, loss]
            for model, _, outcomes, expected, auc, brier, loss, lift in told["marts"]
        ),
    ]
    columns = [
        "model",
        "AUC",
        "AUC among leads decided on",
        "lift of the best tenth",
        "outcomes expected",
        "outcomes",
        "Brier score",
        "log-loss",
    ]
    leads = sum(row[0] == TRUTH for row in told["leads"])
    note = f"{leads:,} leads, each at every test instant that knew it."
    ratios = [
        Ratio(f"lead scores: AUC, {model} (ceiling {ceiling:.2f})", auc)
        for model, auc in among_all.items()
        if model != TRUTH
    ]
    return ratios, [Table("Leads told apart", columns, rows, note)]


def _aucs(leads: list[list[Any]]) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    models = sorted({model for model, *_ in leads})
    return {
        model: float(
            roc_auc_score(
                [did for name, _, _, did in leads if name == model],
                [score for name, score, _, _ in leads if name == model],
            )
        )
        for model in models
    }


def against_chances(folder: Path, say: Say) -> Result:
    """The models of the sample company's lead scores, measured."""
    built = sample(folder, say)
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    told, _ = call(
        scored_leads,
        folder / "scores",
        {},
        warehouse=str(built.warehouse),
        truth=str(built.company / "truth"),
        days=settings["lead_model_outcome_days"],
    )
    return Result("scores_truth", None, *compare(told))
