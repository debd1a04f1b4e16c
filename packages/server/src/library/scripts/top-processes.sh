#!/bin/sh
# The processes that use the most CPU or memory.
IFS= read -r by <<'VALUE'
{{by}}
VALUE
IFS= read -r count <<'VALUE'
{{count}}
VALUE
case $by in
  cpu) column=3 ;;
  memory) column=4 ;;
  *) echo "by is \"$by\": choose cpu or memory" >&2; exit 2 ;;
esac

echo "load $(cut -d ' ' -f 1-3 /proc/loadavg), $(getconf _NPROCESSORS_ONLN) processors"
list=$(ps -eo pid,user,pcpu,pmem,rss,etime,args)
echo "$list" | head -n 1
echo "$list" | tail -n +2 | sort -k "$column,${column}rn" | head -n "$count" | cut -c 1-200
