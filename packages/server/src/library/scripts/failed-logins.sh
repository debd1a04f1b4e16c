#!/bin/sh
# Refused logins over SSH, by address and user.
IFS= read -r hours <<'VALUE'
{{hours}}
VALUE
if command -v journalctl >/dev/null && [ -d /run/systemd/system ]; then
  log=$(journalctl --no-pager --since="-${hours}h" --output=cat _COMM=sshd + _COMM=sshd-session)
else
  log=$(cat /var/log/auth.log /var/log/secure 2>/dev/null)
fi
tries=$(echo "$log" | sed -nE 's/.*Failed [a-z]+ for (invalid user )?(.*) from ([^ ]+) port.*/\3 \2/p')
[ -n "$tries" ] || { echo "no login was refused in the last $hours hours"; exit 0; }
echo "$tries" | sort | uniq -c | sort -rn | head -n 30
