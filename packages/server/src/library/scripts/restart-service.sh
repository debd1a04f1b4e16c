#!/bin/sh
# Restarts a service and fails, with its last log lines, unless it runs some seconds later.
IFS= read -r service <<'VALUE'
{{service}}
VALUE
IFS= read -r seconds <<'VALUE'
{{seconds}}
VALUE
[ -n "$service" ] || { echo 'name the service to restart' >&2; exit 2; }

if [ ! -d /run/systemd/system ]; then
  service "$service" restart && sleep "$seconds" && service "$service" status
  exit
fi
systemctl restart -- "$service" || { code=$?; journalctl --no-pager --lines=20 --unit="$service"; exit "$code"; }
# A service that dies at once is active for a moment.
sleep "$seconds"
if systemctl is-active --quiet -- "$service"; then
  echo "$service runs since $(systemctl show --property=ActiveEnterTimestamp --value -- "$service")"
else
  echo "$service does not run: $(systemctl is-active -- "$service")" >&2
  journalctl --no-pager --lines=20 --unit="$service"
  exit 1
fi
