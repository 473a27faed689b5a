"""Which account runs the server: oneself, or, since PostgreSQL refuses root, a system account."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .binaries import ServerError

SYSTEM_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def run(self, command: Sequence[str], *, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in `/`, without the caller's PG* settings; never raises for its exit code."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        env |= {"LC_ALL": "C.UTF-8", "HOME": "/", "PATH": env.get("PATH", os.defpath)}
        return subprocess.run(
            command,
            cwd="/",
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=timeout_s,
            user=None if self.is_me else self.uid,
            group=None if self.is_me else self.gid,
            extra_groups=None if self.is_me else [],
        )

    def can_enter(self, path: Path) -> bool:
        """Whether this account may enter a folder or run a program; asks the kernel, so groups and ACLs count."""
        return os.access(path, os.X_OK) if self.is_me else self.run(["test", "-x", str(path)]).returncode == 0

    def own(self, folder: Path) -> None:
        """Make a folder (parents too) only this account may enter. Raises `ServerError` for a stranger's folder."""
        folder.mkdir(parents=True, exist_ok=True)
        seen = folder.lstat()
        if folder.is_symlink() or seen.st_uid not in (self.uid, os.geteuid()):
            raise ServerError(f"{folder} belongs to somebody else: choose another folder with MADANG_DATA=.")
        if seen.st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def server_account(data: Path) -> Account:
    """Return the account for a cluster at `data`: its owner if it exists, else oneself, or for root a system one."""
    me = os.geteuid()
    if me:
        return _account(pwd.getpwuid(me) if _known(me) else None, me)
    if data.exists() and (owner := data.stat().st_uid):
        return _account(pwd.getpwuid(owner) if _known(owner) else None, owner)
    for name in SYSTEM_ACCOUNTS:
        try:
            return _account(pwd.getpwnam(name), 0)
        except KeyError:
            continue
    raise ServerError(
        "PostgreSQL does not run as root, and no account is there for it: run `adduser --system postgres`."
    )


def _known(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _account(entry: pwd.struct_passwd | None, uid: int) -> Account:
    if entry is None:  # a container may run under a number without a name
        return Account(uid=uid, gid=os.getegid(), name=str(uid))
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)
