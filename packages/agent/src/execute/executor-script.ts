import { commonScript } from './common-script.ts'

/*
 * The executors of one agent: a shell program that the agent starts once, in a session of its own. For each line "TAG
 * FOLDER LIMIT GROUP COOKIE SHELL SCRIPT STREAMS" it prepares an executor in the folder, which then waits for its task, so
 * that all that takes long has been done before there is one. The agent writes the task (as shell variables) into the
 * folder's file `task`, and "go" into the FIFO TAG.go, which it holds open: an executor outlives the agent, but one without
 * a task leaves with it. Until the agent holds that FIFO (and has said so by a line "held") the executor hangs on the agent
 * by the helper's standard input, and the helper waits. It answers in files, of which those that a start writes are there
 * and empty before: to make one takes 0.1 ms, and up to 1 where many were removed lately.
 *
 *   executor  "boot pid start" of the keeper of the one executor that may run this task: the first line that is added
 *   mark      "boot pid start" of the script, by the process that becomes the script. The first line that is added
 *             decides: an agent whose line it is has proof that the script never starts
 *   TAG.stage how far the start came: "marked" once the mark is the script's, "exec" once it was on its way, else what
 *             stopped it. Then what ends the script, the first that is added: "itself", "timeout" or "cancel"
 *   exit      the exit code as the shell tells it; its time is the end of the script
 *   TAG.masker "pid start" of the process between script and collectors, of a task with secrets; it removes the FIFO
 *             TAG.STREAM.plain when it has told all of a stream
 *   output    (and `error` when the streams are split) the kept bytes, readable while they grow
 *   guard     "pid start keeper" of the guard
 *   totals    what was dropped is known, and the guard has nothing to do any more
 *   TAG.left  the executor has no task, or it never started: the guard leaves
 *   result    "done ENDED EXIT STAGE DROPPED DROPPED-OF-ERROR" or "lost CAUSE", complete when it ends in a newline
 *
 * and on descriptor 4 with "ready TAG PID START", "waits TAG" once the starter does and, as a hint, "ended TAG". The agent
 * asks for a cancel with a file `cancel` and USR1 to the guard.
 *
 *   helper ── (gone) ── collector(s) ── head ▸ output, then dd ▸ /dev/null, which counts what is dropped
 *                    └─ keeper ── guard (deadline, cancel, the end of a pipe that others hold)
 *                              └─ starter: waits for "go", then becomes the script
 *
 * Behind `&` a shell ignores SIGINT and SIGQUIT for good, and the script would inherit that. So each executor begins as
 * a foreground pipeline of a subshell, which the keeper kills: the helper is free again, and the executor an orphan.
 * The pipe between collectors and keeper only says when a FIFO is open and, at the end, how much was dropped. A FIFO and
 * no anonymous pipe, because it can belong to the script's user, who may then open /dev/stdout again. Ignored signals
 * are what the guard is born with: what came too early for its traps it finds in the files.
 *
 * The end of a stream. Normally the last writer closes and all is exact. When a background process still holds the pipe
 * after the script's end (and 0.2 s for a `tee` to finish), the guard waits until the reader sleeps: then the pipe was
 * empty once after the end, so all that the script wrote is kept or counted, and the reader can be stopped. A reader
 * that never sleeps because the background process floods it has passed the script's last byte after 1 MiB, the largest
 * pipe a user can have. What is kept is always an exact prefix of the stream.
 */
export const executorScript = String.raw`
umask 077
# Seconds: the usual timeout. A guard that waits for its task starts a program as often.
nap=60
exec 4>&1 > /dev/null 2>&1
starter=$1
# What stdbuf would set: learnt once, it spares every collector a program.
unbuffered=$(stdbuf -o0 sh -c 'echo "$LD_PRELOAD"')

${commonScript}
# alive PID START: sets state and session; fails when that very process is gone.
alive() {
  read -r line < "/proc/$1/stat" || return 1
  set -- "$2" \${line##*) }
  state=$2
  [ "$state" != Z ] && [ "$state" != X ] && [ "\${21}" = "$1" ]
}

# decided: sets stage, and ended to what ends the script; fails when nothing does.
decided() {
  ended=
  stage=none
  while read -r word; do
    case $word in
      itself | timeout | cancel) [ -n "$ended" ] || ended=$word ;;
      *) stage=$word ;;
    esac
  done < "$tag.stage"
  [ -n "$ended" ]
}

# decide WORD: this ends the script, unless something else does. What a full disk keeps from being written is done.
decide() {
  echo "$1" >&3
  decided || ended=$1
  [ "$ended" = "$1" ]
}

# collect STREAM: keeps and counts a stream, and says what was dropped; "killed" or "full" when that is not known.
collect() {
  exec 3<&- 4>&- < "$tag.$1.fifo"
  echo open
  # Two executors in one folder, of an agent that was killed and of its successor, must not cut each other's file.
  exec 7>> "$1"
  (
    identity
    echo "$pid $start" > "$1.reader"
    export _STDBUF_O=0 LD_PRELOAD="$unbuffered"
    exec head -c "$limit" >&7 7>&-
  )
  status=$?
  rest=0
  # Where the shared file stands tells what was kept. Most scripts stay below the limit, and spare the counter's start.
  read -r _ kept < /proc/self/fdinfo/7
  if [ "$status" = 0 ] && [ "$kept" -ge "$limit" ]; then
    (identity; echo "$pid $start" > "$1.reader"; exec dd bs=65536 of=/dev/null 2> "$1.rest")
    status=$?
    rest=full
    while read -r count unit _; do case $unit in byte*) rest=$count ;; esac; done < "$1.rest"
  fi
  # 130: the guard has stopped it, at a place where it had read all that counts.
  case $status in 0 | 130) ;; 137) rest=killed ;; *) rest=full ;; esac
  # Who held the stream until there was a script was killed.
  [ -s mark ] || rest=killed
  echo "$1 $rest"
}

# survivors: sets found to the processes of the script that still live.
survivors() {
  found=
  if [ -n "$cgroup" ] && [ ! -e outside ]; then
    while read -r each; do found="$found $each"; done < "$cgroup/cgroup.procs"
    return
  fi
  for file in /proc/[0-9]*; do
    each=\${file#/proc/}
    read -r line < "$file/stat" || continue
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
  kill -s "$1" $found
  return 0
}

end() {
  trap '' TERM USR1
  kill -s KILL "$!"
  decide "$1" || { drain; exit; }
  once mark 'agent startFailed the script could not be started before its deadline' && { drain; exit; }
  read -r whose leader leaderStart < mark || exit
  [ "$whose" = agent ] && { drain; exit; }
  signal TERM && signal CONT
  sleep "$grace" & timer=$!
  while kill -s 0 "$timer" && signal 0; do sleep 0.05; done
  kill -s KILL "$timer"
  # Two empty looks: a process may fork behind the first one. A process that nothing can kill is left after 30 s.
  empty=0
  sleep 30 & timer=$!
  while [ "$empty" -lt 2 ] && kill -s 0 "$timer"; do
    [ -n "$cgroup" ] && [ "$termination" != process ] && echo 1 > "$cgroup/cgroup.kill"
    if signal KILL; then empty=0; sleep 0.05; else empty=$((empty + 1)); fi
  done
  kill -s KILL "$timer"
  # A script that nothing can kill would be waited for, for ever: without a guard the agent gives it up.
  alive "$leader" "$leaderStart" && exit
  drain
}

passed() {
  rchar=0
  while read -r key value; do [ "$key" = rchar: ] && rchar=$value; done < "/proc/$1/io"
}

# reading: sets reader, readerStart and state of what reads a stream; fails when nothing does.
reading() {
  read -r reader readerStart < "$1.reader" && alive "$reader" "$readerStart"
}

# masker: has the process that masks secrets end the streams itself, with what lies in them now; fails when none does.
masker() {
  [ "$masking" = secrets ] && [ "$left" -gt 0 ] && read -r reader readerStart < "$tag.masker" || return
  alive "$reader" "$readerStart" && kill -s USR2 "$reader"
}

# over: nothing is left for the guard to do.
over() {
  [ ! -s mark ] || [ -s result ] || [ -e "$tag.left" ]
}

# drain: stops what still reads a pipe that others hold, until the keeper has what was dropped. The keeper's call to begin
# may come when it has begun already.
drain() {
  trap 'kill -s KILL "$!"; over && exit' TERM
  last=
  left=300
  pause=0.2
  until over || [ -e totals ]; do
    sleep "$pause" & wait "$!"
    pause=0.02
    left=$((left - 1))
    masker && continue
    for stream in $streams; do
      reading "$stream" || continue
      passed "$reader"
      case $last in *" $reader:"*) ;; *) last="$last $reader:$rchar " ;; esac
      from=\${last##* $reader:}
      from=\${from%% *}
      [ "$state" = S ] || [ $((rchar - from)) -gt 1048576 ] || [ "$left" -lt 0 ] && kill -INT "$reader"
    done
  done
}

# rest: sets left to the seconds until the deadline, by the clock of the host's uptime.
rest() {
  read -r now _ < /proc/uptime
  left=$((timeout * 100 - \${now%.*}\${now#*.} + \${begun%.*}\${begun#*.}))
  [ "$left" -gt 0 ] || left=0
  fraction=$((100 + left % 100))
  left=$((left / 100)).\${fraction#1}
}

# The guard holds the streams until the starter does. It sleeps before there is a task: a script that takes no longer
# than that sleep, as most do, costs no program and wakes nobody. The starter wakes the guard when the deadline comes
# earlier.
guard() {
  read -r _
  exec 7>&- 9>&-
  keeper=$pid
  identity
  echo "$pid $start $keeper" > guard
  trap '. ./task; end cancel; exit' USR1
  # KILL: a child that has not become its program yet would swallow TERM.
  trap 'kill -s KILL "$!"; over && exit; . ./task; drain; exit' TERM
  trap 'kill -s KILL "$!"' HUP
  until [ -s mark ]; do
    [ -e "$tag.left" ] || [ ! -p "$tag.begin" ] && exit
    sleep "$nap" &
    if [ -s mark ]; then kill -s KILL "$!"; else wait "$!"; fi
    kill -s 0 "$keeper" || exit
  done
  # The starter's call may come late: from here it would end the sleep that is the deadline.
  trap '' HUP
  read -r begun || exit
  . ./task
  decided && { drain; exit; }
  [ -e cancel ] && { end cancel; exit; }
  rest
  sleep "$left" & wait "$!"
  end timeout
}

keep() {
  identity
  exec 5<> "$tag.begin" 6<> "$tag.go" 8< "$tag.go" 9<> "$tag.output.fifo"
  [ "$streams" = output ] || exec 7<> "$tag.error.fifo"
  for stream in $streams; do read -r _; done
  echo "ready $tag $pid $start" >&4
  held=
  read -r held <&3
  kill -s KILL "$parent"
  [ "$held" = held ] || return
  exec 3>> "$tag.stage" 6>&- 6< "$tag.begin"
  # The first word takes the room on the disk that the others need.
  echo none >&3
  : >> executor >> mark >> exit >> result
  trap '' TERM USR1 HUP
  # Not as redirections of the call: the shell would keep copies to restore them, and with them the pipe.
  { exec <&6 4>&- 5>&- 6>&- 8>&-; guard; } &
  guard=$!
  # Only the starter holds the streams, so that the readers see their end before this shell sees that of the script.
  exec 6>&- 7>&- 9>&-
  trap - TERM USR1 HUP
  exec 6<&8 8>&-
  (become)
  code=$?
  exec 5>&-
  decide itself
  # Without a task. The guard may be too young to hear it, and the folder may be gone, which would end this shell at a ":".
  [ "$stage" != none ] || { true > "$tag.left"; kill "$guard"; return; }
  echo "$code" > exit
  [ "$ended" = itself ] && { drained || kill "$guard"; }
  dropped=0
  droppedError=0
  lost=
  for stream in $streams; do
    read -r which count
    case $count in
      '' | killed) lost='the process that writes the output was killed, so what was written is not known' ;;
      full) lost='the output could not be stored: the disk of the host was full' ;;
    esac
    if [ "$which" = output ]; then dropped=$count; else droppedError=$count; fi
  done
  # What has ended the script may still be at it; nothing is left of a script when its end is told.
  [ "$ended" = itself ] || { insist totals; wait "$guard"; }
  for stream in $streams; do
    [ -p "$tag.$stream.plain" ] || continue
    lost='the process that masks secrets in the output was killed, so what was written is not known'
  done
  if [ -n "$lost" ]; then insist result "lost $lost"; else insist result "done $ended $code $stage $dropped $droppedError"; fi
  trap '' PIPE
  # The agent removes the text of the script when it is told; without an agent nobody else does.
  echo "ended $tag" >&4 || { . ./task; rm -rf "$scratch"; }
  [ "$ended" = itself ] && kill "$guard"
}

# become: the starter, read by the shell that most likely runs the script.
become() {
  # Open for both first: where a reader was killed it would wait for another.
  exec < /dev/null 9<> "$tag.output.fifo" > "$tag.output.fifo" 7>&1
  [ "$streams" = output ] || exec 9<> "$tag.error.fifo" 7> "$tag.error.fifo"
  exec 9>&-
  echo open >&5
  unset LC_ALL
  export LANG=C.UTF-8 MUSTER_TASK="$cookie" _MUS="$starter"
  export MUSTER_EXECUTOR="$pid $start $guard $nap $tag $group $shell $streams"
  case $shell in
    -) exec setsid /bin/sh "$starter" ;;
    */bash) export BASH_ENV="$starter"; exec setsid "$shell" "$script" ;;
    *) exec setsid "$shell" "$script" ;;
  esac
}

# drained: the readers have seen the end of their streams, as they mostly do at once. One that sleeps waits for others, who
# hold the pipe; one that runs may need the processor, which a fork lets it have. Both are cheaper than a sleep of the
# guard's, which is a program of its own.
drained() {
  looks=0
  for stream in $streams; do
    while reading "$stream"; do
      looks=$((looks + 1))
      [ "$state" = S ] || [ "$looks" -gt 20 ] && return 1
      (:)
    done
  done
}

# insist FILE TEXT: writes it, on a full disk as soon as there is room.
insist() {
  until echo "$2" > "$1"; do sleep 1; done
}

prepare() {
  set -- "$tag.go" "$tag.begin"
  for stream in $streams; do set -- "$@" "$tag.$stream.fifo"; done
  mkfifo -m 600 "$@" || { echo "failed $tag" >&4; return; }
  if [ "$streams" = output ]; then
    collect output | keep
  else
    { collect error >&6 | collect output >&6; } 6>&1 3<&- | keep
  fi
}

exec 3<&0
while read -r tag folder limit group cookie shell script streams; do
  (cd "$folder" || { echo "failed $tag" >&4; exit; }; prepare)
done
`.replaceAll('\\$', '$')
