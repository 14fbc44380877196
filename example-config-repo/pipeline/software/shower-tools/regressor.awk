# Least squares: log10(energy) = a + b log10(size) + c distance. A matrix of three by three needs no library.
BEGIN { FS = OFS = "," }
FNR == 1 { next }
{
  x[1] = 1; x[2] = $2; x[3] = $3
  for (i = 1; i <= 3; i++) {
    for (j = 1; j <= 3; j++) m[i, j] += x[i] * x[j]
    m[i, 4] += x[i] * $1
  }
  n++
}
END {
  if (n < 10) { print "only " n " showers to learn from" > "/dev/stderr"; exit 1 }
  for (i = 1; i <= 3; i++) {
    p = m[i, i]
    if (p == 0) { print "these showers are all alike" > "/dev/stderr"; exit 1 }
    for (j = i; j <= 4; j++) m[i, j] /= p
    for (k = 1; k <= 3; k++) if (k != i) {
      f = m[k, i]
      for (j = i; j <= 4; j++) m[k, j] -= f * m[i, j]
    }
  }
  print "offset", "size", "distance", "showers" > out
  printf "%.6f,%.6f,%.8f,%d\n", m[1, 4], m[2, 4], m[3, 4], n > out
}
