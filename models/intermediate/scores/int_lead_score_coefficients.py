"""A logistic regression of outcomes on what was known before them: its coefficients, as rows.

Fitted twice: on the training instants (`train`), for the back-test, and on all whose outcome is
known (`all`), for today's leads. Probabilities are worked out in SQL, int_lead_probabilities.
"""

INTERCEPT = "(intercept)"


def fit(features, outcomes):
    """Coefficients of standardised features, with a ridge penalty of 1 (scikit-learn's default).

    Args:
        features: one row a lead and instant, one column a feature.
        outcomes: whether each reached the outcome.

    Returns:
        (feature, coefficient, mean, standard deviation) per feature that varies, in their order,
        and the intercept last, which has no mean and a deviation of 1. Without leads that did and
        leads that did not there is nothing to learn: the intercept alone, of the rate of
        (did + 1) in (all + 2).
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    values = features.to_numpy(dtype=float)
    did = np.asarray(outcomes, dtype=bool)
    if did.all() or not did.any():
        rate = (did.sum() + 1) / (len(did) + 2)
        return [(INTERCEPT, round(float(np.log(rate / (1 - rate))), 9), 0.0, 1.0)]
    means, deviations = values.mean(axis=0), values.std(axis=0)
    varying = deviations > 0
    standardised = (values[:, varying] - means[varying]) / deviations[varying]
    model = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    model.fit(standardised, did)
    names = features.columns[varying]
    rows = zip(names, model.coef_[0], means[varying], deviations[varying], strict=True)
    fitted = [(str(name), *(round(float(one), 9) for one in told)) for name, *told in rows]
    return [*fitted, (INTERCEPT, round(float(model.intercept_[0]), 9), 0.0, 1.0)]


def model(dbt, session):
    """The rows of both fits. Ordered input and one solver: the same rows every time."""
    import pandas as pd

    dbt.config(materialized="table")
    snapshots = dbt.ref("int_lead_snapshots").df()
    features = dbt.ref("int_lead_features").df()
    known = snapshots[snapshots["split"] != "now"].set_index(["person_id", "snapshot_at"])
    table = features.pivot(index=["person_id", "snapshot_at"], columns="feature", values="value")
    table = table.reindex(known.index).fillna(0.0).sort_index(axis=0).sort_index(axis=1)
    told = known.loc[table.index]
    rows = []
    for fitted_on, chosen in (("train", told["split"] == "train"), ("all", told["split"] != "now")):
        part = chosen.to_numpy()
        fitted = fit(table[part], told[part]["has_outcome"].astype(bool))
        rows += [(fitted_on, *row, int(part.sum())) for row in fitted]
    columns = ["fitted_on", "feature", "coefficient", "mean", "standard_deviation", "leads"]
    return pd.DataFrame(rows, columns=columns)
