"""What there is to measure, in the order of the page, and what its figures mean.

To add a subject: a module with a function of the work folder and of `say` that returns a `Result`
(tables, and ratios: `at_most`, `at_least`), and an entry below. What is timed runs in a child:
`call(function, folder, {}, **arguments)` gives the function's answer, in JSON's types, and the cost
of the process. Models that need a built warehouse find the sample company's with `sample`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.attribution_speed import rules_beside_a_join
from tests.benchmarks.attribution_truth import against_truth
from tests.benchmarks.dbt_runs import OVERHEAD, SESSIONS
from tests.benchmarks.identity import truth, worst_cases
from tests.benchmarks.markov_shapley_speed import paths_beside_a_pass
from tests.benchmarks.orchestration import orchestration
from tests.benchmarks.results import Result
from tests.benchmarks.road import MEMORY, MOST_WHOLE, road
from tests.benchmarks.scores_truth import against_chances

Say = Callable[[str], None]


@dataclass(frozen=True)
class Subject:
    """One thing to measure.

    Attributes:
        title: its heading.
        meaning: what the figures are, for a reader who was not there.
        measure: of a size in million events, a folder to work in and somebody to tell; a subject
            that has sizes of its own is given 0.
        is_sized: whether it is measured once a size.
    """

    title: str
    meaning: str
    measure: Callable[[float, Path, Say], Result]
    is_sized: bool = False


SUBJECTS: dict[str, Subject] = {
    "road": Subject(
        "Events, from files to marts",
        f"""
A year of the sample company is generated (GA4 export files, a CRM, an ad platform, with all their
mess) and landed but for its last day, and every model is built: the *year*. Then come *a day more*;
*a day restated*, the file of a day a month ago once more, now with the fiftieth of its rows that
were late; and *nothing new*, which says what a build costs whatever comes. DuckDB may hold {MEMORY}
in memory and spills the rest. Above {MOST_WHOLE:g} million events only what meets events is
measured; what was left out stands below the table.

Stages are dbt's own times of its models (`run_results.json`), summed over folders; *{OVERHEAD}* is
what is left of the command: start, parse, plan. CPU and memory of a stage are the process's while
its models ran, one at a time. *{SESSIONS}* is all that meets single events, from landed rows to
sessions; *channel rules* meet distinct combinations of tags. At small sizes most of a day's cost is
that of statements that do next to nothing, which *beyond nothing new* leaves out.

Floors are what DuckDB takes, in the same run and with the same memory, to scan or to sort the same
landed columns into a table, or to copy the same event files with nothing flattened or hashed.
""",
        road,
        is_sized=True,
    ),
    "identity": Subject(
        "Identity: graphs at their worst",
        """
Connected components, from a table of edges between texts to a component for every node. Ours are
the statements that dbt runs, on the texts' hashes; scipy's start from the same table and have to
number the texts first. *clusters* are what identity looks like: a few identifiers a person. The ids
of a *chain* are in order along it, which is where labels that only spread need a round a link; a
*hub* is one identifier that all others were seen with.
""",
        lambda _, folder, say: worst_cases(folder, say),
    ),
    "identity_truth": Subject(
        "Identity: people against the truth",
        """
The sample company's mess, landed and built, against who is who there. A pair is two identifiers.
What nothing in the data links (a cookie of somebody who never logged in nor left an address) cannot
be found without guessing: recall is over linked pairs, and over all pairs beside it.
""",
        lambda _, folder, say: truth(folder, say),
    ),
    "attribution_speed": Subject(
        "Attribution: rule-based models beside the plain join",
        """
Conversions of as many people with 3.3 touches each, a fifth of them with a value. The plain join is
what anybody would write who wants a conversion's touches and what a model asks of both: texts as
keys, no order, no window; written as a table. Ours numbers conversions and touches, joins them,
orders the paths, cuts every window, and shares credit to 10^-12 and money to the cent in every
rule-based model. What dbt stores on the way is written; the credits themselves are a view that
`fct_attribution` reads once, and are read once here, every column of every row. What writing those
rows too would take, which nothing does, is told beside it. Rows are what the join and the models
give.
""",
        lambda _, folder, say: rules_beside_a_join(folder, say),
    ),
    "data_driven_speed": Subject(
        "Attribution: Markov and Shapley",
        """
Paths of one to twenty touches (3.3 on average) of twenty channels, every tenth of which converts;
dbt's own statements, from the steps of the paths on. Markov is exact, and first order carries its
interval: eleven chains instead of one. The pass reads the touches as they are stored, each with the
one before it. channelattribution simulates; making the texts that it reads is not counted.
""",
        lambda _, folder, say: paths_beside_a_pass(folder, say),
    ),
    "attribution_truth": Subject(
        "Attribution: models against what caused what",
        """
The sample company is made from hazards, so what caused each conversion is known: each touch adds to
its person's chance and fades, and some conversions need no marketing. A conversion's truth is every
channel's part of its hazard; the models see touches only. *Misplaced* is the share of a model's
credit that would have to move to another channel for its shares to be the true ones, among channels
alone: what marketing did not cause, no model of touches can know, and all of them share it out.
Models that credit few channels by intent (first paid, last paid) fail by it, and say so. *No touch*
is the share of conversions' credit that no touch could get.
""",
        lambda _, folder, say: against_truth(folder, say),
    ),
    "scores_truth": Subject(
        "Lead scores: models against the chances leads had",
        """
At instants of the past every lead is scored by what was known then; two weeks later it is seen who
became sales qualified. *Truth* ranks by the chance that the sample company gave each lead, and
knows on which days sales decides: no score can do better. *Among leads decided on* leaves out all
whom sales did not look at in those two weeks, which is most of what a score can know by a lead's
age. *rules* are the points of `seeds/lead_score_rules.csv`, *fitted* is the logistic regression,
fitted to what had happened before the first of these instants.
""",
        lambda _, folder, say: against_chances(folder, say),
    ),
    "orchestration": Subject(
        "Dagster: until it is ready, and what it adds to a build",
        """
The sample company, landed and built. *Start* is `make dev` once the project has been read, until
its pages tell the whole graph. A build through Dagster is the models' step of the daily job, in a
process of its own, with everything recorded that the pages show of a model: rows, columns, column
lineage, checks. Beside it stands `dbt build` of the same models and tests on the same warehouse,
in turn with it. It may take ten seconds and 15 % longer.
""",
        lambda _, folder, say: orchestration(folder, say),
    ),
}
