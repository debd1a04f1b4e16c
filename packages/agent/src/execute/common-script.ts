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

# once FILE TEXT: makes the file, unless it is there.
once() {
  set -C
  echo "$2" > "$1"
  set -- $?
  set +C
  return "$1"
}
`.replaceAll('\\$', '$')
