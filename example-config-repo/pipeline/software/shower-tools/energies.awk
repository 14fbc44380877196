# The first file is the energy model, all others are showers.
BEGIN { FS = OFS = ","; print "energy,estimate,width,length" > out }
FNR == 1 { file++; next }
file == 1 { a = $1; b = $2; c = $3; next }
{ size = log($4) / log(10); print log($2) / log(10), a + b * size + c * $3, $5, $6 > out }
