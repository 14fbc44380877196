# Flattens JSON on standard input: a line "path TAB value" for every string, number, true, false and null.
# Members are joined with dots, list items numbered from 0, and "path.length" tells how many items a list has.
# Usage: awk -v prefix=config -f json.awk < config.json

BEGIN { RS = "\001" }

{ text = text $0 }

END {
  if (failed) exit 65
  value(prefix)
  token()
  if (word != "") refuse("something follows the end of the JSON")
}

function refuse(message) {
  print "json.awk: " message > "/dev/stderr"
  failed = 1
  exit 65
}

# Takes the next token off the text into `word`; the end is "".
function token() {
  sub(/^[ \t\r\n]+/, "", text)
  if (match(text, /^"([^"\\]|\\.)*"/) || match(text, /^[-+.0-9eE]+/) ||
      match(text, /^[a-z]+/) || match(text, /^[][{},:]/)) {
    word = substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
  } else if (text == "") {
    word = ""
  } else {
    refuse("not JSON: " substr(text, 1, 20))
  }
}

function value(path) {
  token()
  if (word == "{") object(path)
  else if (word == "[") list(path)
  else if (word == "" || word ~ /^[]},:]/) refuse("a value is missing at " path)
  else print path "\t" (word ~ /^"/ ? unquoted(word) : word)
}

function object(path,    name) {
  token()
  while (word != "}") {
    if (word !~ /^"/) refuse("a name is missing in " path)
    name = (path == "" ? "" : path ".") unquoted(word)
    token()
    if (word != ":") refuse("a colon is missing after " name)
    value(name)
    token()
    if (word == ",") token()
    else if (word != "}") refuse("a comma is missing after " name)
  }
}

function list(path,    count) {
  count = 0
  while (text !~ /^[ \t\r\n]*]/) {
    value(path "." count++)
    if (text ~ /^[ \t\r\n]*,/) token()
    else if (text !~ /^[ \t\r\n]*]/) refuse("a comma is missing in " path)
  }
  token()
  print path ".length\t" count
}

# The text of a JSON string; tabs and line ends stay escaped, so that a value is always one line.
function unquoted(quoted,    result, at, letter) {
  quoted = substr(quoted, 2, length(quoted) - 2)
  if (index(quoted, "\\") == 0) return quoted
  result = ""
  for (at = 1; at <= length(quoted); at++) {
    letter = substr(quoted, at, 1)
    if (letter == "\\" && substr(quoted, at + 1, 1) ~ /["\/\\]/) letter = substr(quoted, ++at, 1)
    result = result letter
  }
  return result
}
