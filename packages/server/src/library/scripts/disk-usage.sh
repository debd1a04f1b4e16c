#!/bin/sh
# Free space of every file system, and what takes the most of one folder.
IFS= read -r folder <<'VALUE'
{{folder}}
VALUE
IFS= read -r count <<'VALUE'
{{count}}
VALUE
[ -d "$folder" ] || { echo "$folder is not a folder of this host" >&2; exit 2; }

echo '== space'
df -hP
echo '== inodes'
df -iP
echo "== largest below $folder, on its own file system"
du -xk "$folder" 2>/dev/null | sort -rn | head -n "$count" | awk '{
  kib = $1; sub(/^[0-9]+[ \t]+/, ""); printf "%9.1f MiB  %s\n", kib / 1024, $0
}'
