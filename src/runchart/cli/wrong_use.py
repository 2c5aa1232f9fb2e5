"""A command that cannot be carried out as it was given: the terminal says why, and the exit status is 2."""


class WrongUseError(Exception):
    """The text says what was given, what is accepted and what to do."""
