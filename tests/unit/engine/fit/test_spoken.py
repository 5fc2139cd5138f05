"""Advertisements in Spanish, French and Chinese: taken apart by their own words, held against an English portfolio."""

from __future__ import annotations

import pytest

from engine.events import Passage, Shape
from engine.fit.advert import looks_like_advert, read_advert
from engine.fit.evidence import Pages
from engine.fit.fit import fit_of
from engine.fit.spoken import advert_language, advert_languages, language_of_text
from engine.language.language import has_data, language

SPANISH = """\
Sobre nosotros
Somos una empresa que vende libros.

Requisitos
- Al menos 5 años de experiencia con COBOL y Fortran en producción
- Conocimientos sólidos de arquitectura de sistemas
- inglés fluido

Se valorará
- Ada o Algol

Qué ofrecemos
- fruta
"""
FRENCH = """\
Qui sommes-nous ?
Nous vendons des livres.

Profil recherché
- Au moins 5 ans d'expérience avec COBOL et Fortran en production
- Maîtrise de l'architecture de systèmes
- Anglais courant

Les plus
- Une expérience avec Ada ou Algol serait appréciée

Ce que nous offrons
- des fruits
"""
CHINESE = """\
关于我们
我们是一家卖书的公司。

【任职要求】
1、5年以上COBOL和Fortran经验；
2. 熟悉系统架构
（3）英语流利

加分项：
有 Ada 或 Algol 经验者优先。

我们提供
五险一金
"""


@pytest.mark.parametrize(
    ("text", "code", "musts", "nice"),
    [
        (SPANISH, "es", ["Al menos 5 años", "COBOL", "Fortran", "arquitectura de sistemas", "inglés"], "Ada o Algol"),
        (FRENCH, "fr", ["Au moins 5 ans", "COBOL", "Fortran", "architecture de systèmes", "Anglais"], "Ada ou Algol"),
        (CHINESE, "zh", ["5年以上", "COBOL", "Fortran", "系统架构", "英语流利"], "Ada 或 Algol"),
    ],
)
def test_an_advertisement_is_taken_apart_in_its_language(text: str, code: str, musts: list[str], nice: str) -> None:
    advert = read_advert(text)
    assert advert.language.code == code
    assert [item.text for item in advert.requirements if item.must] == musts
    assert [item.text for item in advert.requirements if not item.must] == [nice]
    assert len(advert.left_out) == 2
    assert looks_like_advert(text)


@pytest.mark.parametrize(
    ("text", "shown", "unsaid"),
    [(SPANISH, "demostrado", "no se dice aquí"), (FRENCH, "montré", "pas dit ici"), (CHINESE, "已展示", "此处未提及")],
)
def test_what_the_portfolio_says_in_english_is_found_and_told_in_the_advertisements_words(
    text: str, shown: str, unsaid: str
) -> None:
    told = ("I work in Fortran.", "I build system architecture.", "A hen stands alone.")
    held = [Passage(number, "essay", "x", "X", "X", said, shapes=(Shape(),)) for number, said in enumerate(told)]
    found = fit_of(Pages(held, language("en")), text)
    verdicts = [finding.verdict for finding in found.findings]
    assert verdicts == ["unsaid", "unsaid", "shown", "shown", "unsaid", "unsaid"]
    assert unsaid in found.foreign
    assert advert_language(found.language).says("fit_shown") == shown


def test_a_language_that_only_advertisements_are_read_in_is_none_of_a_portfolio() -> None:
    assert advert_languages()[0] == "en"
    assert [code for code in advert_languages() if not has_data(code)] == ["es", "fr", "zh"]
    assert read_advert(SPANISH, language("es")).language is advert_language("es")


@pytest.mark.parametrize(
    ("code", "text"), [("en", "12 colas"), ("es", "las colas de los pedidos"), ("zh", "我们需要队列")]
)
def test_the_language_is_told_by_its_small_words(code: str, text: str) -> None:
    assert read_advert(f"Requirements:\n- Ada, Algol\n\n{text}\n").language.code == code


@pytest.mark.parametrize(
    "text",
    [
        "Siamo un'azienda di Milano. Cerchiamo una persona che conosca le code e che sappia l'inglese.",
        "Somos uma empresa de Lisboa. Você tem experiência com filas e não tem medo de dados.",
        "Wij zijn een bedrijf in Utrecht. Je hebt ervaring met wachtrijen en je spreekt ook Engels.",
    ],
)
def test_a_neighbour_of_a_language_is_not_taken_for_it(text: str) -> None:
    assert language_of_text(text).code == "en"
