# Completion of `portfolio` for bash. Every Tab asks the program what may stand next: a value and what it is, a line each.
# shellcheck shell=bash

_portfolio() {
    local value line
    COMPREPLY=()
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        case $value in
            :files) compopt -o default 2>/dev/null || COMPREPLY=() ;;
            :folders) compopt -o dirnames 2>/dev/null || COMPREPLY=() ;;
            *) COMPREPLY+=("$value") ;;
        esac
    done < <("$1" __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _portfolio portfolio
