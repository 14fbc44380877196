# Pairs in a mass window and in its sidebands, by transverse momentum of the pair. Writes pt.csv.

BEGIN {
  low = config_number("window.low")
  high = config_number("window.high")
  side = (high - low) / 2
  edges = config_number("edges.length")
  for (i = 0; i < edges; i++) edge[i] = config_number("edges." i)
  for (i = 1; i < edges; i++) if (edge[i] <= edge[i - 1]) fail("config.edges must rise", 78)

  open_events()
  while (next_event()) {
    mass = pair_mass()
    if (mass < low - side || mass >= high + side) continue
    bin = find(transverse(px1 + px2, py1 + py2))
    if (mass < low || mass >= high) sideband[bin]++
    else signal[bin]++
  }
  close_events()

  file = OUTPUT "/pt.csv"
  print "pt_low,pt_high,signal,sidebands" > file
  for (i = 0; i < edges - 1; i++)
    printf "%.4f,%.4f,%d,%d\n", edge[i], edge[i + 1], signal[i], sideband[i] > file
}

# The bin that holds x, or -1.
function find(x,    i) {
  for (i = 0; i < edges - 1; i++) if (x >= edge[i] && x < edge[i + 1]) return i
  return -1
}
