# Keeps clean dimuon events and counts what every cut leaves.
# Writes selected.csv (the columns of the input) and cutflow.json.

BEGIN {
  tolerance = config_number("energyTolerance")
  max_eta = config_number("maxEta")
  min_pt = config_number("minPt")
  selected = OUTPUT "/selected.csv"
  printf "" > selected

  open_events()
  while (next_event()) {
    if (event_count == 1) print header > selected
    if (q1 * q1 != 1 || q2 * q2 != 1) continue
    charged++
    if (!is_muon(e1, px1, py1, pz1) || !is_muon(e2, px2, py2, pz2)) continue
    muons++
    if (px1 == px2 && py1 == py2 && pz1 == pz2) continue
    distinct++
    if (!accepted(px1, py1, pz1) || !accepted(px2, py2, pz2)) continue
    accepted_pairs++
    print > selected
  }
  close_events()
  if (event_count == 0 && header != "") print header > selected
  close(selected)

  printf "{\"cuts\":{\"input\":%d,\"charge\":%d,\"muonMass\":%d,\"ghost\":%d,\"acceptance\":%d}}\n",
    event_count, charged, muons, distinct, accepted_pairs > (OUTPUT "/cutflow.json")
  log_line("selected: " (accepted_pairs + 0) " of " event_count)
}

# Whether energy and momentum belong to a muon, within the rounding of the columns.
function is_muon(e, x, y, z,    off) {
  off = e * e - x * x - y * y - z * z - MUON_MASS * MUON_MASS
  return e > 0 && off <= tolerance * e * e && -off <= tolerance * e * e
}

function accepted(x, y, z,    eta) {
  if (transverse(x, y) < min_pt) return 0
  eta = pseudorapidity(x, y, z)
  return eta <= max_eta && -eta <= max_eta
}
