"""Words to calls: the command `cupola`. Only what a command needs is imported, so that help and lists answer at once."""

from cupola.cli.main import main

__all__ = ["main"]
