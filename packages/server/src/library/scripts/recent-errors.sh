#!/bin/sh
# Errors of the system log, newest last.
IFS= read -r hours <<'VALUE'
{{hours}}
VALUE
IFS= read -r lines <<'VALUE'
{{lines}}
VALUE
if command -v journalctl >/dev/null && [ -d /run/systemd/system ]; then
  journalctl --no-pager --priority=err --since="-${hours}h" --lines="$lines"
else
  echo 'no journal on this host: errors of the kernel and of syslog, whatever their age' >&2
  dmesg --level=emerg,alert,crit,err 2>/dev/null | tail -n "$lines"
  for file in /var/log/syslog /var/log/messages; do
    [ -r "$file" ] && grep -iE 'error|fail|crit' "$file" | tail -n "$lines"
  done
  true
fi
