"""Write the golden mails and their facts anew: `make golden`.

With --sums: print a hash of each mail, made in the opposite order.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256

from chromium import chromium
from golden.cases import messages
from golden.facts import facts
from golden.files import FOLDER, facts_file, mail_file, spelled


def write() -> None:
    """Write every golden file; those of cases that are no more are removed."""
    mails = messages()
    with chromium() as browser:
        if browser is None:
            sys.exit("no Chromium on PATH, which the facts are taken with; on Debian: apt install chromium")
        found = {name: spelled(facts(browser, raw)) for name, raw in mails.items()}
    for old in (*FOLDER.glob("*.eml"), *FOLDER.glob("*.json")):
        old.unlink()
    for name, raw in mails.items():
        mail_file(name).write_bytes(raw)
        facts_file(name).write_text(found[name], encoding="utf-8")
    sys.stdout.write(f"{len(mails)} golden mails in {FOLDER}; look at them with git diff\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--sums"]:
        json.dump(
            {name: sha256(raw).hexdigest() for name, raw in messages(backwards=True).items()}, sys.stdout
        )
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        write()
