# One file of toy showers. Light falls off with the distance; hadronic showers are wider and give less light.
function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand()) }
BEGIN {
  srand(seed * 3 + (particle == "gamma" ? 0 : particle == "proton" ? 1 : 2))
  print "event,energy,distance,size,width,length"
  for (i = 1; i <= n; i++) {
    energy = 0.05 * (1 - rand()) ^ (-1 / 1.2); if (energy > 30) energy = 30
    distance = 250 * sqrt(rand())
    light = particle == "proton" ? 0.35 : 1
    size = 900 * light * energy * exp(-distance / 150) * exp(0.2 * normal()); if (size < 1) size = 1
    width = (particle == "proton" ? 0.16 : 0.10) + 0.025 * normal()
    length_ = (particle == "proton" ? 0.30 : 0.22) + 0.05 * normal()
    printf "%d,%.5f,%.2f,%.3f,%.5f,%.5f\n", i, energy, distance, size, width, length_
  }
}
