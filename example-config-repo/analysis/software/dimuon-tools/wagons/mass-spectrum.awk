# Histogram of the pair mass for one charge combination. Writes mass.csv.

BEGIN {
  charge = config("charge")
  if (charge != "opposite" && charge != "same" && charge != "any")
    fail("config.charge must be opposite, same or any, not \"" charge "\"", 78)
  book("mass", config_number("axis.bins"), config_number("axis.low"), config_number("axis.high"))

  open_events()
  while (next_event())
    if (charge_is(charge)) { pairs++; fill("mass", pair_mass()) }
  close_events()

  file = OUTPUT "/mass.csv"
  print "mass_low,mass_high,pairs" > file
  print_bins("mass", "", file)
  log_line(charge "-sign pairs: " (pairs + 0))
}
