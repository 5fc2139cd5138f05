"""A question in another language than the text is told so in its own."""

from __future__ import annotations

import pytest

from engine.language.foreign import told_in
from engine.language.language import language

ENGLISH = language("en")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Wie trennst du die Kunden voneinander?", "Dieses Portfolio"),
        ("Was kostet ein Tag?", "Dieses Portfolio"),
        ("Warum Kafka und nicht RabbitMQ?", "Dieses Portfolio"),
        ("¿Cómo separas a los clientes?", "Este portafolio"),
        ("¿Por qué usa Kafka para los pedidos?", "Este portafolio"),
        ("Comment séparez-vous les clients ?", "Ce portfolio"),
        ("Quel est votre tarif journalier ?", "Ce portfolio"),
        ("你们如何隔离租户？", "本作品集"),
        ("为什么选择 Kafka？", "本作品集"),
        ("Quelle est la taille d'un passage ?", "Ce portfolio"),
        ("Woran messen Kunden Erfolg?", "Dieses Portfolio"),
        ("¿Sabe programar?", "Este portafolio"),
        ("How do you keep tenants apart?", ""),
        ("What was the die size in the lab?", ""),
        ("kafka partitions", ""),
        ("What does Müller & Söhne use?", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_question_is_told(question: str, begins: str) -> None:
    said = told_in(question, ENGLISH)
    assert said.startswith(begins)
    assert bool(said) == bool(begins)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How much do you charge for a contract?", "This portfolio is written in German"),
        ("¿Cómo separas a los clientes?", "Este portafolio está escrito en alemán"),
        ("Was kostet ein Vertrag?", ""),
        ("Was steht in der Norm?", ""),
        ("MT + Warnhinweise, geht das?", ""),
    ],
)
def test_who_asks_a_german_text_in_english_is_told_so_in_english(question: str, said: str) -> None:
    told = told_in(question, language("de"))
    assert told.startswith(said)
    assert bool(told) == bool(said)
