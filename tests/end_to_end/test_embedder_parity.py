"""The embedder without torch gives the vectors of the reference: sentence-transformers on the same weights."""

import json
import shutil

import numpy as np
import platformdirs
import pytest

from content.loader import DEFAULT_PACK, load_portfolio
from engine.retrieve.embed import Embedder
from models.convert import EmbedderFiles, ensure_embedder

PASSAGES = 50
MAX_TOKENS = 256
# The published configuration of all-MiniLM-L6-v2, where it differs from the defaults.
CONFIGURATION: dict[str, object] = {
    "config.json": {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": 384,
        "intermediate_size": 1536,
        "num_attention_heads": 12,
        "num_hidden_layers": 6,
    },
    "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 512},
    "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
    "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True},
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ],
}
ODD = (
    "p99",
    "?",
    "WHY DID THE ORDER PIPELINE FAIL AT PEAK???",
    "café, naïve, Zürich, Łódź: accents are stripped before the pieces are cut",
    "注文パイプラインはなぜ失敗したのですか",
    "🙂 emoji and the 'smart' quotes that word processors leave behind — with dashes – of both lengths…",
    "SELECT id, total FROM orders WHERE tenant_id = $1 AND created_at > now() - interval '5 minutes';",
    "https://example.com/very/long/path?with=query&and=more#fragment",
    "3.14 ms, 1,200 req/s, 99.95 %, 2^10, 0xFF, 192.168.0.1",
    "a\ttab,\n\n\nblank lines,   runs of spaces and a soft\u00adhyphen",
)


@pytest.fixture(scope="module")
def files() -> EmbedderFiles:
    return ensure_embedder(platformdirs.user_cache_path("portfolio"))


@pytest.fixture(scope="module")
def passages() -> list[str]:
    """Sections, whole documents (longer than the model reads), and texts that trip tokenizers."""
    documents = load_portfolio(DEFAULT_PACK).documents
    sections = [section.text for document in documents for section in document.sections if section.text.strip()]
    whole = sorted(("\n".join(section.text for section in document.sections) for document in documents), key=len)[-10:]
    wanted = PASSAGES - len(whole) - len(ODD)
    return [*sections[:: len(sections) // wanted][:wanted], *whole, *ODD]


@pytest.fixture(scope="module")
def reference(files: EmbedderFiles, passages: list[str], tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Vectors of sentence-transformers on the verified weights, its configuration written here: no hub is asked."""
    sentence_transformers = pytest.importorskip("sentence_transformers")
    folder = tmp_path_factory.mktemp("reference")
    for file in (files.tokenizer, files.gguf.with_name("model.safetensors")):
        shutil.copy(file, folder)
    for name, settings in CONFIGURATION.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(settings), encoding="utf-8")
    model = sentence_transformers.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return np.asarray(model.encode(passages, normalize_embeddings=True))


def test_the_passages_are_fifty_and_some_are_longer_than_the_model_reads(
    files: EmbedderFiles, passages: list[str]
) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    lengths = [len(encoding.ids) for encoding in tokenizer.encode_batch(passages)]
    assert len(passages) == PASSAGES
    assert sum(length > MAX_TOKENS for length in lengths) >= 10
    assert min(lengths) <= 3


def test_vectors_are_normalised_rows_of_384(files: EmbedderFiles, passages: list[str]) -> None:
    vectors = Embedder(files.gguf, files.tokenizer).embed(passages)
    assert vectors.shape == (PASSAGES, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_vectors_equal_those_of_sentence_transformers(
    files: EmbedderFiles, passages: list[str], reference: np.ndarray
) -> None:
    vectors = Embedder(files.gguf, files.tokenizer).embed(passages)
    cosines = (vectors * reference).sum(axis=1)
    assert cosines.mean() >= 0.999
    assert cosines.min() >= 0.998, passages[int(cosines.argmin())][:80]


def test_the_comparison_can_fail(files: EmbedderFiles, passages: list[str], reference: np.ndarray) -> None:
    vectors = Embedder(files.gguf, files.tokenizer).embed([text[: len(text) // 2] for text in passages])
    assert (vectors * reference).sum(axis=1).min() < 0.998
