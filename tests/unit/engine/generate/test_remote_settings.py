"""How a model's server is named, and where its key comes from."""

from __future__ import annotations

from typing import Any

import pytest

from engine.configuration import SettingsError
from engine.settings import load_settings


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://host/v1", "http://user:word@host/v1", "http://host/v1?key=1", "http:///v1"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="llm_url"):
        load_settings(llm_url=url)


def test_copy_mode_needs_a_model_in_this_process() -> None:
    with pytest.raises(SettingsError, match="copy needs a model in this process"):
        load_settings(llm_url="http://localhost/v1", mode="copy")


def test_the_key_comes_from_the_environment_only_and_is_never_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from engine.settings import Settings

    monkeypatch.setenv("PORTFOLIO_LLM_KEY", "very-secret")
    settings = load_settings()
    assert settings.llm_key is not None
    assert settings.llm_key.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings)
    file = tmp_path / "config.toml"
    file.write_text('llm_key = "very-secret"')
    monkeypatch.setattr(Settings, "FILE", file)
    with pytest.raises(SettingsError, match="PORTFOLIO_LLM_KEY"):
        load_settings()
