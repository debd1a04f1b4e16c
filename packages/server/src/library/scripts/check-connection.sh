#!/bin/bash
# Whether this host finds and reaches a TCP port of another one.
IFS= read -r target <<'VALUE'
{{host}}
VALUE
IFS= read -r port <<'VALUE'
{{port}}
VALUE
[ -n "$target" ] || { echo 'name the host to reach' >&2; exit 2; }

address=$(getent hosts "$target" | awk 'NR == 1 { print $1 }')
[ -n "$address" ] || { echo "$target has no address: see /etc/resolv.conf" >&2; exit 1; }
echo "$target is $address"
if timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$address" "$port" 2>/dev/null; then
  echo "port $port answers"
else
  echo "port $port cannot be reached (waited up to 5 s)" >&2
  exit 1
fi
