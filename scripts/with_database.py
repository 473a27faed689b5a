"""Run one command with DATABASE_URL set to a throw-away database: `python scripts/with_database.py COMMAND ...`."""

import os
import subprocess
import sys

from madang.core import pg

if __name__ == "__main__":
    with pg.temporary() as url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode)
