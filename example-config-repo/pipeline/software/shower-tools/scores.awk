# Two models, then showers: what is left of a shower for those who use the data.
BEGIN { FS = OFS = ","; print "energy,estimate,score" > out }
FNR == 1 { file++; next }
file == 1 { a = $1; b = $2; c = $3; next }
file == 2 { x = $1; y = $2; cut = $3; next }
{ size = log($4) / log(10); print log($2) / log(10), a + b * size + c * $3, x * $5 + y * $6 - cut > out }
