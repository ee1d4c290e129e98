"""Checking mails: every rule for a good mail that a program can decide; pure."""

from digest.lint.checker import Checker, check_mail
from digest.lint.rules import RULES, Finding

__all__ = ["RULES", "Checker", "Finding", "check_mail"]
