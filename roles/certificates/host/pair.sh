# A pair is a folder with fullchain.pem and privkey.pem.

begin_of() { date -d "$(openssl x509 -noout -startdate -in "$1" 2>/dev/null | cut -d = -f 2)" +%s; }
end_of() { date -d "$(openssl x509 -noout -enddate -in "$1" 2>/dev/null | cut -d = -f 2)" +%s; }
lifetime() { echo $(($(end_of "$1") - $(begin_of "$1"))); }
serial_of() { openssl x509 -noout -serial -in "$1" | cut -d = -f 2; }
digest_of() { openssl x509 -noout -fingerprint -sha256 -in "$1" | cut -d = -f 2 | tr -d : | cut -c 1-32; }
names_in() { openssl x509 -noout -ext subjectAltName -in "$1" | tr ',' '\n' | sed -n 's/^ *DNS://p' | sort | paste -sd ' '; }

# Prints why a pair must not be served as a zone's; nothing where it may.
unfit() {
  chain=$1/fullchain.pem key=$1/privkey.pem
  [ -s "$chain" ] && [ -s "$key" ] || { echo "there is no certificate"; return; }
  openssl x509 -noout -in "$chain" 2>/dev/null || { echo "the chain holds no certificate"; return; }
  public=$(openssl pkey -pubout -in "$key" -passin pass: 2>/dev/null) || { echo "the key cannot be read"; return; }
  [ "$public" = "$(openssl x509 -noout -pubkey -in "$chain")" ] || { echo "the key is not that of the certificate"; return; }
  names=$(names_in "$chain") wanted=$(of_zone name "$2" | sort | paste -sd ' ')
  [ "$names" = "$wanted" ] || { echo "its names are \"$names\", wanted \"$wanted\""; return; }
  [ "$(begin_of "$chain")" -le "$(now)" ] || { echo "it is not valid before $(hours "$(begin_of "$chain")")"; return; }
  [ "$(end_of "$chain")" -gt "$(now)" ] || { echo "it was valid until $(hours "$(end_of "$chain")")"; return; }
  said=$(openssl verify -purpose sslserver -no-CApath -no-CAstore -CAfile "$roots" -untrusted "$chain" "$chain" 2>&1) ||
    echo "its chain does not lead to a root in $roots: $(printf '%s\n' "$said" | sed -n '/^error [0-9]/{p;q}')"
}
