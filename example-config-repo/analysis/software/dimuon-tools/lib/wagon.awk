# What all wagons of this package share: settings, the event loop, kinematics, histograms.
#
#   BEGIN {
#     open_events()
#     while (next_event()) ...   # e1 px1 py1 pz1 q1 and e2 px2 py2 pz2 q2 are set, in GeV; $0 is the line
#     close_events()
#   }
#
# Written for any POSIX awk: mawk, gawk and the one true awk give the same bytes.

BEGIN {
  FS = ","
  MUON_MASS = 0.1056584
  OUTPUT = ENVIRON["TRAINYARD_OUTPUT"]
  read_settings(ENVIRON["DIMUON_SETTINGS"])
}

# Writes to the wagon's log.
function log_line(message) { print message }

# Ends the wagon: 65 is "data error", 78 "configuration error" (sysexits.h).
function fail(message, code) {
  print "error: " message > "/dev/stderr"
  exit code
}

# ---- settings -------------------------------------------------------------------------------------

function read_settings(path,    line, tab) {
  while ((getline line < path) > 0) {
    tab = index(line, "\t")
    settings[substr(line, 1, tab - 1)] = substr(line, tab + 1)
  }
  close(path)
}

# A configuration value of the wagon; one that is missing ends it.
function config(name) {
  if (!(("config." name) in settings)) fail("config." name " is not set in the wagon's file", 78)
  return settings["config." name]
}

function config_number(name,    text) {
  text = config(name)
  if (!is_number(text)) fail("config." name " must be a number, not \"" text "\"", 78)
  return text + 0
}

# A value of the dataset's `meta`, or "" where it has none of this name.
function dataset_meta(name) {
  return (("job.meta." name) in settings) ? settings["job.meta." name] : ""
}

# ---- events ---------------------------------------------------------------------------------------

# Opens the job's input files, or its stream, or, where the configuration names a selection, what that wagon selected.
function open_events(    list, path) {
  file_count = 0
  file_at = 0
  event_count = 0
  header = ""
  if (("config.selection" in settings) && config("selection") != "") {
    files[++file_count] = ENVIRON["TRAINYARD_DEPENDENCIES"] "/common/" config("selection") "/selected.csv"
    return
  }
  if (ENVIRON["DIMUON_STREAM"] != "") {
    files[++file_count] = "-"
    return
  }
  list = ENVIRON["TRAINYARD_INPUTS"]
  while ((getline path < list) > 0) if (path != "") files[++file_count] = path
  close(list)
  if (file_count == 0) fail("no input files in " list, 65)
}

# Goes to the next event, over all files; 0 after the last one.
function next_event(    got) {
  while (file_at > 0 || open_next_file()) {
    got = getline < files[file_at]
    if (got < 0) fail(files[file_at] ": cannot be read", 66)
    if (got > 0) {
      line_number++
      if (dos) sub(/\r$/, "")
      parse()
      event_count++
      return 1
    }
    close(files[file_at])
    log_line(files[file_at] ": " (line_number - 1) " events")
    if (!open_next_file()) return 0
  }
  return 0
}

# Opens the next file that is not empty and reads its header line.
function open_next_file(    got) {
  while (++file_at <= file_count) {
    got = getline < files[file_at]
    if (got < 0) fail(files[file_at] ": cannot be read", 66)
    if (got > 0) {
      line_number = 1
      dos = sub(/\r$/, "")
      read_header()
      return 1
    }
    close(files[file_at])
    log_line(files[file_at] ": empty, skipped")
  }
  file_at = 0
  file_count = 0
  return 0
}

function read_header(    i) {
  split("", column)
  for (i = 1; i <= NF; i++) column[$i] = i
  columns = NF
  if (header == "") header = $0
  else if (header != $0) refuse("its columns differ from those of " files[1])
  i_e1 = need("E1"); i_px1 = need("px1"); i_py1 = need("py1"); i_pz1 = need("pz1"); i_q1 = need("Q1")
  i_e2 = need("E2"); i_px2 = need("px2"); i_py2 = need("py2"); i_pz2 = need("pz2"); i_q2 = need("Q2")
}

function need(name) {
  if (!(name in column)) refuse("no column \"" name "\" in the header")
  return column[name]
}

function parse() {
  if (NF != columns) refuse(NF " columns where the header has " columns)
  e1 = number(i_e1); px1 = number(i_px1); py1 = number(i_py1); pz1 = number(i_pz1); q1 = number(i_q1)
  e2 = number(i_e2); px2 = number(i_px2); py2 = number(i_py2); pz2 = number(i_pz2); q2 = number(i_q2)
}

function number(i) {
  if (!is_number($i)) refuse("\"" $i "\" in column " i " is not a number")
  return $i + 0
}

function is_number(text) { return text ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/ }

function refuse(message) { fail(files[file_at] ":" line_number ": " message, 65) }

function close_events() { log_line("all files: " event_count " events") }

# ---- kinematics -----------------------------------------------------------------------------------

# Invariant mass of the pair in GeV.
function pair_mass(    e, x, y, z, square) {
  e = e1 + e2; x = px1 + px2; y = py1 + py2; z = pz1 + pz2
  square = e * e - x * x - y * y - z * z
  return square > 0 ? sqrt(square) : 0
}

function transverse(x, y) { return sqrt(x * x + y * y) }

# Pseudorapidity; a muon along the beam gets 99 with its sign.
function pseudorapidity(x, y, z,    p) {
  p = sqrt(x * x + y * y + z * z)
  if (p <= z || p <= -z) return z < 0 ? -99 : 99
  return 0.5 * log((p + z) / (p - z))
}

# Whether the pair is of the wanted charge: "opposite", "same" or "any".
function charge_is(wanted) {
  return wanted == "any" || (q1 * q2 < 0 ? "opposite" : "same") == wanted
}

# ---- histograms: every bin is printed, so that the histograms of all jobs have equal rows ----------

function book(name, bins, low, high) {
  if (bins < 1 || bins != int(bins) || high <= low) fail("axis of " name ": needs bins >= 1 and low < high", 78)
  hist_bins[name] = bins
  hist_low[name] = low
  hist_width[name] = (high - low) / bins
  hist_out[name] = 0
}

function fill(name, x,    bin) {
  bin = (x - hist_low[name]) / hist_width[name]
  if (bin < 0 || bin >= hist_bins[name]) hist_out[name]++
  else hist[name, int(bin)]++
}

# Prints "PREFIX low,high,count" rows to a file.
function print_bins(name, prefix, file,    i) {
  for (i = 0; i < hist_bins[name]; i++)
    printf "%s%.4f,%.4f,%d\n", prefix, hist_low[name] + i * hist_width[name],
      hist_low[name] + (i + 1) * hist_width[name], hist[name, i] > file
  log_line(name ": " hist_out[name] " entries outside the axis")
}
