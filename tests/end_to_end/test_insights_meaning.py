"""Questions without an answer, grouped by meaning with the real embedder."""

from __future__ import annotations

from datetime import date

import pytest

from content.loader import load_portfolio
from engine.keep.insights import group_by_meaning, themes_of
from engine.keep.visits import Asked
from engine.retrieve.embed import Embedder
from engine.settings import load_settings
from models.convert import ensure_embedder

THEMES = (
    (
        "Do you know Terraform?",
        "Have you used Terraform before?",
        "What is your Terraform experience?",
        "terraform",
        "How do you use Terraform with AWS?",
        "Can you write Terraform modules?",
        "Do you do infrastructure as code with Terraform?",
    ),
    ("What is your hourly rate?", "How much do you charge per hour?", "What do you cost?", "what are your prices"),
    ("Do you have experience with Rust?", "Have you written Rust?", "Rust async?"),
    ("Have you used Kubernetes?", "Do you know Kubernetes operators?"),
    ("Do you speak German?",),
    ("Can you work in Berlin?",),
    ("Which football team do you support?",),
    ("Do you know Go?",),
    ("What is the capital of France?",),
    ("Sprichst du Deutsch?",),
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    files = ensure_embedder(load_settings().cache_dir)
    return Embedder(files.gguf, files.tokenizer)


def test_each_theme_is_one_group(embedder: Embedder) -> None:
    questions = [question for theme in THEMES for question in theme]
    groups = group_by_meaning(embedder.embed(questions))
    assert {frozenset(questions[row] for row in group) for group in groups} == {frozenset(theme) for theme in THEMES}


def test_an_owner_is_told_what_to_write_about(embedder: Embedder) -> None:
    asked = [
        Asked(date(2026, 5, 4), question, "not-in-portfolio", 0.3, 0, 0, 0.1, "none")
        for theme in THEMES[:1]
        for question in (*theme, "terraform", "Do you know Terraform?")
    ]
    (theme,) = themes_of(asked, embedder.embed, load_portfolio())
    assert theme.sentence == "You were asked nine times about Terraform and have no word on it."
