"""The command line: the only place that turns results and errors into words and exit codes."""

from __future__ import annotations

import sys
from importlib import import_module

from digest.cli.console import app, err
from digest.config import ConfigProblems
from digest.errors import ConfigError, DigestError

DONE, FAILED, MISUSED = 0, 1, 2

# Modules of commands, in the order that --help lists them; most take long to import for what they do.
MODULES = ("deliver", "explain", "looking", "papers", "setup", "show", "vote")
ALONE = {"papers": "papers"}  # commands that answer at once: no other command is imported for them

__all__ = ["app", "main"]


def main() -> None:
    """Run a command; exit 0 when done, 1 when something failed, 2 for wrong usage or configuration."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    for module in (ALONE[command],) if command in ALONE else MODULES:
        import_module(f"digest.cli.{module}")
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
        place = f"{error.filename}: " if error.filename else ""
        err.print(f"{place}{error.strerror or error}", style="bold red")
        sys.exit(FAILED)
    except DigestError as error:
        err.print(str(error), style="bold red")
        sys.exit(FAILED)
