"""`python -m digest` is the command."""

from digest.cli import main

main()
