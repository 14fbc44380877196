# Keeps opposite-sign pairs of a mass window, with all their columns. Writes the file that config.file names.

BEGIN {
  low = config_number("low")
  high = config_number("high")
  file = OUTPUT "/" config("file")
  printf "" > file

  open_events()
  while (next_event()) {
    if (event_count == 1) print header > file
    if (!charge_is("opposite")) continue
    mass = pair_mass()
    if (mass >= low && mass < high) { kept++; print > file }
  }
  close_events()
  if (event_count == 0 && header != "") print header > file
  log_line("kept: " (kept + 0))
}
