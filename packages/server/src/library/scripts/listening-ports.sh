#!/bin/sh
# Which programs listen on which ports.
if command -v ss >/dev/null; then
  ss -tulpnH | awk '{ print $1, $5, $7 }' | sort -u | column -t 2>/dev/null || ss -tulpn
elif command -v netstat >/dev/null; then
  netstat -tulpn
else
  echo 'neither ss nor netstat is installed: listening TCP ports by /proc' >&2
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { sub(/.*:/, "", $2); print $2 }' | sort -u |
    while read -r port; do echo "tcp $((0x$port))"; done
fi
