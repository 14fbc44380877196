# Gamma rays, protons and electrons, in bins of the estimated energy: bias and resolution of the energy, how many gamma rays are
# kept, and how many others are.
BEGIN { FS = OFS = ","; low = -1.5; wide = 0.5; bins = 6 }
FNR == 1 { file++; next }
{
  bin = int(($2 - low) / wide)
  if ($2 < low || bin >= bins) next
  all[file, bin]++
  if ($3 > 0) {
    kept[file, bin]++
    if (file == 1) { e = $2 - $1; sum[bin] += e; square[bin] += e * e }
  }
}
function share(k, i) { return all[k, i] ? sprintf("%.3f", kept[k, i] / all[k, i]) : "" }
END {
  print "from", "to", "gammas", "bias", "resolution", "gammasKept", "protonsKept", "electronsKept" > out
  for (i = 0; i < bins; i++) {
    k = kept[1, i] + 0
    if (k > 1) {
      bias = sum[i] / k; spread = sqrt((square[i] - k * bias * bias) / (k - 1))
      printf "%.1f,%.1f,%d,%.3f,%.3f,%s,%s,%s\n", low + i * wide, low + (i + 1) * wide, k, bias, spread, share(1, i), share(2, i), share(3, i) > out
    }
  }
}
