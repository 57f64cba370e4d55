"""What the tests of files that are cleaned in place share."""

from pipeline import Pipeline
from pipeline.io import containers

PIPELINE = Pipeline(context="off")

DAMAGED = "Les deux events ont subi des pertes stup&eacute;fiantes au milieu de la bataille."
MENDED = "Les deux parties ont subi des pertes stupéfiantes au milieu de la bataille."
SOUND = "Le procès de l’ancien maire reprend mardi devant la cour d’appel de Lyon."


def opened(kind, raw, codec="utf-8"):
    return containers.opened(kind, raw, codec, f"a.{kind}")


def cleaned(kind, raw, codec="utf-8"):
    """Clean a file; return its bytes."""
    container = opened(kind, raw, codec)
    result = container.cleaned(PIPELINE, "a")
    return container.rebuilt(result.text)


def same(kind, raw, codec="utf-8"):
    """Check that a sound file comes out as it is, and that any word of it can be replaced alone."""
    container = opened(kind, raw, codec)
    assert container.rebuilt(container.text) is container.raw
    result = container.cleaned(PIPELINE, "a")
    assert result.edits == (), result.edits
    assert container.rebuilt(result.text) == raw
    return container
