# What is kept of each image: the logarithms of energy and size, the distance, and how wide and long it is.
BEGIN { FS = OFS = ","; print "energy,size,distance,width,length" > out }
FNR == 1 { next }
{ print log($2) / log(10), log($4) / log(10), $3, $5, $6 > out; n++ }
END { if (n == 0) { print "no shower in the input" > "/dev/stderr"; exit 1 } }
