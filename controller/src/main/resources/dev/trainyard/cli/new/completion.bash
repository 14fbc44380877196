# Completes trainyard command lines in bash.
_trainyard() {
  local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" words
  # Split at blanks alone: names hold slashes, colons and equals signs.
  IFS=' ' read -r -a words <<<"$line"
  [[ $line == *' ' ]] && words+=('')
  local word="${words[-1]}" found each
  found=$(trainyard complete -- "${words[@]:1}" 2>/dev/null) || return 0
  # One by one: compgen -W would run what a word holds between $( and ).
  COMPREPLY=()
  while IFS= read -r each; do
    [[ -n $each && $each == "$word"* ]] && COMPREPLY+=("$each")
  done <<<"$found"
  if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
    compopt -o default
  elif [[ $word == *[=:]* ]]; then
    # What readline takes for earlier words is not to be typed again.
    local typed="${word%"${word##*[=:]}"}"
    COMPREPLY=("${COMPREPLY[@]#"$typed"}")
  fi
}
complete -F _trainyard trainyard
