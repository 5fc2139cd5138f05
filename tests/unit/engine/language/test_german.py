"""German as it is written: compounds, stems, numbers, dates, and what is told apart from English."""

from __future__ import annotations

import pytest

from engine.language.language import language
from engine.language.numbers import numbers_in, worth_of
from engine.language.sentences import sentences_of
from engine.language.words import words_of

GERMAN = language("de")
PACK = GERMAN.with_words(words_of("Vertrag Strafe Übersetzung Prüfung Werkstatt Terminplan Glocke Guss"))


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("Vertragsstrafe", "Vertrag"),
        ("Vertragsstrafen", "Strafe"),
        ("Übersetzungsprüfung", "Übersetzung"),
        ("Übersetzungsvertrag", "Verträge"),
        ("Glockenguss", "Glocken"),
        ("Termin", "Terminplan"),
        ("Plan", "Terminplan"),
        ("Liefervertrag", "Vertrag"),
    ],
)
def test_a_compound_is_found_by_its_parts_and_a_part_by_its_compounds(asked: str, held: str) -> None:
    assert set(PACK.terms_of(asked)) & set(PACK.terms_of(held))


def test_what_shares_no_part_stays_apart() -> None:
    assert not set(PACK.terms_of("Vertragsstrafe")) & set(PACK.terms_of("Werkstatt Glockenguss"))
    assert PACK.terms_of("Fenster") == [PACK.stem("fenster")]


def test_a_language_without_compounds_takes_none_apart() -> None:
    assert language("en").with_words(["bell", "tower"]).compounds is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("geprüft", "prüfen"),
        ("übersetzt", "übersetzen"),
        ("Häuser", "Haus"),
        ("geschrieben", "schreibt"),
        ("Prüfungen", "Prüfung"),
        ("Größe", "Groesse"),
        ("verschlüsselt", "verschlüsseln"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert GERMAN.terms_of(one) == GERMAN.terms_of(other)


def test_numbers_are_read_as_they_are_written() -> None:
    assert numbers_in("1.000,50 € für zwölf Seiten, 3,5 Stunden", GERMAN) == {
        "1.000,50": "1000.5", "zwölf": "12", "3,5": "3.5",
    }  # fmt: skip
    assert worth_of("1,000.50", language("en")) == "1000.5"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ab dem 1. März habe ich Zeit. Danach nicht.", ("Ab dem 1. März habe ich Zeit.", "Danach nicht.")),
        ("Zahlen, z. B. Preise, kommen an. Namen auch.", ("Zahlen, z. B. Preise, kommen an.", "Namen auch.")),
        ("Er kam um 12. Danach ging er.", ("Er kam um 12.", "Danach ging er.")),
        ("Es kostet ca. 40 € inkl. Versand. Das ist viel.", ("Es kostet ca. 40 € inkl. Versand.", "Das ist viel.")),
        ("Am dritten Tag, d. h. am 5. Mai, war Schluss.", ("Am dritten Tag, d. h. am 5. Mai, war Schluss.",)),
        ("Die 3. Auflage erschien 2019. Sie ist dick.", ("Die 3. Auflage erschien 2019.", "Sie ist dick.")),
    ],
)
def test_dates_and_abbreviations_end_no_sentence(text: str, sentences: tuple[str, ...]) -> None:
    assert sentences_of(text, GERMAN) == sentences


@pytest.mark.parametrize("code", ["ja", "zh"])
def test_a_sentence_without_spaces_ends_at_its_mark(code: str) -> None:
    text = "鐘を鋳る。夜に冷やす。" if code == "ja" else "我铸钟。夜里冷却。"
    assert len(sentences_of(text, language(code))) == 2
