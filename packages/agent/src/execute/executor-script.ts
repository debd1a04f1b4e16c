import { starterScript } from './starter-script.ts'

/*
 * The executor: one shell program per task, in a session of its own, that outlives the agent. The agent gives it the
 * task in variables and the task's folder as working directory; it answers in files there:
 *
 *   executor  "boot pid start" of the one executor that may run this task; made with O_EXCL
 *   mark      "boot pid start" of the script; made with O_EXCL by the process that becomes the script. Whoever makes it
 *             decides: an agent that makes it first has proof that the script never starts
 *   stage     how far the start came: "exec" once the script was on its way, else what stopped it
 *   ended     "itself", "timeout" or "cancel"; made with O_EXCL, so exactly one ends the script
 *   exit      the exit code as the shell tells it; its time is the end of the script
 *   output    (and `error` when the streams are split) the kept bytes, readable while they grow
 *   result    "done ENDED EXIT STAGE DROPPED DROPPED-OF-ERROR", one write, complete when it ends in a newline
 *
 * and the agent asks for a cancel with a file `cancel` and USR1 to the guard.
 *
 *   executor ── collector(s) ── stdbuf head ▸ output, then dd ▸ /dev/null, which counts what is dropped
 *            └─ keeper ── guard (deadline, cancel, the end of a pipe that others hold)
 *                      └─ script
 *
 * The collectors and the keeper are sides of a foreground pipeline: behind `&` a shell ignores SIGINT and SIGQUIT, the
 * script would inherit that, and dd could not be interrupted. The pipe between them only says when a FIFO is open and,
 * at the end, how much was dropped. A FIFO and no anonymous pipe, because it can belong to the script's user, who may
 * then open /dev/stdout again. Ignored signals are what the guard is born with: what came too early for its traps it
 * finds in the files.
 *
 * The end of a stream. Normally the last writer closes and all is exact. When a background process still holds the pipe
 * after the script's end (and 0.2 s for a `tee` to finish), the guard waits until the reader sleeps: then the pipe was
 * empty once after the end, so all that the script wrote is kept or counted, and the reader can be stopped. A reader
 * that never sleeps because the background process floods it has passed the script's last byte after 1 MiB, the largest
 * pipe a user can have. What is kept is always an exact prefix of the stream.
 */
export const executorScript = String.raw`
umask 077

# identity: sets pid and start of the process that calls it, subshells included; builtins only.
identity() {
  read -r line < /proc/self/stat
  pid=\${line%% *}
  set -- \${line##*) }
  shift 19
  start=$1
}

# alive PID START: sets state and session; fails when that very process is gone.
alive() {
  { read -r line < "/proc/$1/stat"; } 2> /dev/null || return 1
  set -- "$2" \${line##*) }
  state=$2
  [ "$state" != Z ] && [ "$state" != X ] && [ "\${21}" = "$1" ]
}

# once FILE TEXT: makes the file, unless it is there.
once() {
  set -C
  { echo "$2" > "$1"; } 2> /dev/null
  set -- $?
  set +C
  return "$1"
}

collect() {
  exec 8< "$1.fifo"
  echo open
  exec 7> "$1"
  (identity; echo "$pid $start" > "$1.reader"; exec stdbuf -o0 head -c "$limit" <&8 >&7 7>&-)
  status=$?
  rest=0
  # Where the shared file stands tells what was kept. Most scripts stay below the limit, and spare the counter's start.
  while read -r key value; do [ "$key" = pos: ] && kept=$value; done < /proc/self/fdinfo/7
  if [ "$status" -lt 128 ] && [ "$kept" -ge "$limit" ]; then
    (identity; echo "$pid $start" > "$1.reader"; exec dd bs=65536 of=/dev/null <&8 2> "$1.rest")
    while read -r count unit _; do case $unit in byte*) rest=$count ;; esac; done < "$1.rest"
  fi
  echo "$1 $rest"
}

script() {
  [ -n "$cgroup" ] && { { echo 0 > "$cgroup/cgroup.procs"; } 2> /dev/null || echo > outside; }
  exec 3> stage
  identity
  once mark "$boot $pid $start" || exit 0
  umask 022
  cd /
  set -- env -i PATH="$PATH" HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" LANG=C.UTF-8 \
    MUSTER_TASK="$cookie" "$shellProgram" -c "$starter" "$script" \
    "$profile" "$directory" "$script" "$interpreter" "$argument" "$named"
  [ -n "$uid" ] && set -- setpriv --reuid "$uid" --regid "$gid" --init-groups "$@"
  exec setsid "$@"
}

# The last shell before the script, already the script's user.
starter='
${starterScript}'

# survivors: sets found to the processes of the script that still live.
survivors() {
  found=
  if [ -n "$cgroup" ] && [ ! -e outside ]; then
    while read -r each; do found="$found $each"; done < "$cgroup/cgroup.procs"
    return
  fi
  for file in /proc/[0-9]*; do
    each=\${file#/proc/}
    { read -r line < "$file/stat"; } 2> /dev/null || continue
    set -- \${line##*) }
    [ "$4" = "$leader" ] && [ "$1" != Z ] && [ "$1" != X ] && found="$found $each"
  done
  for file in $(grep -lsazxF "MUSTER_TASK=$cookie" /proc/[0-9]*/environ); do
    each=\${file#/proc/}
    found="$found \${each%/environ}"
  done
}

# Signals are sent to processes seen in this instant: by control group, by session (no number of a session is given out
# again while a member lives) or by the cookie in their environment.
signal() {
  if [ "$termination" = process ]; then
    found=
    alive "$leader" "$leaderStart" && found=$leader
  else
    survivors
  fi
  [ -z "$found" ] && return 1
  kill -s "$1" $found 2> /dev/null
  return 0
}

end() {
  trap '' TERM USR1
  kill "$!" 2> /dev/null
  once ended "$1" || { drain; exit; }
  once mark 'agent startFailed the script could not be started before its deadline' && { drain; exit; }
  until read -r whose leader leaderStart < mark; do sleep 0.05; done
  [ "$whose" = agent ] && { drain; exit; }
  signal TERM && signal CONT
  sleep "$grace" & timer=$!
  while kill -s 0 "$timer" 2> /dev/null && signal 0; do sleep 0.05; done
  kill "$timer" 2> /dev/null
  # Two empty looks: a process may fork behind the first one. A process that nothing can kill is left after 30 s.
  empty=0
  left=600
  while [ "$empty" -lt 2 ] && [ "$left" -gt 0 ]; do
    [ -n "$cgroup" ] && [ "$termination" != process ] && { echo 1 > "$cgroup/cgroup.kill"; } 2> /dev/null
    if signal KILL; then empty=0; sleep 0.05; else empty=$((empty + 1)); fi
    left=$((left - 1))
  done
  drain
}

passed() {
  rchar=0
  while read -r key value; do [ "$key" = rchar: ] && rchar=$value; done < "/proc/$1/io"
} 2> /dev/null

# drain: stops what still reads a pipe that others hold, until the keeper has the totals.
drain() {
  trap 'kill "$!" 2> /dev/null; exit' TERM
  last=
  left=300
  pause=0.2
  while [ ! -e totals ]; do
    sleep "$pause" & wait "$!"
    pause=0.02
    left=$((left - 1))
    for stream in $streams; do
      { read -r reader readerStart < "$stream.reader"; } 2> /dev/null && alive "$reader" "$readerStart" || continue
      passed "$reader"
      case $last in *" $reader:"*) ;; *) last="$last $reader:$rchar " ;; esac
      from=\${last##* $reader:}
      from=\${from%% *}
      [ "$state" = S ] || [ $((rchar - from)) -gt 1048576 ] || [ "$left" -lt 0 ] && kill -INT "$reader" 2> /dev/null
    done
  done
}

guard() {
  trap 'end cancel; exit' USR1
  trap 'kill "$!" 2> /dev/null; drain; exit' TERM
  identity
  echo "$pid $start" > guard
  [ -e ended ] && { drain; exit; }
  [ -e cancel ] && { end cancel; exit; }
  sleep "$timeout" & wait "$!"
  end timeout
}

keep() {
  exec 9<> output.fifo
  [ "$streams" = output ] || exec 7<> error.fifo
  for stream in $streams; do read -r _; done
  trap '' TERM USR1
  # Not as redirections of the call: the shell would keep copies to restore them, and with them the pipe.
  { exec 9>&- 7>&- < /dev/null; guard; } &
  guard=$!
  trap - TERM USR1
  if [ "$streams" = output ]; then
    (exec < /dev/null > output.fifo 2>&1 9>&-; script)
  else
    (exec < /dev/null > output.fifo 2> error.fifo 7>&- 9>&-; script)
  fi
  echo $? > exit
  exec 9>&- 7>&-
  once ended itself && kill "$guard"
  dropped=0
  droppedError=0
  for stream in $streams; do
    read -r which count
    if [ "$which" = output ]; then dropped=$count; else droppedError=$count; fi
  done
  echo "$dropped $droppedError" > totals
  kill "$guard" 2> /dev/null
  wait "$guard"
}

identity
once executor "$boot $pid $start" || exit 0
set --
for stream in $streams; do set -- "$@" "$stream.fifo"; done
if ! { mkfifo -m 600 "$@" && { [ -z "$uid" ] || chown "$uid:$gid" "$@"; }; }; then
  once mark 'agent startFailed the pipe for the output could not be made in the data folder'
elif [ "$streams" = output ]; then
  collect output | keep
else
  { collect error >&6 | collect output >&6; } 6>&1 | keep
fi
rm -rf "$scratch" &
{ read -r whose _ < mark && [ "$whose" != agent ] && read -r ended < ended && read -r code < exit; } 2> /dev/null || exit 1
{ read -r dropped droppedError < totals; } 2> /dev/null || exit 1
stage=none
while read -r word; do stage=$word; done < stage
echo "done $ended $code $stage $dropped $droppedError" > result
`.replaceAll('\\$', '$')
