"""The command line: the only place that turns results and errors into words and exit codes."""

from __future__ import annotations

import sys

from digest.cli import deliver, explain, looking, setup, show, vote
from digest.cli.console import app, err
from digest.config import ConfigProblems
from digest.errors import ConfigError, DigestError

DONE, FAILED, MISUSED = 0, 1, 2

__all__ = ["app", "deliver", "explain", "looking", "main", "setup", "show", "vote"]


def main() -> None:
    """Run a command; exit 0 when done, 1 when something failed, 2 for wrong usage or configuration."""
    try:
        app()
    except ConfigProblems as error:
        for problem in error.problems:
            err.print(str(problem), style="bold red" if problem.severity == "error" else "yellow")
        sys.exit(MISUSED)
    except ConfigError as error:
        err.print(str(error), style="bold red")
        sys.exit(MISUSED)
    except OSError as error:
        err.print(f"{error.filename or ''} {error.strerror or error}".strip(), style="bold red")
        sys.exit(FAILED)
    except DigestError as error:
        err.print(str(error), style="bold red")
        sys.exit(FAILED)
