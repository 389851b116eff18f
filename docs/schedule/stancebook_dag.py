"""Airflow: the report of one desk, every day at six. Copy it into the folder of DAGs and set the two names below."""

from __future__ import annotations

import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = "$HOME/stancebook"
PROFILE = "profiles/iran.yml"

with DAG(
    dag_id="stancebook_iran",
    schedule="0 6 * * *",
    start_date=datetime.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,  # a second run on the same folder of reports would find it locked
) as dag:
    BashOperator(
        task_id="report",
        # 3 is "done, some input skipped", which is done; 6 is "nothing new", and the task is skipped.
        bash_command=f'cd "{PROJECT}" && .venv/bin/stancebook run --profile {PROFILE} || exit $(($? == 3 ? 0 : $?))',
        skip_on_exit_code=6,
        retries=1,
        retry_delay=datetime.timedelta(minutes=15),
        execution_timeout=datetime.timedelta(hours=4),
    )
