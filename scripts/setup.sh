# Sourced by scripts/run and scripts/test: makes .venv once, and again when pyproject.toml changes.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    say "Python 3.11 or later with venv is needed: on Debian or Ubuntu, apt-get install python3 python3-venv"
    exit 1
}

# llama.cpp has no wheel on PyPI. It is compiled once and the wheel is kept, so that later environments install it in seconds.
build_llama_wheel() {
    local python=$1 wheels=$2 requirement
    requirement=$(sed -n 's/.*"\(llama-cpp-python==[^"]*\)".*/\1/p' pyproject.toml)
    if "$python" -m pip download -q --no-deps --no-index --only-binary :all: --find-links "$wheels" \
        --dest "$(mktemp -d)" "$requirement" >/dev/null 2>&1; then
        return
    fi
    if ! command -v "${CXX:-c++}" >/dev/null 2>&1 && ! command -v g++ >/dev/null 2>&1; then
        say "A C++ compiler is needed for $requirement: on Debian or Ubuntu, apt-get install g++"
        exit 1
    fi
    say "Compiling $requirement: about five minutes on two cores, once. The wheel is kept in $wheels."
    mkdir -p "$wheels"
    "$python" -m pip wheel -q --no-deps --wheel-dir "$wheels" "$requirement"
}

# Usage: set_up STAMP-NAME PIP-ARGUMENT...
set_up() {
    local name=$1 wheels stamp want
    shift
    wheels=${PORTFOLIO_WHEELS:-${XDG_CACHE_HOME:-$HOME/.cache}/portfolio/wheels}
    stamp=.venv/.$name
    want=$(cat pyproject.toml scripts/setup.sh | cksum)
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return
    [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
    build_llama_wheel .venv/bin/python "$wheels"
    say "Installing into .venv"
    local requirement
    for requirement in "$@"; do
        .venv/bin/python -m pip install -q --find-links "$wheels" $requirement
    done
    printf '%s' "$want" >"$stamp"
}
