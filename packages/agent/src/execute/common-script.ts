/** What both shell programs need; builtins only. Their standard error is /dev/null, so nothing is said twice. */
export const commonScript = String.raw`
# identity: sets pid, parent and start of the process that calls it, subshells included.
identity() {
  read -r line < /proc/self/stat
  pid=\${line%% *}
  set -- \${line##*) }
  parent=$2
  shift 19
  start=$1
}

# once FILE TEXT: the first line that comes to a file takes it; fails when that is another.
once() {
  [ -s "$1" ] && return 1
  echo "$2" >> "$1"
  read -r line < "$1" && [ "$line" = "$2" ]
}
`.replaceAll('\\$', '$')
