import { sh } from "../../src/shell/sh.ts";

/** Answers one HTTP request on stdin and notes its first line. */
const ANSWER = String.raw`#!/bin/sh
cr=$(printf '\r')
read -r request
while read -r name value && [ "$name" != "$cr" ]; do
  case $name in [Cc]ontent-[Ll]ength:) length=$(printf %s "$value" | tr -d "$cr") ;; esac
done
[ -z "$length" ] || head -c "$length" >/dev/null
printf '%s\n' "$request" >>/run/pings
printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK'
`;

/** A shell line that starts an HTTP server on a host, on port 8000, by what every Debian with systemd has; requests are noted in /run/pings. */
export const PING_SINK = sh`printf %s ${ANSWER} >/run/ping-answer && chmod 755 /run/ping-answer &&
systemd-run --quiet --unit=ping-sink systemd-socket-activate --listen=8000 --accept --inetd /run/ping-answer`.text;
