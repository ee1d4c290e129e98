"""Mail over SMTP: one connection to a relay, what it answers, and the inbox of the demonstration."""

from digest.mail.connection import Connection
from digest.mail.inbox import Inbox, Letter
from digest.mail.relay import ConnectFailed, Relay
from digest.mail.reply import Phase, Reply

__all__ = ["ConnectFailed", "Connection", "Inbox", "Letter", "Phase", "Relay", "Reply"]
