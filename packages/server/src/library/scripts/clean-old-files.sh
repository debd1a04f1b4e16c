#!/bin/sh
# Lists, or deletes, files of a folder that match a pattern and have not changed for some days.
IFS= read -r folder <<'VALUE'
{{folder}}
VALUE
IFS= read -r pattern <<'VALUE'
{{pattern}}
VALUE
IFS= read -r days <<'VALUE'
{{days}}
VALUE
IFS= read -r action <<'VALUE'
{{action}}
VALUE
folder=$(cd -- "$folder" 2>/dev/null && pwd -P) || { echo 'there is no such folder on this host' >&2; exit 2; }
case $folder in
  / | /bin* | /boot* | /dev* | /etc* | /lib* | /proc* | /root | /run | /sbin* | /sys* | /usr* | /var | /home)
    echo "$folder belongs to the system: choose a folder of logs or temporary files" >&2
    exit 2
    ;;
esac
case $days in
  '' | *[!0-9]*) echo "days is \"$days\": give a whole number" >&2; exit 2 ;;
esac
case $action in
  list) set -- -print ;;
  delete) set -- -print -delete ;;
  *) echo "action is \"$action\": choose list or delete" >&2; exit 2 ;;
esac

before=$(df -kP "$folder" | awk 'NR == 2 { print $4 }')
find "$folder" -xdev -type f -name "$pattern" -mtime +"$days" "$@" | {
  files=0
  while IFS= read -r file; do
    files=$((files + 1))
    [ "$files" -le 50 ] && echo "$file"
  done
  [ "$files" -gt 50 ] && echo "… and $((files - 50)) more"
  echo "$files files, $action"
}
after=$(df -kP "$folder" | awk 'NR == 2 { print $4 }')
[ "$action" = list ] || echo "$(((after - before) / 1024)) MiB came free"
