"""What is written to the log: an address without the secret that it holds."""

import logging
import re

# Who has one of these addresses is taken for the person it was sent to.
SECRET_ADDRESS = re.compile(
    r"((?:/|%2F)(?:confirm|(?:link|invitation|password)(?:/|%2F)[^/%\s]+)(?:/|%2F))"
    r"(?:[^/%\s?&\"'<>]|%3A){16,}",
    re.IGNORECASE,
)


class Formatter(logging.Formatter):
    """Write a line, and the trace below it, without what opens something."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_ADDRESS.sub(r"\1***", super().format(record))
