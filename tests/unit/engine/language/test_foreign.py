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


def test_an_advertisement_is_told_apart_by_fewer_words_of_its_language_than_a_question() -> None:
    advert = "Kenntnisse in Kafka und Go, PostgreSQL, Terraform, Linux, Python, Rust, Redis, GitLab, Helm sind Pflicht"
    assert told_in(advert, ENGLISH) == ""
    assert told_in(advert, ENGLISH, "advert").startswith(
        "Dieses Portfolio ist auf Englisch geschrieben. Was Ihre Anzeige"
    )
    assert told_in(advert, language("de"), "advert") == ""


def test_a_word_of_another_script_does_not_make_an_advertisement_one_of_its_language() -> None:
    advert = "We are looking for someone who knows how to teach Mandarin (中文) and who will be with us at the harbour."
    assert told_in(advert, ENGLISH, "advert") == ""
    assert told_in("我们正在寻找熟悉 Kafka 的后端工程师。", ENGLISH, "advert").startswith("本作品集")


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
