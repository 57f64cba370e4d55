"""Train the context model where a CUDA device is, and measure it by the lost-word test.

Start reading from :func:`train`. The network (:class:`Network`) gives, for every position of a
window in one pass, a state that has seen every word but the one that stands there: a tower reads
from the left, a tower from the right, and two blocks on top ask the left states before the position
and the right states after it. Scores are products with the word embeddings.

Its weights are used with few levels and so learned with them: each step sees rows rounded to
``levels`` steps either side of zero, and its gradient passes the rounding (straight-through
estimator). Words around are damaged as a spinner damages them, because the model is asked about
damaged windows. Needs PyTorch; nothing here runs without being asked to.
"""

import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

LENGTH = 256
"""Keys of a window while training."""

UNKNOWN, START, END = range(3)
"""The first ids of the vocabulary."""


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    words: int = 50_000
    width: int = 384
    layers: int = 6
    """Blocks of each tower."""
    heads: int = 6
    mix: int = 2
    """Blocks that join the towers."""
    levels: int = 31
    """Steps of a weight either side of zero: 31 fit six bits, and sums of two products with
    activations of eight bits fit sixteen, which some processors saturate at."""


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    seconds: float
    batch: int = 256
    rate: float = 1.2e-3
    """The highest learning rate; it rises for :attr:`warm` steps, then falls to nothing."""
    warm: int = 400
    decay: float = 0.05
    dropout: float = 0.1
    muon: bool = True
    """Whether matrices are updated by Muon, all else by AdamW; else AdamW alone."""
    first: Mapping[str, float] = field(
        default_factory=lambda: {
            "news": 0.32,
            "fresh": 0.05,
            "encyclopedia": 0.08,
            "debates": 0.08,
            "misc": 0.07,
            "novels": 0.12,
            "europarl": 0.28,
        }
    )
    """Share of each component at the start."""
    last: Mapping[str, float] = field(
        default_factory=lambda: {
            "news": 0.44,
            "fresh": 0.08,
            "encyclopedia": 0.08,
            "debates": 0.06,
            "misc": 0.06,
            "novels": 0.06,
            "europarl": 0.22,
        }
    )
    """The same at the end: more of the news, which is what is cleaned."""
    unknown: float = 0.02
    """Share of words that become unknown, as names, English and misprints are."""
    other: float = 0.01
    """Share that becomes some homograph, as what was restored or spun wrongly."""
    spun: float = 0.5
    """Share of windows in which homographs are damaged besides…"""
    spun_most: float = 0.35
    """…each with a probability drawn anew for the window, up to this: three in four of them
    become unknown, the others some homograph."""
    cut: float = 0.0
    """Share of places at which, in every other window, a sentence ends and another begins: what
    is near a suspect is read without the rest of its sentence."""


def rounded(weight: Tensor, levels: int) -> Tensor:
    """Return ``weight`` with each row rounded to its levels; the gradient passes unchanged."""
    scale = scales(weight.detach(), levels)
    steps = torch.round(weight.detach() / scale).clamp(-levels, levels)
    return weight + (steps * scale - weight.detach())


def scales(weight: Tensor, levels: int) -> Tensor:
    """Return the step of each row, as a number that 16 bits hold."""
    step = weight.abs().amax(-1, keepdim=True) / levels
    return step.clamp_min(1e-6).half().to(weight.dtype)


class Norm(nn.Module):
    """Divide by the root mean square, times a learned gain."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.g = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with rows of one size."""
        y = x.float()
        y = y * torch.rsqrt((y * y).mean(-1, keepdim=True) + 1e-6)
        return (y * self.g).to(x.dtype)


class Linear(nn.Module):
    """A product with a matrix of few levels."""

    def __init__(self, inputs: int, outputs: int, levels: int) -> None:
        super().__init__()
        self.levels = levels
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.6 / math.sqrt(inputs))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` times the matrix."""
        return F.linear(x, rounded(self.weight, self.levels).to(x.dtype))


Turns = tuple[Tensor, Tensor]


def turns(length: int, size: int, device: torch.device) -> Turns:
    """Return cosines and sines of the rotary positions."""
    rates = 1.0 / (10000 ** (torch.arange(0, size, 2, device=device).float() / size))
    angles = torch.arange(length, device=device).float()[:, None] * rates[None]
    return angles.cos(), angles.sin()


def turned(x: Tensor, by: Turns) -> Tensor:
    """Return queries or keys turned by their positions."""
    cos, sin = by[0].to(x.dtype), by[1].to(x.dtype)
    a, b = x[..., ::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


class Feed(nn.Module):
    """The second half of every block: widen, bend, narrow."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        width, levels = shape.width, shape.levels
        self.heads = shape.heads
        self.n1, self.n2 = Norm(width), Norm(width)
        self.o = Linear(width, width, levels)
        self.up, self.down = Linear(width, 4 * width, levels), Linear(4 * width, width, levels)
        self.drop = nn.Dropout(dropout)
        depth = 2 * (shape.layers + shape.mix)
        for last in (self.o, self.down):
            last.weight.data.mul_(1 / math.sqrt(depth))

    def split(self, x: Tensor, parts: int) -> Tensor:
        """Return ``parts`` × (batch, heads, length, size)."""
        batch, length, width = x.shape
        size = width // parts // self.heads
        return x.view(batch, length, parts, self.heads, size).permute(2, 0, 3, 1, 4)

    def rest(self, x: Tensor, heard: Tensor) -> Tensor:
        """Add what the heads heard, then what the second half makes of it."""
        x = x + self.drop(self.o(heard.transpose(1, 2).reshape(x.shape)))
        return x + self.drop(self.down(F.gelu(self.up(self.n2(x)), approximate="tanh")))


class Block(Feed):
    """A block of a tower: each position hears itself and those before."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__(shape, dropout)
        self.qkv = Linear(shape.width, 3 * shape.width, shape.levels)

    def forward(self, x: Tensor, by: Turns) -> Tensor:
        """Return what the block makes of the states ``x``."""
        q, k, v = self.split(self.qkv(self.n1(x)), 3)
        heard = F.scaled_dot_product_attention(turned(q, by), turned(k, by), v, is_causal=True)
        return self.rest(x, heard)


class Mix(Feed):
    """A block on top: each position hears the left states before it, the right ones after it."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__(shape, dropout)
        width, levels = shape.width, shape.levels
        self.nf, self.nb = Norm(width), Norm(width)
        self.q = Linear(width, width, levels)
        self.kvf, self.kvb = Linear(width, 2 * width, levels), Linear(width, 2 * width, levels)

    def forward(self, x: Tensor, left: Tensor, right: Tensor, by: Turns, mask: Tensor) -> Tensor:
        """Return what the block makes of ``x`` and the states of both towers."""
        q = turned(self.split(self.q(self.n1(x)), 1)[0], by)
        k_left, v_left = self.split(self.kvf(self.nf(left)), 2)
        k_right, v_right = self.split(self.kvb(self.nb(right)), 2)
        k = torch.cat((turned(k_left, by), turned(k_right, by)), 2)
        heard = F.scaled_dot_product_attention(
            q, k, torch.cat((v_left, v_right), 2), attn_mask=mask
        )
        return self.rest(x, heard)


class Network(nn.Module):
    """The whole model; its parameters are named as in the file of weights."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        width, levels = shape.width, shape.levels
        self.shape = shape
        self.emb = nn.Embedding(shape.words, width)
        nn.init.normal_(self.emb.weight, std=0.02)
        self.left = nn.ModuleList(Block(shape, dropout) for _ in range(shape.layers))
        self.right = nn.ModuleList(Block(shape, dropout) for _ in range(shape.layers))
        self.nf, self.nb = Norm(width), Norm(width)
        self.join = Linear(2 * width, width, levels)
        self.mix = nn.ModuleList(Mix(shape, dropout) for _ in range(shape.mix))
        self.out = Norm(width)
        self.proj = Linear(width, width, levels)
        self.bias = nn.Parameter(torch.zeros(shape.words))
        self.drop = nn.Dropout(dropout)

    def embeddings(self, dtype: torch.dtype) -> Tensor:
        """Return the rounded embeddings of all words."""
        return rounded(self.emb.weight, self.shape.levels).to(dtype)

    def states(self, ids: Tensor, embeddings: Tensor, by: Turns, mask: Tensor) -> Tensor:
        """Return the state of each position: it has seen every id but its own."""
        left = self.drop(F.embedding(ids, embeddings))
        right = left.flip(1)
        for block in self.left:
            left = block(left, by)
        for block in self.right:
            right = block(right, by)
        left, right = self.nf(left), self.nb(right.flip(1))
        nothing = torch.zeros_like(left[:, :1])
        before = torch.cat((nothing, left[:, :-1]), 1)
        after = torch.cat((right[:, 1:], nothing), 1)
        x = self.join(torch.cat((before, after), -1))
        for block in self.mix:
            x = block(x, left, right, by, mask)
        return self.proj(self.out(x))

    def loss(
        self, ids: Tensor, true: Tensor, by: Turns, mask: Tensor, dtype: torch.dtype
    ) -> Tensor:
        """Return the mean cross-entropy of the words ``true`` at their positions, in nats."""
        embeddings = self.embeddings(dtype)
        states = self.states(ids, embeddings, by, mask)
        scores = F.linear(states, embeddings).float() + self.bias
        return F.cross_entropy(scores.flatten(0, 1), true.flatten())


def mixing_mask(length: int, device: torch.device) -> Tensor:
    """Return which left states (before) and right states (after) a position may hear."""
    i = torch.arange(length, device=device)
    return torch.cat((i[None] < i[:, None], i[None] > i[:, None]), 1)


class Muon:
    """Momentum whose matrix is made orthogonal (Newton-Schulz) before each step.

    Matrices of one shape are treated together; the step is as large as AdamW's usual one (Liu et
    al. 2025, *Muon is scalable for LLM training*). Projections for queries, keys and values that
    share a matrix are taken apart, as they are square each.
    """

    def __init__(self, matrices: list[Tensor], decay: float, momentum: float = 0.95) -> None:
        self.decay, self.momentum = decay, momentum
        self.groups: dict[tuple[int, int], list[Tensor]] = {}
        for matrix in matrices:
            rows, columns = matrix.shape
            parts = rows // columns if columns * 2 <= rows <= columns * 3 else 1
            self.groups.setdefault((rows // parts, columns), []).append(matrix)
        self.momenta = {
            shape: torch.zeros(
                sum(m.numel() for m in group) // (shape[0] * shape[1]),
                *shape,
                device=group[0].device,
            )
            for shape, group in self.groups.items()
        }

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Update all matrices from their gradients."""
        for shape, group in self.groups.items():
            gradient = torch.cat([m.grad.view(-1, *shape) for m in group])
            momentum = self.momenta[shape].mul_(self.momentum).add_(gradient)
            update = orthogonal(gradient.add(momentum, alpha=self.momentum))
            update = update.float() * (0.2 * math.sqrt(max(shape)) * rate)
            at = 0
            for matrix in group:
                count = matrix.numel() // (shape[0] * shape[1])
                step = update[at : at + count].reshape(matrix.shape)
                matrix.mul_(1 - rate * self.decay).sub_(step)
                at += count


def orthogonal(x: Tensor, steps: int = 5) -> Tensor:
    """Return about the nearest semi-orthogonal matrices, by a quintic Newton-Schulz iteration."""
    x = x.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.mT if tall else x


class Feeder:
    """Draws batches from the streams, and damages the words around."""

    def __init__(
        self,
        streams: Mapping[str, Any],
        homographs: Any,
        recipe: Recipe,
        shape: Shape,
        device: torch.device,
    ) -> None:
        self.recipe, self.device = recipe, device
        self.names = [name for name in recipe.first if name in streams]
        self.streams = [
            torch.from_numpy(np.asarray(streams[name]).astype(np.int32)).to(device)
            for name in self.names
        ]
        self.first = torch.tensor([recipe.first[name] for name in self.names])
        self.last = torch.tensor([recipe.last[name] for name in self.names])
        self.homographs = torch.from_numpy(homographs.astype(np.int64)).to(device)
        self.spinnable = torch.zeros(shape.words, dtype=torch.bool, device=device)
        self.spinnable[self.homographs] = True
        self.window = torch.arange(LENGTH, device=device)
        self.draws = torch.Generator().manual_seed(2)

    def sound(self, done: float) -> Tensor:
        """Return a batch of windows when the share ``done`` of the training is over."""
        share = self.first / self.first.sum() * (1 - done) + self.last / self.last.sum() * done
        which = torch.multinomial(share, self.recipe.batch, replacement=True, generator=self.draws)
        rows = []
        for k, count in enumerate(torch.bincount(which, minlength=len(self.names)).tolist()):
            stream = self.streams[k]
            if count and len(stream) > LENGTH:
                top = len(stream) - LENGTH
                at = torch.randint(0, top, (count,), generator=self.draws).to(self.device)
                rows.append(stream[at[:, None] + self.window])
        return torch.cat(rows).long()

    def damaged(self, ids: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Return ``ids`` with words damaged."""
        recipe = self.recipe

        def draw(*size: int) -> Tensor:
            return torch.rand(size, device=self.device, generator=generator)

        windows, length = ids.shape
        most = recipe.spun_most * draw(windows, 1) * (draw(windows, 1) < recipe.spun)
        spun = self.spinnable[ids] & (draw(windows, length) < most)
        kind = draw(windows, length)
        fate = draw(windows, length)
        pick = (draw(windows, length) * len(self.homographs)).long()
        pick = pick.clamp_max(len(self.homographs) - 1)
        other = (fate >= recipe.unknown) & (fate < recipe.unknown + recipe.other)
        other |= spun & (kind >= 0.75)
        lost = (fate < recipe.unknown) | (spun & (kind < 0.75))
        made = torch.where(lost, UNKNOWN, torch.where(other, self.homographs[pick], ids))
        ends = draw(windows, length) < recipe.cut * (draw(windows, 1) < 0.5)
        begins = F.pad(ends[:, :-1], (1, 0))
        return torch.where(begins, START, torch.where(ends, END, made))


def train(
    network: Network,
    feeder: Feeder,
    recipe: Recipe,
    loss_of: Any,
    save: Any = None,
) -> None:
    """Train ``network`` for ``recipe.seconds``; ``save`` is called now and then, and at the end.

    ``loss_of(damaged, sound)`` is the compiled forward pass and cross-entropy.
    """
    matrices = [p for n, p in network.named_parameters() if p.dim() == 2 and n != "emb.weight"]
    others = [p for n, p in network.named_parameters() if p.dim() != 2 or n == "emb.weight"]
    muon = Muon(matrices, recipe.decay) if recipe.muon else None
    groups = [{"params": others, "weight_decay": 0.0}]
    if muon is None:
        groups.append({"params": matrices, "weight_decay": recipe.decay})
    adam = torch.optim.AdamW(
        groups, lr=recipe.rate, betas=(0.9, 0.98), eps=1e-6, fused=feeder.device.type == "cuda"
    )
    network.train()
    started, step, saved, total = time.monotonic(), 0, 0, None
    while True:
        done = (time.monotonic() - started) / recipe.seconds
        if done >= 1:
            break
        rate = recipe.rate * min(1.0, (step + 1) / recipe.warm) * (1 - done)
        for group in adam.param_groups:
            group["lr"] = rate
        sound = feeder.sound(done)
        loss = loss_of(feeder.damaged(sound), sound)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
        if muon:
            muon.step(rate)
        network.zero_grad(set_to_none=True)
        step += 1
        # Reading the loss waits for the device: seldom. It also keeps the clock honest.
        total = loss.detach() if total is None else 0.98 * total + 0.02 * loss.detach()
        if step % 20 == 0:
            value = float(total)
            if step == 20 or step % 500 == 0:
                spent = time.monotonic() - started
                tokens = step * sound.numel() / 1e6
                print(
                    f"step {step} {spent:.0f} s {tokens:.0f} M keys "
                    f"({tokens / spent * 1000:.0f} k/s) loss {value:.3f}",
                    flush=True,
                )
            if save and done > (0.5, 0.75, 0.9, 2.0)[saved]:
                saved += 1
                save()
    print(f"trained {step} steps in {time.monotonic() - started:.0f} s", flush=True)
    if save:
        save()


def packed(network: Network) -> Iterator[tuple[str, Any]]:
    """Yield the tensors to store: matrices as int8 rows and ``NAME.scale``, all else as float16."""
    levels = network.shape.levels
    for name, tensor in network.state_dict().items():
        weight = tensor.detach().float()
        if weight.dim() == 2:
            scale = scales(weight, levels)
            steps = torch.round(weight / scale).clamp(-levels, levels)
            yield name, steps.to(torch.int8).cpu().numpy()
            yield f"{name}.scale", scale.half().cpu().numpy()
        else:
            yield name, weight.half().cpu().numpy()


PART = 15 << 20
"""Bytes of a part of the weights: what carries them back may bound the size of a file."""


def save_weights(network: Network, folder: Path) -> None:
    """Write ``weights.json`` and ``weights.0``, ``weights.1``… into ``folder``."""
    head, body, at = [], [], 0
    for name, array in packed(network):
        raw = array.tobytes()
        head.append([name, str(array.dtype), list(array.shape), at])
        body.append(raw)
        at += len(raw)
    whole = b"".join(body)
    for k in range(0, len(whole), PART):
        (folder / f"weights.{k // PART}").write_bytes(whole[k : k + PART])
    shape = network.shape
    index = {"layers": shape.layers, "heads": shape.heads, "mix": shape.mix, "tensors": head}
    (folder / "weights.json").write_text(json.dumps(index), encoding="utf-8")


def load_weights(network: Network, arrays: Mapping[str, Any]) -> None:
    """Set the parameters of ``network`` from stored tensors."""
    state = {}
    for name, array in arrays.items():
        if not name.endswith(".scale"):
            weight = np.asarray(array).astype(np.float32)
            if f"{name}.scale" in arrays:
                weight = weight * np.asarray(arrays[f"{name}.scale"]).astype(np.float32)
            state[name] = torch.from_numpy(weight)
    network.load_state_dict(state)


@torch.no_grad()
def validation(network: Network, feeder: Feeder, windows: Any, loss_of: Any) -> tuple[float, float]:
    """Return the loss on held-back windows, sound and damaged the same way each time."""
    network.eval()
    ids = torch.from_numpy(windows.astype(np.int64)).to(feeder.device)
    generator = torch.Generator(feeder.device).manual_seed(5)
    damaged = feeder.damaged(ids, generator)
    sums = [0.0, 0.0]
    size = feeder.recipe.batch
    for k in range(0, len(ids) - size + 1, size):
        part = ids[k : k + size]
        sums[0] += float(loss_of(part, part))
        sums[1] += float(loss_of(damaged[k : k + size], part))
    batches = max(1, len(ids) // size)
    return sums[0] / batches, sums[1] / batches


@torch.no_grad()
def lost_word_test(network: Network, tests: Any, states_of: Any, device: torch.device) -> None:
    """Print the lost-word test: the rank of the lost word among lost words and among homographs."""
    network.eval()
    embeddings = network.embeddings(torch.float32)
    homographs = torch.from_numpy(tests["homographs"].astype(np.int64)).to(device)
    for name in (str(name) for name in tests["names"]):
        ids = torch.from_numpy(tests[f"{name}.ids"].astype(np.int64)).to(device)
        at = torch.from_numpy(tests[f"{name}.at"].astype(np.int64)).to(device)
        gold = torch.from_numpy(tests[f"{name}.gold"].astype(np.int64)).to(device)
        lost = torch.unique(gold)
        found = []
        for k in range(0, len(ids), 128):
            states = states_of(ids[k : k + 128]).float()
            here = states[torch.arange(len(states), device=device), at[k : k + 128]]
            scores = here @ embeddings.T + network.bias
            true = scores.gather(1, gold[k : k + 128, None])
            ranks = [(scores[:, among] > true).sum(1) + 1 for among in (lost, homographs)]
            found.append(torch.stack(ranks, 1))
        for label, ranks in zip(("lost", "homographs"), torch.cat(found).T, strict=True):
            shares = [100 * float((ranks <= k).float().mean()) for k in (1, 3, 10, 50)]
            print(f"{name:40} {label:10} " + " ".join(f"{s:.1f}" for s in shares), flush=True)


def run(
    streams: Mapping[str, Any],
    tests: Any,
    recipe: Recipe,
    folder: Path,
) -> None:
    """Train a model on the device from nothing, and write its weights to ``folder``.

    ``tests`` is what :func:`lost_word_test` takes: its homographs are also those that damage puts
    in.
    """
    device = torch.device("cuda")
    torch.manual_seed(1)
    shape = Shape()
    network = Network(shape, recipe.dropout).to(device)
    by = turns(LENGTH, shape.width // shape.heads, device)
    mask = mixing_mask(LENGTH, device)

    def loss(damaged: Tensor, sound: Tensor) -> Tensor:
        return network.loss(damaged, sound, by, mask, torch.bfloat16)

    @torch.no_grad()
    def states(ids: Tensor) -> Tensor:
        return network.states(ids, network.embeddings(torch.bfloat16), by, mask)

    feeder = Feeder(streams, tests["homographs"], recipe, shape, device)
    compiled = torch.compile(loss, dynamic=False)
    network.train()
    sound = feeder.sound(0.0)
    compiled(feeder.damaged(sound), sound).backward()  # compiling takes a minute: off the clock
    network.zero_grad(set_to_none=True)
    train(network, feeder, recipe, compiled, lambda: save_weights(network, folder))
    lost_word_test(network, tests, states, device)
