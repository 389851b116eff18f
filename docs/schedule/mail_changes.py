"""Mail what woke the desk: reads the JSON of --alert-command on standard input, sends it by a mail server.

    stancebook run --profile profiles/iran.yml --alert-command "python docs/schedule/mail_changes.py"

The server, the sender and the readers are taken from the environment: MAIL_HOST, MAIL_PORT, MAIL_FROM, MAIL_TO, and
MAIL_USER with MAIL_PASSWORD where the server wants them.
"""

from __future__ import annotations

import json
import os
import smtplib
import sys
from email.message import EmailMessage


def message(alert: dict) -> EmailMessage:
    """Return the mail: a line for each change, its evidence below, the brief's place last."""
    mail = EmailMessage()
    names = [rule.get("name") or ", ".join(rule.get("pair", [])) or rule.get("actor", "") for rule in alert["rules"]]
    subject = f"{alert['corpus']}: {len(alert['changes'])} changed ({'; '.join(filter(None, names)) or 'alerts'})"
    mail["Subject"] = " ".join(subject.split())  # a header has one line
    mail["From"], mail["To"] = os.environ["MAIL_FROM"], os.environ["MAIL_TO"]
    lines = []
    for change in alert["changes"]:
        lines += [f"* {change['text']}"]
        lines += [f"    {s['source']} {s['published']}: {s['text']}" for s in change["evidence"]]
    mail.set_content("\n".join([*lines, "", alert["brief"]]))
    return mail


def main() -> None:
    """Read the alert and send it."""
    mail = message(json.load(sys.stdin))
    with smtplib.SMTP(os.environ.get("MAIL_HOST", "localhost"), int(os.environ.get("MAIL_PORT", "25"))) as server:
        if "MAIL_USER" in os.environ:
            server.starttls()
            server.login(os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"])
        server.send_message(mail)


if __name__ == "__main__":
    main()
