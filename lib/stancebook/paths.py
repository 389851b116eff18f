"""Where the project lies: a notebook finds its files from JupyterLab and from an unattended run alike."""

from __future__ import annotations

from pathlib import Path


def project_root(start: Path | None = None) -> Path:
    """Return the project's folder: the nearest one above ``start`` that holds notebooks/ and pyproject.toml.

    Without one (a scheduled job starts in the home folder) it is the folder that the package was installed
    from, as long as that is a checkout.

    Raises
    ------
    FileNotFoundError
        If neither is to be found.
    """
    here = (start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, checkout):
        if (folder / "notebooks").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise FileNotFoundError(
        f"{here} is not inside a Stancebook project (no notebooks/ here or above): go to its folder"
    )


def project_path(relative: str | Path) -> Path:
    """Return ``relative`` as a path below the project's folder; an absolute path comes back unchanged."""
    path = Path(relative).expanduser()
    return path if path.is_absolute() else project_root() / path


def shown(path: Path) -> str:
    """Return ``path`` as tables and messages name it: below the project's folder where it lies there.

    The same corpus then gives the same tables in any checkout, and no brief names a home folder.
    """
    if not path.is_absolute():
        return path.as_posix()
    try:
        return path.relative_to(project_root()).as_posix()
    except (FileNotFoundError, ValueError):
        return path.as_posix()
