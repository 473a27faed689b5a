"""A client outside the system: writes numbered rows for ever and notes, on its own disk, each one acknowledged.

Run as `python pg_writer.py URL LEDGER NAME`. It survives the server's death and goes on when it is back.
"""

import os
import sys
import time
from itertools import count

import psycopg

if __name__ == "__main__":
    url, ledger, name = sys.argv[1:]
    numbers = count()
    with open(ledger, "a") as notes:
        while True:
            try:
                with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
                    for number in numbers:
                        connection.execute("INSERT INTO ledger (key) VALUES (%s)", [f"{name}-{number}"])
                        notes.write(f"{name}-{number}\n")
                        notes.flush()
                        os.fsync(notes.fileno())
            except psycopg.Error:
                time.sleep(0.05)
