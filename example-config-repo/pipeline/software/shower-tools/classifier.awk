# Fisher's discriminant of width and length: the first file holds gamma rays, the second protons.
BEGIN { FS = OFS = "," }
FNR == 1 { file++; next }
{ n[file]++; w[file] += $3; l[file] += $4; ww[file] += $3 * $3; ll[file] += $4 * $4; wl[file] += $3 * $4 }
END {
  if (n[1] < 10 || n[2] < 10) { print "too few showers to learn from" > "/dev/stderr"; exit 1 }
  for (k = 1; k <= 2; k++) {
    mw[k] = w[k] / n[k]; ml[k] = l[k] / n[k]
    a += ww[k] / n[k] - mw[k] ^ 2; d += ll[k] / n[k] - ml[k] ^ 2; b += wl[k] / n[k] - mw[k] * ml[k]
  }
  det = a * d - b * b
  x = (d * (mw[1] - mw[2]) - b * (ml[1] - ml[2])) / det
  y = (a * (ml[1] - ml[2]) - b * (mw[1] - mw[2])) / det
  print "width", "length", "cut", "showers" > out
  printf "%.6f,%.6f,%.6f,%d\n", x, y, (x * (mw[1] + mw[2]) + y * (ml[1] + ml[2])) / 2, n[1] + n[2] > out
}
