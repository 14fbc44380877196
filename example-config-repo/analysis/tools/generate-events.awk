# One file of toy dimuon events; see generate-events. Columns as in the CMS open data (CERN Open Data record 700):
# energy, momentum and charge of two muons, in GeV. Simulated events also say which process made them.
#
# The random numbers are its own (Lehmer, modulus 2^31 - 1: exact in an awk's doubles), so that every awk makes the
# same bytes. About one event in a hundred is unphysical, for the event selection to find.

BEGIN {
  MUON_MASS = 0.1056584
  PI = 3.14159265358979
  MODULUS = 2147483647
  state = (run * 7919 + number * 104729 + (sample == "simulation" ? 15485863 : 0)) % MODULUS
  for (i = 0; i < 10; i++) random()

  # Share of all events, mass and width in GeV; the rest is background of both charge combinations.
  peak(1, "jpsi", 0.12, 3.0969, 0.030)
  peak(2, "psi2s", 0.02, 3.6861, 0.035)
  peak(3, "upsilon", 0.04, 9.4603, 0.090)
  peak(4, "z", 0.03, 91.1876, 2.200)
  # The windows in which the wagon quarkonium/peak-count counts.
  window(1, 2.95, 3.25); window(2, 3.60, 3.76); window(3, 9.2, 9.7); window(4, 80, 100)

  printf "E1,px1,py1,pz1,Q1,E2,px2,py2,pz2,Q2%s\n", (sample == "simulation" ? ",process" : "") > file
  for (event = 0; event < events; event++) generate()
  printf "%s,%d,%d,%d,%d,%d,%d,%d,%d\n", file, run, opposite + same, opposite, same,
    inside[1], inside[2], inside[3], inside[4] >> expected
}

function peak(i, label, fraction, center, sigma) {
  name[i] = label; share[i] = fraction; mass_of[i] = center; width[i] = sigma
}

function window(i, from, to) { low[i] = from; high[i] = to }

# Uniform in (0, 1).
function random() {
  state = (state * 48271) % MODULUS
  return state / MODULUS
}

function gauss(    i, sum) {
  sum = -6
  for (i = 0; i < 12; i++) sum += random()
  return sum
}

function generate(    process, mass, first, second, unphysical) {
  process = choose()
  mass = process ? mass_of[process] + width[process] * gauss() : background()
  unphysical = random() < 0.01
  first = random() < 0.5 ? 1 : -1
  second = (process || random() < 0.55) ? -first : first
  do decay(mass); while (!visible(px1, py1, pz1) || !visible(px2, py2, pz2))
  if (unphysical) spoil()
  else expect(first * second, mass * scale)
  if (spoiled == "charge") first = 0
  printf "%.5f,%.5f,%.5f,%.5f,%d,%.5f,%.5f,%.5f,%.5f,%d%s\n", e1 * scale, px1 * scale, py1 * scale, pz1 * scale, first,
    e2 * scale, px2 * scale, py2 * scale, pz2 * scale, second,
    (sample == "simulation" ? "," (process ? name[process] : "background") : "") > file
  spoiled = ""
}

function choose(    i, left) {
  left = random()
  for (i = 1; i <= 4; i++) {
    if (left < share[i]) return i
    left -= share[i]
  }
  return 0
}

# Falls exponentially from 2 GeV.
function background(    mass) {
  do mass = 2 - 7 * log(random()); while (mass > 110)
  return mass
}

# Lets a parent of this mass decay into two muons: isotropic at rest, then boosted by its transverse momentum and
# rapidity. Sets e1 px1 py1 pz1 and e2 px2 py2 pz2.
function decay(mass,    half, p, cosine, sine, angle, pt, phi, rapidity, transverse_mass, ux, uy, uz, gamma, along, step) {
  half = mass / 2
  p = sqrt(half * half - MUON_MASS * MUON_MASS)
  cosine = 2 * random() - 1
  sine = sqrt(1 - cosine * cosine)
  angle = 2 * PI * random()
  px1 = p * sine * cos(angle); py1 = p * sine * sin(angle); pz1 = p * cosine

  pt = -5 * log(random()); phi = 2 * PI * random(); rapidity = 3 * random() - 1.5
  transverse_mass = sqrt(mass * mass + pt * pt)
  ux = pt * cos(phi) / mass; uy = pt * sin(phi) / mass
  uz = transverse_mass * (exp(rapidity) - exp(-rapidity)) / 2 / mass
  gamma = sqrt(1 + ux * ux + uy * uy + uz * uz)

  along = ux * px1 + uy * py1 + uz * pz1
  step = along / (gamma + 1)
  px2 = ux * (half - step) - px1; py2 = uy * (half - step) - py1; pz2 = uz * (half - step) - pz1
  e2 = gamma * half - along
  px1 += ux * (half + step); py1 += uy * (half + step); pz1 += uz * (half + step)
  e1 = gamma * half + along
}

# Whether the detector sees the muon: transverse momentum above 1 GeV and |pseudorapidity| below 2.4.
function visible(x, y, z,    pt) {
  pt = sqrt(x * x + y * y)
  return pt > 1 && z < 5.466 * pt && -z < 5.466 * pt
}

# Makes the event one that the event selection must refuse.
function spoil(    kind) {
  kind = random()
  if (kind < 0.4) spoiled = "charge"
  else if (kind < 0.7) e1 = e1 / 2
  else { e2 = e1; px2 = px1; py2 = py1; pz2 = pz1 }
}

# Counts what a correct analysis finds in this event.
function expect(charges, mass,    i) {
  if (charges > 0) { same++; return }
  opposite++
  for (i = 1; i <= 4; i++) if (mass >= low[i] && mass < high[i]) inside[i]++
}
