"""`madang db`: the server of MADANG_DATA, its backup and its way back."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from madang.config import env as environment
from madang.core import pg
from madang.core.pg import archive

WORDS = {
    "start": "start the server, and make its data folder the first time",
    "stop": "stop the server",
    "status": "say whether it runs, and where; exit 3 when it does not",
    "backup": "write database and uploads into one new file, while the street stays open",
    "restore": "put a backup into an empty MADANG_DATA",
}


def main(arguments: list[str]) -> int:
    """Do one word of `madang db`; return 0, or 3 for a status of "not running". Raises `ServerError`."""
    parser = argparse.ArgumentParser(prog="madang db", description="The PostgreSQL of MADANG_DATA (default ./var).")
    words = parser.add_subparsers(dest="word", required=True)
    parsers = {word: words.add_parser(word, help=text, description=text) for word, text in WORDS.items()}
    parsers["backup"].add_argument("file", nargs="?", type=Path, help="default: backups/madang-TIME.tar in MADANG_DATA")
    parsers["restore"].add_argument("file", type=Path, help="a file that `madang db backup` wrote")
    options = parser.parse_args(arguments)

    env = environment.read()
    data = environment.data_folder(env)
    if options.word == "backup":
        return back_up(env["DATABASE_URL"], data, options.file)
    if options.word == "restore":
        return bring_back(env["DATABASE_URL"], data, options.file)
    if env["DATABASE_URL"] and options.word != "status":
        print(f"DATABASE_URL names a server of its own: nothing to {options.word} here.")
        return 0
    if env["DATABASE_URL"]:
        version = pg.version_of(env["DATABASE_URL"])
        print(f"PostgreSQL {version} answers at DATABASE_URL." if version else "Nothing answers at DATABASE_URL.")
        return 0 if version else 3
    cluster = pg.Cluster(data)
    match options.word:
        case "start":
            started = cluster.start()
            print(f"The database {'has started' if started else 'was running already'}.\nDATABASE_URL={cluster.url}")
        case "stop":
            print("The database has stopped." if cluster.stop() else "The database was not running.")
        case _:
            return tell(cluster)
    return 0


def tell(cluster: pg.Cluster) -> int:
    status = cluster.status()
    if not status.running:
        print(f"The database of {cluster.data_folder} is not running. Start it: madang db start")
        return 3
    print(f"PostgreSQL {status.version} is running (process {status.pid}) in {status.home}.\nDATABASE_URL={status.url}")
    return 0


def back_up(url: str, data: Path, file: Path | None) -> int:
    now = datetime.now(UTC)
    target = file or data / "backups" / f"madang-{now:%Y%m%dT%H%M%SZ}.tar"
    cluster = pg.Cluster(data)
    if not url and not cluster.exists:
        raise pg.ServerError(f"{data} holds no database to back up. Set MADANG_DATA to the folder that does.")
    started = not url and cluster.start()
    try:
        receipt = archive.backup(url or cluster.url, uploads=data / "uploads", to=target.absolute(), now=now)
    finally:
        if started:
            cluster.stop()
    print(f"Backed up {summary(receipt)} into {receipt.path} ({receipt.size_bytes:,} bytes).")
    return 0


def bring_back(url: str, data: Path, file: Path) -> int:
    archive.verify(file)  # before a cluster is made for it
    cluster = pg.Cluster(data)
    started = not url and cluster.start()
    try:
        receipt = archive.restore(url or cluster.url, uploads=data / "uploads", path=file)
    finally:
        if started:
            cluster.stop()
    print(f"Restored {summary(receipt)}; every hash and every row count agrees. Go on with: madang migrate")
    return 0


def summary(receipt: archive.Receipt) -> str:
    return f"{receipt.rows:,} rows of {receipt.tables} tables and {receipt.files} uploaded files"
