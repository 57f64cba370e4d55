"""Distil the context model: a network with shorter towers learns what the trained one knows.

Start reading from :func:`run`. The teacher reads the sound window and says how likely every word is
at every position; the student reads the same window damaged and learns to say the same, with a
share of what really stood there (Hinton et al. 2015, *Distilling the Knowledge in a Neural
Network*). It begins with some of the teacher's blocks. Scores of a batch would take 13 GB for each
network, so they are computed a slice of the batch at a time, with their gradients
(:class:`SoftLoss`). Needs PyTorch and a CUDA device.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from dictionaries.builders import context_training as training

HARD = 0.3
"""Share of the loss that what really stood there has; the rest is the teacher's opinion."""

LAYERS = 3
"""Blocks of each of the student's towers; the teacher has twice as many."""

SLICE = 8192
"""Positions whose scores are computed at a time."""


def recipe(seconds: float) -> training.Recipe:
    """Return how the shipped model learned."""
    return training.Recipe(seconds, rate=9e-4, warm=200, dropout=0.05, cut=0.02)


def thinned(arrays: Mapping[str, Any], layers: int, of: int) -> dict[str, Any]:
    """Return the weights of the first, the last and evenly spread blocks between, of ``of``."""
    kept = [round(n * (of - 1) / (layers - 1)) for n in range(layers)]
    made = {}
    for name, array in arrays.items():
        tower, _, rest = name.partition(".")
        if tower in ("left", "right"):
            number, _, rest = rest.partition(".")
            if int(number) not in kept:
                continue
            name = f"{tower}.{kept.index(int(number))}.{rest}"
        made[name] = array
    return made


def _slice_loss(
    mine: Tensor, bias: Tensor, teachers: Tensor, their_bias: Tensor, true: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the summed loss of a slice of scores, and its gradient by the scores ``mine``."""
    wanted = F.softmax(teachers.float() + their_bias, -1) * (1 - HARD)
    logs = F.log_softmax(mine.float() + bias, -1)
    here = torch.arange(mine.shape[-1], device=mine.device)[None] == true[:, None]
    wanted = wanted + here * HARD
    return -(wanted * logs).sum(), (logs.exp() - wanted).to(mine.dtype)


class SoftLoss(torch.autograd.Function):
    """Mean cross-entropy with the teacher's opinion and the true words, over all positions."""

    @staticmethod
    def forward(  # noqa: D102, PLR0913 — autograd's shape of a function
        ctx: Any,
        states: Tensor,
        embeddings: Tensor,
        bias: Tensor,
        teacher: tuple[Tensor, Tensor, Tensor],
        true: Tensor,
        slice_loss: Any,
    ) -> Tensor:
        by_states = torch.empty_like(states)
        by_embeddings = torch.zeros_like(embeddings, dtype=torch.float32)
        by_bias = torch.zeros_like(bias)
        total = torch.zeros((), device=states.device)
        count = len(states)
        for k in range(0, count, SLICE):
            part = slice(k, k + SLICE)
            mine = F.linear(states[part], embeddings)
            theirs = F.linear(teacher[0][part], teacher[1])
            loss, gradient = slice_loss(mine, bias, theirs, teacher[2], true[part])
            total += loss
            by_states[part] = gradient @ embeddings
            by_embeddings += (gradient.T @ states[part]).float()
            by_bias += gradient.float().sum(0)
        ctx.save_for_backward(by_states, by_embeddings, by_bias)
        ctx.count = count
        return total / count

    @staticmethod
    def backward(ctx: Any, given: Tensor) -> Any:  # noqa: D102
        by_states, by_embeddings, by_bias = ctx.saved_tensors
        share = given / ctx.count
        grads = (by_states * share, (by_embeddings * share).to(by_states.dtype), by_bias * share)
        return (*grads, None, None, None)


def run(
    streams: Mapping[str, Any],
    tests: Any,
    how: training.Recipe,
    folder: Path,
    deep: Mapping[str, Any],
) -> None:
    """Teach a network with :data:`LAYERS` blocks a tower what ``deep`` knows; write its weights.

    ``tests`` is what :func:`context_training.lost_word_test` takes.
    """
    device = torch.device("cuda")
    torch.manual_seed(1)
    whole = training.Shape()
    shape = training.Shape(layers=LAYERS)
    teacher = training.Network(whole).to(device).eval()
    training.load_weights(teacher, deep)
    teacher.requires_grad_(requires_grad=False)
    student = training.Network(shape, how.dropout).to(device)
    training.load_weights(student, thinned(deep, LAYERS, whole.layers))
    by = training.turns(training.LENGTH, shape.width // shape.heads, device)
    mask = training.mixing_mask(training.LENGTH, device)
    kind = torch.bfloat16
    known = teacher.embeddings(kind)

    def asked(ids: Tensor) -> Tensor:
        return teacher.states(ids, known, by, mask).flatten(0, 1)

    def answered(ids: Tensor, embeddings: Tensor) -> Tensor:
        return student.states(ids, embeddings, by, mask).flatten(0, 1)

    compiled = [torch.compile(f, dynamic=False) for f in (asked, answered, _slice_loss)]

    def loss(damaged: Tensor, sound: Tensor) -> Tensor:
        with torch.no_grad():
            opinion = (compiled[0](sound), known, teacher.bias)
        embeddings = student.embeddings(kind)
        states = compiled[1](damaged, embeddings)
        found: Tensor = SoftLoss.apply(
            states, embeddings, student.bias, opinion, sound.flatten(), compiled[2]
        )
        return found

    @torch.no_grad()
    def states(ids: Tensor) -> Tensor:
        return student.states(ids, student.embeddings(kind), by, mask)

    feeder = training.Feeder(streams, tests["homographs"], how, shape, device)
    student.train()
    sound = feeder.sound(0.0)
    loss(feeder.damaged(sound), sound).backward()  # compiling takes a minute: off the clock
    student.zero_grad(set_to_none=True)
    training.train(student, feeder, how, loss, lambda: training.save_weights(student, folder))
    training.lost_word_test(student, tests, states, device)
