# Counts opposite-sign pairs under the known peaks, without a fit. Writes peaks.json.
#
# A peak's two sidebands are each half as wide as its window, so that signal minus sidebands estimates what is
# above a straight background. Everything written is a sum of integers: the files of all jobs add up exactly.

BEGIN {
  peaks = config_number("peaks.length")
  for (i = 0; i < peaks; i++) {
    name[i] = config("peaks." i ".name")
    low[i] = config_number("peaks." i ".low")
    high[i] = config_number("peaks." i ".high")
    book(name[i], config_number("peaks." i ".bins"), low[i], high[i])
  }

  open_events()
  while (next_event()) {
    if (!charge_is("opposite")) continue
    opposite++
    mass = pair_mass()
    for (i = 0; i < peaks; i++) count(i, mass)
  }
  close_events()
  write(OUTPUT "/peaks.json")
}

function count(i, mass,    side) {
  side = (high[i] - low[i]) / 2
  if (mass < low[i] - side || mass >= high[i] + side) return
  if (mass < low[i] || mass >= high[i]) { sidebands[i]++; return }
  signal[i]++
  # In keV, rounded: whole numbers can be added in any order.
  sum[i] += int(mass * 1000000 + 0.5)
  fill(name[i], mass)
}

function write(file,    i, bin) {
  printf "{\"events\":%d,\"oppositeSign\":%d,\"sameSign\":%d,\"peaks\":{", event_count, opposite,
    event_count - opposite > file
  for (i = 0; i < peaks; i++) {
    printf "%s\"%s\":{\"signal\":%d,\"sidebands\":%d,\"massSumKeV\":%.0f,\"spectrum\":{", (i ? "," : ""),
      name[i], signal[i], sidebands[i], sum[i] > file
    for (bin = 0; bin < hist_bins[name[i]]; bin++)
      printf "%s\"%.4f\":%d", (bin ? "," : ""), low[i] + bin * hist_width[name[i]], hist[name[i], bin] > file
    printf "}}" > file
    log_line(name[i] ": " (signal[i] - sidebands[i]) " above background in " low[i] "-" high[i] " GeV")
  }
  print "}}" > file
}
