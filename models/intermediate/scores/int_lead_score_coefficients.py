"""A logistic regression of outcomes on what was known before them: its coefficients, as rows.

Fitted twice: on the training instants (`train`), for the back-test, and on all whose outcome is
known (`all`), for today's leads. Probabilities are worked out in SQL, int_lead_probabilities.
"""

INTERCEPT = "(intercept)"


def fit(values, names, did):
    """Coefficients of standardised features, with a ridge penalty of 1 (scikit-learn's default).

    Args:
        values: floats, shape (leads, features).
        names: the features' names, in the order of the columns.
        did: booleans, shape (leads,): who reached the outcome.

    Returns:
        (feature, coefficient, mean, standard deviation) per feature that varies, in their order,
        and the intercept last, which has no mean and a deviation of 1. Without leads that did and
        leads that did not there is nothing to learn: the intercept alone, of the rate of
        (did + 1) in (all + 2).
    """
    import numpy as np

    if did.all() or not did.any():
        rate = (did.sum() + 1) / (len(did) + 2)
        return [(INTERCEPT, round(float(np.log(rate / (1 - rate))), 9), 0.0, 1.0)]
    means, deviations = values.mean(axis=0), values.std(axis=0)
    varying = deviations > 0
    means, deviations = means[varying], deviations[varying]
    model = _logistic_regression(C=1.0, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    model.fit((values[:, varying] - means) / deviations, did)
    rows = zip(np.asarray(names)[varying], model.coef_[0], means, deviations, strict=True)
    fitted = [(str(name), *(round(float(one), 9) for one in told)) for name, *told in rows]
    return [*fitted, (INTERCEPT, round(float(model.intercept_[0]), 9), 0.0, 1.0)]


def _logistic_regression(**options):
    try:
        from sklearn.linear_model import LogisticRegression
    except ModuleNotFoundError as missing:
        raise RuntimeError(
            "`fitted_lead_score` is on in dbt_project.yml, and scikit-learn is not installed:"
            " .venv/bin/pip install '.[scoring]', or turn it off."
        ) from missing
    return LogisticRegression(**options)


def model(dbt, session):  # noqa: ARG001  # dbt passes both
    """The rows of both fits. Ordered input and one solver: the same rows every time."""
    import numpy as np
    import pyarrow as pa

    dbt.config(materialized="table")
    leads = (
        dbt.ref("int_lead_snapshots")
        .filter("split <> 'now'")
        .project("*, row_number() over (order by person_id, snapshot_at) - 1 as place")
    )
    cells = (
        dbt.ref("int_lead_features")
        .set_alias("features")
        .join(leads.set_alias("leads"), "person_id, snapshot_at")
        .project("place, feature, value")
        .fetchnumpy()
    )
    told = leads.project("place, split, has_outcome").order("place").fetchnumpy()
    names, columns = np.unique(cells["feature"].astype(str), return_inverse=True)
    values = np.zeros((len(told["place"]), len(names)))
    values[cells["place"], columns] = cells["value"]
    did, is_train = told["has_outcome"].astype(bool), told["split"] == "train"
    rows = []
    for fitted_on, chosen in (("train", is_train), ("all", np.ones(len(did), dtype=bool))):
        fitted = fit(values[chosen], names, did[chosen])
        rows += [(fitted_on, *row, int(chosen.sum())) for row in fitted]
    told_by = ["fitted_on", "feature", "coefficient", "mean", "standard_deviation", "leads"]
    return pa.table(dict(zip(told_by, map(list, zip(*rows, strict=True)), strict=True)))
