"""Errors that a user can act on. Each message is one line and says what to do next."""


class PipelineError(Exception):
    """Base of every error that rature raises on purpose."""


class ConfigError(PipelineError):
    """An option or a configuration file asks for something that does not exist."""


class DictionaryError(PipelineError):
    """A dictionary or model is missing, damaged or of another version."""


class InputError(PipelineError):
    """An input cannot be read as the text or record that it should be."""


class StageError(PipelineError):
    """A stage proposed an edit of a rule that nobody knows, or of text that is not there."""
