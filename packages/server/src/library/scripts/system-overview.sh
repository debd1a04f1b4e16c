#!/bin/sh
# What a host is and how it does, on one screen.
echo "host     $(hostname)"
[ -r /etc/os-release ] && (. /etc/os-release && echo "system   ${PRETTY_NAME:-$NAME}")
echo "kernel   $(uname -srm)"
echo "up       $(awk '{ printf "%d days %02d:%02d\n", $1 / 86400, $1 % 86400 / 3600, $1 % 3600 / 60 }' /proc/uptime)"
echo "load     $(cut -d ' ' -f 1-3 /proc/loadavg) on $(getconf _NPROCESSORS_ONLN) processors"
awk '
  { value[$1] = $2 }
  END {
    printf "memory   %d of %d MiB available\n", value["MemAvailable:"] / 1024, value["MemTotal:"] / 1024
    printf "swap     %d of %d MiB free\n", value["SwapFree:"] / 1024, value["SwapTotal:"] / 1024
  }' /proc/meminfo
df -hP / | awk 'NR == 2 { print "root     " $4 " of " $2 " free" }'
if [ -d /run/systemd/system ]; then
  failed=$(systemctl list-units --state=failed --no-legend --plain | awk '{ print $1 }' | tr '\n' ' ')
  echo "failed   ${failed:-no unit}"
fi
