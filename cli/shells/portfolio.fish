# Completion of `portfolio` for fish. Every Tab asks the program what may stand next: a value and what it is, a line each.

function __portfolio_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l offers ($words[1] __complete fish $words[2..-1] "$word" 2>/dev/null)
    switch "$offers[1]"
        case ':files*'
            __fish_complete_path "$word"
        case ':folders*'
            __fish_complete_directories "$word"
        case '*'
            string join \n -- $offers
    end
end

complete --command portfolio --no-files --arguments '(__portfolio_complete)'
