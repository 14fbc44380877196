# Completes trainyard command lines in zsh.
_trainyard() {
  local -a found
  found=(${(f)"$(trainyard complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#found} )); then
    compadd -a found
  else
    _files
  fi
}
compdef _trainyard trainyard
