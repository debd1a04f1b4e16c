#!/bin/sh
# Whether a service runs, and its last log lines. The exit code is that of the service manager.
IFS= read -r service <<'VALUE'
{{service}}
VALUE
IFS= read -r lines <<'VALUE'
{{lines}}
VALUE
if [ -d /run/systemd/system ]; then
  systemctl status --no-pager --lines="$lines" -- "$service"
else
  service "$service" status
fi
