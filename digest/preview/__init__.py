"""Mails as people see them before or after they go: static sites."""

from digest.preview.site import write_inbox, write_preview

__all__ = ["write_inbox", "write_preview"]
