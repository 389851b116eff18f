"""Unattended runs: parameters checked, notebooks executed in order, results published in one step.

In: parameters, the notebooks. Out: ``reports/runs/<id>`` and ``reports/latest``. Knows notebooks, not what they say.
"""
