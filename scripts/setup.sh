# Sourced by scripts/run, scripts/test and scripts/docs: makes .venv once, and again when what it is made of changes.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    say "Python 3.11 or later with venv is needed: on Debian or Ubuntu, apt-get install python3 python3-venv"
    exit 1
}

made_of() { cat pyproject.toml constraints.txt scripts/setup.sh scripts/install_llama.py scripts/llama_wheel.py scripts/llama.cmake | cksum; }

is_set_up() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.$1" 2>/dev/null)" = "$(made_of)" ]; }

make_venv() {
    local python
    [ -x .venv/bin/pip ] && return # what is made last
    python=$(find_python)
    trap 'rm -rf .venv' EXIT
    "$python" -m venv .venv
    trap - EXIT
}

install() { .venv/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt "$@"; }

# Usage: set_up STAMP-NAME PIP-ARGUMENTS...   Each is a word for one call of pip, or several words for it.
set_up() {
    local name=$1 requirement
    shift
    is_set_up "$name" && return
    make_venv
    .venv/bin/python scripts/install_llama.py
    say "Installing into .venv"
    for requirement in "$@"; do
        # shellcheck disable=SC2086 # several words
        install $requirement
    done
    made_of >".venv/.$name"
}

# For a program that can be used before llama.cpp is there: installs all the rest, and llama.cpp behind it.
set_up_ahead() {
    is_set_up run && return
    make_venv
    if .venv/bin/python scripts/install_llama.py --is-kept; then
        set_up run "-e ."
        return
    fi
    if ! is_set_up ahead; then
        say "Installing into .venv"
        .venv/bin/python - >.venv/ahead.txt <<'END'
import tomllib
with open("pyproject.toml", "rb") as file:
    needed = tomllib.load(file)["project"]["dependencies"]
print(*(line for line in needed if not line.startswith("llama-cpp-python")), sep="\n")
END
        install -r .venv/ahead.txt
        install --no-deps -e .
        made_of >.venv/.ahead
    fi
    .venv/bin/python scripts/install_llama.py --behind .venv/.run "$(made_of)"$'\n'
}
