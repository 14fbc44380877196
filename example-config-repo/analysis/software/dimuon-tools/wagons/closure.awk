# Compares, in simulation, what a mass window selects with what was generated. Writes closure.csv.
# It needs the column "process", and that the dataset says of itself that it is simulated.

BEGIN {
  if (dataset_meta("simulated") != "true")
    fail("this dataset is not simulated (meta.simulated); enable this wagon on simulation only", 78)
  peaks = config_number("peaks.length")
  for (i = 0; i < peaks; i++) {
    name[i] = config("peaks." i ".name")
    low[i] = config_number("peaks." i ".low")
    high[i] = config_number("peaks." i ".high")
  }

  open_events()
  while (next_event()) {
    truth = $need("process")
    opposite = charge_is("opposite")
    mass = pair_mass()
    for (i = 0; i < peaks; i++) {
      inside = opposite && mass >= low[i] && mass < high[i]
      if (truth == name[i]) generated[i]++
      if (truth == name[i] && inside) found[i]++
      if (truth != name[i] && inside) background[i]++
    }
  }
  close_events()

  file = OUTPUT "/closure.csv"
  print "peak,generated,found,background" > file
  for (i = 0; i < peaks; i++) {
    printf "%s,%d,%d,%d\n", name[i], generated[i], found[i], background[i] > file
    if (generated[i]) log_line(sprintf("%s: efficiency %.4f", name[i], found[i] / generated[i]))
  }
}
