# What is in force, and how another pair takes its place.

link_to() {
  ln -sfn "$2" "$served/$1/live.new" && mv -fT "$served/$1/live.new" "$served/$1/live"
}

# The account may come with a package that is not there yet: until then root has the key.
key_owner() { if getent passwd "$owner" >/dev/null; then echo "$owner"; else echo root; fi; }

own() {
  key=$served/$1/live/privkey.pem
  [ ! -e "$key" ] || [ "$(stat -c %U "$key")" = "$(key_owner)" ] || chown "$(key_owner):" "$key"
}

has() {
  [ -z "$(unfit "$served/$1" "$1")" ] && [ "$(stat -Lc '%U %a' "$served/$1/privkey.pem")" = "$(key_owner) 600" ]
}

# Whoever reads the files reads them anew. Nothing of ours stays open in what that may start.
reload() { sh "$conf/reload" 2>&1 7>&- 9>&- </dev/null; }

# Puts a pair in force that fits, and that is newer than the one before; puts that one back where what reads them refuses the new one.
accept() (
  exec 7>"$state/$2.place.lock" || fail "cannot open $state/$2.place.lock"
  flock -w 60 7 || fail "another certificate of $2 is being put in force for a minute"
  why=$(unfit "$1" "$2")
  [ -z "$why" ] || fail "the certificate is refused: $why"
  new=$(digest_of "$1/fullchain.pem") old=$(readlink "$served/$2/live")
  if [ -z "$(unfit "$served/$2" "$2")" ]; then
    [ "$old" != "versions/$new" ] || { echo "it is in force already"; exit; }
    [ "$(end_of "$1/fullchain.pem")" -gt "$(end_of "$served/$2/fullchain.pem")" ] ||
      fail "the certificate is refused: it is not newer than the one in force"
  fi
  put "$1" "$2" "versions/$new" || fail "the certificate cannot be written to $served/$2"
  take_up "$2" "versions/$new" "$old"
)

put() {
  version=$served/$2/$3
  mkdir -p "$version" && install -m 0644 "$1/fullchain.pem" "$version/fullchain.pem" || return
  (umask 077 && cat "$1/privkey.pem" >"$version/privkey.pem") && chmod 0600 "$version/privkey.pem" || return
  chown "$(key_owner):" "$version/privkey.pem" && sync "$version"/*.pem || return
  link_to "$2" "$3" || return
  for file in fullchain.pem privkey.pem; do
    [ "$(readlink "$served/$2/$file")" = "live/$file" ] || ln -sfn "live/$file" "$served/$2/$file" || return
  done
}

# $2: the version that is linked; $3: the one before. At the first certificate nothing may run yet that could read it.
take_up() {
  note=
  if said=$(reload); then :
  elif [ -z "$3" ] || ! [ -e "$served/$1/$3" ]; then note="; the reload failed: $said"
  else
    link_to "$1" "$3"
    back="the one before is in force again"
    again=$(reload) || back="$back, but reading that failed too: $again"
    rm -rf "${served:?}/$1/$2"
    fail "the reload refused the certificate: $said; $back"
  fi
  rm -f "$state/$1.lacking"
  for version in "$served/$1"/versions/*; do
    case $version in "$served/$1/$2" | "$served/$1/$3") ;; *) rm -rf "$version" ;; esac
  done
  echo "a certificate until $(hours "$(end_of "$served/$1/fullchain.pem")") is in force$note"
}
