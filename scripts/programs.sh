# Sourced by scripts/test: the programs of other projects that some tests use as judges. Root on Debian gets them
# installed; anybody else is told which are missing, and the tests that need them say why they are skipped.
# shellcheck shell=bash

# command:package
JUDGES="dot:graphviz ssh:openssh-client sftp:openssh-client ssh-keygen:openssh-client chromium:chromium pg_ctlcluster:postgresql \
zsh:zsh fish:fish mandoc:mandoc asciinema:asciinema nginx:nginx caddy:caddy haproxy:haproxy"
SYSTEM=/usr/sbin # not in everybody's PATH
POLICY=$SYSTEM/policy-rc.d # says whether a package may start its service: invoke-rc.d(8)

# Nobody asked for a web server on port 80: where a package would start its service, it does not. A package that this
# release of the system does not have keeps no other from being installed.
install_without_services() (
    if [ ! -e "$POLICY" ]; then
        trap 'rm -f "$POLICY"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$POLICY"
        chmod 755 "$POLICY"
    fi
    export DEBIAN_FRONTEND=noninteractive
    local each code=0 install="apt-get install -y -qq --no-install-recommends"
    apt-get update -qq
    $install "$@" && return
    for each in "$@"; do
        $install "$each" || code=1
    done
    return "$code"
)

install_programs() {
    local pair missing=""
    for pair in $JUDGES; do
        PATH=$PATH:$SYSTEM command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
    done
    if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing$missing"
        # shellcheck disable=SC2086 # a list of packages
        install_without_services $missing >/dev/null 2>&1 || say "Some could not be installed; the tests that need them are skipped."
    elif [ -n "$missing" ]; then
        say "Tests that need these packages are skipped:$missing"
    fi
}

# Mermaid's own parser, where npm is here.
install_mermaid() {
    local folder=$PWD/.venv/node
    command -v npm >/dev/null 2>&1 || return 0
    if [ ! -d "$folder/node_modules/mermaid" ]; then
        say "Installing mermaid, which judges the Mermaid form of the topology"
        npm install --silent --no-audit --no-fund --prefix "$folder" mermaid@11 jsdom@26 >/dev/null 2>&1 ||
            say "mermaid could not be installed; its test is skipped."
    fi
    export NODE_PATH="$folder/node_modules${NODE_PATH:+:$NODE_PATH}"
}
