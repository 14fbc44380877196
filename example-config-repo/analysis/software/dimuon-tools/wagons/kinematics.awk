# Transverse momentum and pseudorapidity of all muons. Writes muons.csv.

BEGIN {
  book("pt", config_number("pt.bins"), 0, config_number("pt.high"))
  book("eta", config_number("eta.bins"), -config_number("eta.high"), config_number("eta.high"))

  open_events()
  while (next_event()) {
    fill("pt", transverse(px1, py1)); fill("eta", pseudorapidity(px1, py1, pz1))
    fill("pt", transverse(px2, py2)); fill("eta", pseudorapidity(px2, py2, pz2))
  }
  close_events()

  file = OUTPUT "/muons.csv"
  print "quantity,low,high,muons" > file
  print_bins("pt", "pt,", file)
  print_bins("eta", "eta,", file)
}
