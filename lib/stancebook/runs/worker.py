"""One notebook in one process: a time limit, a dead kernel or a crash stays with that process.

The parent's side (``execute``) starts this module as a program; the program's side (``main``) runs papermill.
The notebook failed unless the process says otherwise: nothing is read out of the executed notebook but the
place where it stopped.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

# Everything that Jupyter, IPython and matplotlib would otherwise keep in the user's home.
STATE = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
START_TIMEOUT = 180  # seconds for a kernel to come up on a busy machine


def execute(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    root: Path,
    log: IO[str],
    state: Path,
    timeout_s: float,
) -> str | None:
    """Run ``notebook`` in a process of its own, working in ``root``; return None, or why it failed.

    Parameters
    ----------
    output
        Where the executed notebook goes; it is there, as far as it came, after a failure too.
    log
        An open file that the process writes its output to.
    state
        A folder for what Jupyter, IPython and matplotlib keep on disk.
    timeout_s
        Wall-clock seconds after which the process and all it started are killed.
    """
    result = state / f"{notebook.stem}.result"
    job = {"input": notebook, "output": output, "parameters": parameters, "cwd": root, "result": result}
    job["parent"] = os.getpid()
    order = state / f"{notebook.stem}.job"
    order.write_text(json.dumps(job, default=str), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "stancebook.runs.worker", str(order)],
        cwd=root, env=_environment(state), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        code = process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return f"{_stopped_at(output)}took longer than {timeout_s:g} s (--timeout) and was stopped"
    finally:
        if process.returncode is None:
            _kill(process)
    if code == 0 and result.exists():
        return None
    if result.exists():
        return result.read_text(encoding="utf-8")
    ending = f"killed by signal {-code}" if code < 0 else f"exit status {code}"
    return f"{_stopped_at(output)}its process ended early ({ending}; see run.log)"


def _environment(state: Path) -> dict[str, str]:
    """Return the environment for a notebook: no state of other runs, the same hashes in every run."""
    environment = {k: v for k, v in os.environ.items() if k != "JUPYTER_PATH"}
    for name in STATE:
        (state / name.lower()).mkdir(exist_ok=True)
        environment[name] = str(state / name.lower())
    return {**environment, "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _kill(process: subprocess.Popen) -> None:
    """Kill a process and all below it: a kernel leads a session of its own, so a group is not enough."""
    import psutil

    try:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        family = []
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
    psutil.wait_procs(family, timeout=5)


def _stopped_at(output: Path) -> str:
    """Return 'In [n] (first line): ' for the cell that was running when the notebook was last saved."""
    try:
        cells = json.loads(output.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return ""
    code = [c for c in cells if c["cell_type"] == "code"]
    # The last cell that was started: after a dead kernel papermill calls even that one "completed".
    started = [n for n, c in enumerate(code, 1) if c["metadata"].get("papermill", {}).get("start_time")]
    return _place(started[-1], "".join(code[started[-1] - 1]["source"])) if started else ""


def _place(number: int | None, source: str) -> str:
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return f"In [{number}] ({first[:60]}): "


def _failure(error: Exception, output: Path) -> str:
    """Return one line on why papermill gave up, naming the cell."""
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        message = " ".join(str(error.evalue).split())
        return f"{_place(error.exec_count, error.source)}{error.ename}: {message[:300]}"
    if isinstance(error, DeadKernelError):
        return f"{_stopped_at(output)}the kernel died (out of memory, or killed)"
    return f"{_stopped_at(output)}{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def _run(job: Mapping[str, Any]) -> str | None:
    """Run the notebook that ``job`` names; return None, or why it failed."""
    from papermill import execute_notebook
    from traitlets.config import Config

    try:
        done = execute_notebook(
            job["input"], job["output"], job["parameters"], kernel_name="python3", cwd=job["cwd"],
            progress_bar=False, log_output=True, start_timeout=START_TIMEOUT,
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )  # fmt: skip
    except Exception as error:
        logging.exception("the notebook failed")
        return _failure(error, Path(job["output"]))
    for cell in done.cells:
        # papermill takes sys.exit(0) for the end of the notebook; the cells below it never ran.
        if any(out.get("ename") == "SystemExit" for out in cell.get("outputs", [])):
            return f"{_place(cell.execution_count, cell.source)}called sys.exit: a notebook runs to its end"
    return None


def _end_with(parent: int) -> None:
    """Wait until ``parent`` is gone, then leave; the kernel notices in turn.  Even SIGKILL leaves nothing running."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main() -> int:
    """Do the job in the file named on the command line; 0 only if the whole notebook ran."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    threading.Thread(target=_end_with, args=(job["parent"],), daemon=True).start()
    reason = _run(job)
    Path(job["result"]).write_text(reason or "", encoding="utf-8")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
