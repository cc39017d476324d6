"""`make bench`: what each stage costs beside the least it could cost, measured in one run.

    python -m tests.benchmarks --events 1,10 --only road,identity

A subject runs in child processes, so that peak memory is its own; its result is a JSON file under
`target/bench/results`, and `docs/benchmarks.md` is written from all of them: a subject can be run
again alone, and the others keep their rows. Ratios are what to read: seconds depend on the machine
and on its other work.
"""
