#compdef portfolio
# Completion of `portfolio` for zsh. Every Tab asks the program what may stand next: a value and what it is, a line each.

_portfolio() {
    local line value
    local -a offers
    for line in "${(@f)$("${(Q)words[1]}" __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        case $value in
            '') ;;
            :files) _files ;;
            :folders) _files -/ ;;
            *) offers+=("${value//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    (( $#offers )) && _describe 'portfolio' offers
}

if ! (( $+functions[compdef] )); then
    autoload -Uz compinit && compinit -i
fi
compdef _portfolio portfolio
