# Completes trainyard command lines in fish.
function __trainyard_complete
    set -l words (commandline -opc) (commandline -ct)
    trainyard complete -- $words[2..-1] 2>/dev/null
end
complete -c trainyard -f -a '(__trainyard_complete)'
complete -c trainyard -n 'test -z (__trainyard_complete | string collect)' -F
