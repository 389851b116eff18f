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
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from stancebook.runs import progress

if TYPE_CHECKING:
    import psutil

# Everything that Jupyter, IPython and matplotlib would otherwise keep in the user's home.
STATE = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
START_TIMEOUT = 180  # seconds for a kernel to come up on a busy machine
POLL = 0.5  # seconds between two looks at how far a notebook is
MARK = "STANCEBOOK_WORKER"  # in the environment of all that a notebook starts, wherever it hangs in the tree


class Failure(NamedTuple):
    """Why a notebook failed, in one line, and the name of the error that a cell raised, if one did."""

    reason: str
    error: str = ""


def execute(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    root: Path,
    log: IO[str],
    state: Path,
    timeout_s: float,
    watch: Callable[[Path], bool] = lambda file: False,
) -> Failure | None:
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
    watch
        Is shown the file that tells how far the notebook is (``progress``) now and then; where it returns True, the
        time begins anew.
    """
    result = state / f"{notebook.stem}.result"
    job = {"input": notebook, "output": output, "parameters": parameters, "cwd": root, "result": result}
    job["parent"] = os.getpid()
    order, told = state / f"{notebook.stem}.job", state / f"{notebook.stem}.progress"
    order.write_text(json.dumps(job, default=str), encoding="utf-8")
    environment = _environment(state) | {progress.VARIABLE: str(told), MARK: str(order)}
    process = subprocess.Popen(
        [sys.executable, "-m", "stancebook.runs.worker", str(order)],
        cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        code = _waited(process, timeout_s, lambda: watch(told))
    except subprocess.TimeoutExpired:
        return Failure(f"{_stopped_at(output)}took longer than {timeout_s:g} s (--timeout) and was stopped")
    finally:
        _sweep(str(order))
        process.kill()
        process.wait()
        watch(told)
    if code == 0 and result.exists():
        return None
    if result.exists():
        return Failure(*json.loads(result.read_text(encoding="utf-8")))
    ending = f"killed by signal {-code}" if code < 0 else f"exit status {code}"
    return Failure(f"{_stopped_at(output)}its process ended early ({ending}; see run.log)")


def _waited(process: subprocess.Popen, timeout_s: float, moved: Callable[[], bool]) -> int:
    """Return the exit status of ``process``; raise ``TimeoutExpired`` ``timeout_s`` after it last moved."""
    last = time.monotonic()
    while True:
        try:
            return process.wait(min(POLL, timeout_s))
        except subprocess.TimeoutExpired:
            if moved():
                last = time.monotonic()
            if time.monotonic() - last >= timeout_s:
                raise


def _environment(state: Path) -> dict[str, str]:
    """Return the environment for a notebook: no state of other runs, the same hashes in every run."""
    environment = {k: v for k, v in os.environ.items() if k != "JUPYTER_PATH"}
    for name in STATE:
        (state / name.lower()).mkdir(exist_ok=True)
        environment[name] = str(state / name.lower())
    return {**environment, "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _sweep(mark: str) -> None:
    """Kill what bears ``mark`` in its environment, and what that has started, until nothing of it is left.

    Not by the process tree alone: what a kernel started hangs nowhere in it once the kernel was killed.
    """
    import psutil

    for _ in range(5):
        marked = list(_marked(mark))
        family = {p for top in marked for p in (top, *_below(top))} - {psutil.Process()}
        for member in family:
            with suppress(psutil.Error):
                member.kill()
        psutil.wait_procs(family, timeout=5)
        if not family:
            return


def _marked(mark: str) -> Iterator[psutil.Process]:
    import psutil

    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                yield process


def _below(process: psutil.Process) -> list[psutil.Process]:
    import psutil

    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


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


def _failure(error: Exception, output: Path) -> Failure:
    """Return why papermill gave up, naming the cell."""
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        message = " ".join(str(error.evalue).split())
        return Failure(f"{_place(error.exec_count, error.source)}{error.ename}: {message[:300]}", error.ename)
    if isinstance(error, DeadKernelError):
        return Failure(f"{_stopped_at(output)}the kernel died (out of memory, or killed)")
    return Failure(f"{_stopped_at(output)}{type(error).__name__}: {' '.join(str(error).split())[:300]}")


def _run(job: Mapping[str, Any]) -> Failure | None:
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
            place = _place(cell.execution_count, cell.source)
            return Failure(f"{place}called sys.exit: a notebook runs to its end")
    return None


def _end_with(parent: int) -> None:
    """Wait until ``parent`` is gone, then leave with all that was started.  Even SIGKILL leaves nothing running."""
    while os.getppid() == parent:
        time.sleep(1)
    _sweep(os.environ[MARK])
    os._exit(1)


def main() -> int:
    """Do the job in the file named on the command line; 0 only if the whole notebook ran."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    threading.Thread(target=_end_with, args=(job["parent"],), daemon=True).start()
    failure = _run(job)
    Path(job["result"]).write_text(json.dumps(failure), encoding="utf-8")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
