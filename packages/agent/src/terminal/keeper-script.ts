/*
 * The keeper of one terminal: a shell program in a session of its own, root where the agent is. It runs `script`, which
 * holds the PTY, as the terminal's user, and ends all that the terminal has started: when the program of the terminal has
 * ended, when the agent asks, and when the agent dies.
 *
 *   0, 1  what is typed, what is shown
 *   3     from the agent: the number of the PTY's session, then nothing until its end, which ends the terminal
 *   4     to the agent: "opened TTY PID" when there is a PTY, "exit CODE" when its program has ended
 *
 * The watcher alone is a background process: what a shell starts behind `&` ignores SIGINT for good, and ctrl-c would
 * end nothing in the terminal.
 */
export const keeperScript = String.raw`
umask 022
cookie=$1 cgroup=$2 uid=$3 gid=$4 enter=$5
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin

# survivors: sets found to what the terminal has started and still lives, by control group, or by session and cookie.
survivors() {
  found=
  if [ -n "$cgroup" ]; then
    while read -r each; do found="$found $each"; done < "$cgroup/cgroup.procs"
    return
  fi
  for file in /proc/[0-9]*; do
    each=\${file#/proc/}
    read -r line < "$file/stat" || continue
    set -- \${line##*) }
    [ "$4" = "$leader" ] && [ "$1" != Z ] && [ "$1" != X ] && found="$found $each"
  done
  for file in $(grep -lsazxF "MUSTER_TERMINAL=$cookie" /proc/[0-9]*/environ); do
    each=\${file#/proc/}
    found="$found \${each%/environ}"
  done
}

signal() {
  survivors
  [ -n "$found" ] && kill -s "$1" $found
}

watch() {
  leader=
  read -r leader <&3 && while read -r _ <&3; do :; done
  sleep 1 & timer=$!
  signal HUP && signal CONT && while kill -s 0 "$timer" && signal 0; do sleep 0.05; done
  kill -s KILL "$timer"
  # Two empty looks: a process may fork behind the first one. What nothing can kill is left after 30 s.
  sleep 30 & timer=$!
  empty=0
  while [ "$empty" -lt 2 ] && kill -s 0 "$timer"; do
    if signal KILL; then empty=0; sleep 0.05; else empty=$((empty + 1)); fi
  done
  kill -s KILL "$timer"
}

exec 2> /dev/null
watch > /dev/null 4>&- &
set -- script -qfec "$enter" /dev/null
[ -n "$uid" ] && set -- setpriv --reuid "$uid" --regid "$gid" --init-groups "$@"
export MUSTER_TERMINAL="$cookie" SHELL=/bin/sh
(
  exec 3>&-
  [ -z "$cgroup" ] || echo 0 > "$cgroup/cgroup.procs" || exit 126
  cd /
  exec "$@"
)
echo "exit $?" >&4
exec 3>&- 4>&- > /dev/null < /dev/null
wait
`.replaceAll('\\$', '$')

/** What `script` runs in the PTY: it tells where that is, makes it usable, and becomes the user's shell. */
export const enterScript = `
echo "opened $(tty) $$" >&4
exec 4>&-
stty sane rows "$MUSTER_ROWS" columns "$MUSTER_COLUMNS"
cd "$HOME" 2> /dev/null || cd /
export SHELL="$MUSTER_SHELL"
set -- "$MUSTER_COMMAND"
unset MUSTER_ROWS MUSTER_COLUMNS MUSTER_SHELL MUSTER_COMMAND OLDPWD
[ -n "$1" ] && exec "$SHELL" -l -c "$1"
exec "$SHELL" -l
`
