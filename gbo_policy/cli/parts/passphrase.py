"""Asking for a passphrase, on a terminal and nowhere else: what is typed is not shown there."""

from __future__ import annotations

import os
import sys

import click

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import say
from gbo_policy.cli.parts.output import on_screen


def ask_passphrase(lang: str, *, twice: bool = False) -> str:
    """Ask for a passphrase; ``twice`` for a new one, which nobody may mistype. Raises PolicyError where there
    is nobody to ask.
    """
    if not _somebody_to_ask():
        raise PolicyError([problem("needs-passphrase")])
    again = say(lang, "Again") if twice else False
    asked: str = click.prompt(say(lang, "Passphrase"), hide_input=True, confirmation_prompt=again, err=True)
    return asked


def _somebody_to_ask() -> bool:
    """Tell whether there is a terminal, which need not be standard input."""
    if on_screen(sys.stdin):
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        return False
    return True
