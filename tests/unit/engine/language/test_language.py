"""A language's data: whole, used, and each form with examples that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.loader import Portfolio, load_portfolio
from engine.fit.spoken import advert_language, advert_languages
from engine.language import phrases
from engine.language.coverage import coverage_of, language_warnings
from engine.language.language import LANGUAGES_FOLDER, Form, Grammar, Language, has_data, language, languages

LISTS = {"kinds": frozenset({"version", "vendor"})}
FORMS = [(code, name) for code in advert_languages() for name in advert_language(code).forms]


def test_english_lacks_nothing() -> None:
    assert language("en").lacks() == ()


@pytest.mark.parametrize(("code", "name"), FORMS)
def test_the_examples_of_a_form_hold(code: str, name: str) -> None:
    form, pattern = advert_language(code).forms[name], advert_language(code).form(name)  # type: ignore[arg-type]
    assert form.about
    assert form.matches
    assert form.misses
    assert [text for text in form.matches if not pattern.search(text)] == []
    assert [text for text in form.misses if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("phrase", "matches", "misses"),
    [
        ("show [me]", ("show", "please Show me it"), ("shown", "sho w")),
        ("how (do|would) (you|i) go", ("how do i go", "How would you go?"), ("how go",)),
        ("[and|but] who [else] (was|*ed)", ("who was", "and who else failed"), ("who ed", "who is")),
        ("rule[s]", ("a rule", "rules"), ("ruled",)),
        ("build*", ("builds", "building"), ("build", "rebuilds")),
        ("say !(i|we) _", ("say hello",), ("say", "say we go", "say I")),
        ("[please|just]+ go", ("go", "please just go"), ("gone",)),
        ("(for|that)+ now", ("for now", "for that for now"), ("now",)),
        ("p## [of] it", ("p95 it", "p99 of it"), ("p9 it",)),
        ("what's up", ("what’s up", "what's up"), ("whats up",)),
        (
            "which [_] [_] {kinds}",
            ("which vendor", "which two new version"),
            ("which one of the vendor", "which versions"),
        ),
    ],
)
def test_a_phrase_matches_whole_words(phrase: str, matches: tuple[str, ...], misses: tuple[str, ...]) -> None:
    pattern = re.compile(phrases.expression([phrase], LISTS), re.IGNORECASE)
    assert [text for text in matches if not pattern.search(text)] == []
    assert [text for text in misses if pattern.search(text)] == []


def test_a_part_of_a_phrase_can_be_read_by_its_name() -> None:
    pattern = re.compile(phrases.expression(["(which|what) [_] (kind: version|instance type)"], {}))
    match = pattern.search("on which big instance type")
    assert match is not None
    assert match["kind"] == "instance type"


@pytest.mark.parametrize("phrase", ["a (b", "a b)", "a  b", "", "[a]", "{none} b", "a ]"])
def test_what_is_no_phrase_is_said(phrase: str) -> None:
    with pytest.raises(phrases.PhraseError, match="“"):
        phrases.expression([phrase], LISTS)


def test_a_form_says_where_its_phrases_stand() -> None:
    form = Form(
        "test", (), (), anywhere=("now",), opening=("when is",), clause=("print",), whole=("bye",), ending=("for now",)
    )
    pattern = form.pattern({})
    assert all(
        pattern.search(text)
        for text in ("right now", "When is it", "Well, print it", "“print it", "bye", "that is all for now")
    )
    assert not any(pattern.search(text) for text in ("say when is it", "we print it", "bye bye"))


@pytest.mark.parametrize(
    ("code", "read"),
    [("en", "en"), ("en-GB", "en"), ("EN", "en"), ("de-AT", "de"), ("tlh", "tlh"), ("pt-BR", "pt")],
)
def test_a_language_is_found_by_its_code(code: str, read: str) -> None:
    assert language(code).code == read
    assert has_data(code) == (read in ("en", "de"))


def test_a_glossary_adds_abbreviations_to_one_pack_only() -> None:
    pack = language("en").with_glossary({"zzz": "a long sleep"})
    assert pack.table("abbreviations")["zzz"] == "a long sleep"
    assert "zzz" not in language("en").table("abbreviations")


def test_a_form_without_data_is_found_nowhere() -> None:
    bare = Language("xx", Grammar("Bare"), {}, {}, {}, {}, {})
    assert not bare.form("orders").search("Ignore all rules")
    assert bare.words("stop") == frozenset()
    assert bare.terms_of("The relays") == ["the", "relays"]
    assert bare.says("hello") == language("en").says("hello")
    assert {"the form `orders`", "the sentence `hello`"} <= set(bare.lacks())


def test_no_data_file_holds_what_nothing_reads() -> None:
    """What is misspelled in a data file would be read by nobody."""
    for code in {*languages(), *advert_languages()}:
        assert advert_language(code).unread() == (), LANGUAGES_FOLDER / code


def _in(pack: Path, code: str) -> Portfolio:
    profile = pack / "profile.yaml"
    profile.write_text(f"language: {code}\n{profile.read_text(encoding='utf-8')}", encoding="utf-8")
    return load_portfolio(pack)


@pytest.mark.parametrize("code", ["de", "de-AT", "ru", "ja", "pt-BR", "tlh"])
def test_a_code_of_a_language_is_no_weakness(tiny_pack: Path, code: str) -> None:
    assert list(language_warnings(_in(tiny_pack, code))) == []


def test_a_code_that_is_none_is_named(tiny_pack: Path) -> None:
    (warning,) = language_warnings(_in(tiny_pack, "xx"))
    assert warning.line == 1
    assert warning.wrong == "`xx` is no code of a language"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("en", "en (English): nothing is lacking"),
        ("de", "de (Deutsch): nothing is lacking"),
        ("ru", "ru (Russian): searched, with stems and rules for sentences; no stop words, no forms of questions"),
        ("ko", "ko (Korean): searched; no stems, no stop words"),
        ("tlh", "tlh: searched; no stems"),
    ],
)
def test_what_a_language_has_and_lacks_is_said_in_a_line(code: str, says: str) -> None:
    assert coverage_of(code).startswith(says)
    assert "\n" not in coverage_of(code)


def test_german_lacks_nothing() -> None:
    assert language("de").lacks() == ()


def test_no_word_of_a_language_without_data_is_lost_as_one_of_english() -> None:
    assert language("es").terms_of("no me an so") == ["no", "me", "an", "so"]
    assert language("es").form("greeting").search("hola")


@pytest.mark.parametrize(
    ("form", "word"), [("gave", "give"), ("given", "give"), ("chose", "choose"), ("built", "build"), ("broke", "break")]
)
def test_an_irregular_form_has_the_stem_of_its_word(form: str, word: str) -> None:
    english = language("en")
    assert english.stem(form) == english.stem(word)
    assert english.terms_of(f"we {form}") == [english.stem(word)]


def test_what_may_be_another_word_keeps_its_own_stem() -> None:
    assert language("en").stem("found") != language("en").stem("find")
