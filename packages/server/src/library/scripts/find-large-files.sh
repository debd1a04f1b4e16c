#!/bin/sh
# The largest files below a folder, on its own file system.
IFS= read -r folder <<'VALUE'
{{folder}}
VALUE
IFS= read -r megabytes <<'VALUE'
{{megabytes}}
VALUE
IFS= read -r count <<'VALUE'
{{count}}
VALUE
[ -d "$folder" ] || { echo "$folder is not a folder of this host" >&2; exit 2; }

find "$folder" -xdev -type f -size +"$((megabytes * 1024))"k -exec du -k {} + 2>/dev/null |
  sort -rn | head -n "$count" | awk '{ kib = $1; sub(/^[0-9]+[ \t]+/, ""); printf "%9.1f MiB  %s\n", kib / 1024, $0 }'
