"""A worker in a process of its own, to be killed: does one job of the test's database against a real mail server.

Run as `python -m tests.matching.kill_worker DATABASE_URL SMTP_PORT LETTER`.
"""

import os
import sys

if __name__ == "__main__":
    url, port, letter = sys.argv[1:]
    os.environ |= {"MADANG_MODE": "test", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "madang.config.settings"}
    os.environ["MADANG_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    import django

    django.setup()
    from madang.matching.actions.digests import send_letter

    send_letter(letter=int(letter))
