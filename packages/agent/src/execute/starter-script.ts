import { commonScript } from './common-script.ts'
import { dashLine } from './waiting-shell.ts'

/*
 * The last shell before a script, as the script's user and in its environment. It sources the login profiles with their
 * output discarded, goes to the working directory, makes sure that there is something to run and becomes it. On
 * descriptor 3 it tells how far it came; "exec" is the last word before the script. Its own errors go nowhere; 7 is what
 * the script gets as its standard error. In a shell that has waited for just this script it ends without another. It
 * holds no single quote, because it travels in a pair of them. $1 … $8: profile,
 * directory, script, interpreter, its argument, the program env looks for; and, where a launcher or a container runs the
 * script in place of these, the quoted words that do and the file that they read.
 */
const enterScript = String.raw`echo begun >&3
export LANG=C.UTF-8
_muster_directory=$2 _muster_script=$3 _muster_interpreter=$4 _muster_argument=$5 _muster_named=$6 _muster_command=$7 _muster_input=$8
_muster_fail() { echo "$1" >&3; exit 1; }
[ -n "$BASH_VERSION" ] || unset SHLVL _
cd "$HOME" || cd /
if [ "$1" = login ]; then
  if [ -r /etc/profile ]; then . /etc/profile > /dev/null 2>&1 3>&- 7>&-; fi
  if [ -n "$BASH_VERSION" ]; then set -- .bash_profile .bash_login .profile; else set -- .profile; fi
  for _muster_file; do
    if [ -r "$HOME/$_muster_file" ]; then . "$HOME/$_muster_file" > /dev/null 2>&1 3>&- 7>&-; break; fi
  done
  set +efux
fi
case $_muster_directory in
  "") ;;
  /*) ;;
  *) _muster_directory=./$_muster_directory ;;
esac
if [ -n "$_muster_directory" ] && ! cd "$_muster_directory"; then
  if [ -d "$_muster_directory" ]; then _muster_fail denied; else _muster_fail directory; fi
fi
if [ ! -x "$_muster_interpreter" ] || [ -d "$_muster_interpreter" ]; then _muster_fail interpreter; fi
if [ -n "$_muster_named" ] && ! command -v "$_muster_named" > /dev/null; then _muster_fail named; fi
if [ ! -r "$_muster_script" ]; then _muster_fail script; fi
unset OLDPWD
echo exec >&3
if [ -n "$_muster_command" ]; then
  eval "set -- $_muster_command"
  exec $_muster_clean "$@" < "$_muster_input" 2>&7 3>&- 7>&-
fi
if [ -z "$_muster_waiting" ] || [ "$_muster_interpreter$_muster_argument" != "$_muster_waiting" ]; then
  exec $_muster_clean "$_muster_interpreter" \${_muster_argument:+"$_muster_argument"} "$_muster_script" 2>&7 3>&- 7>&-
fi
exec 2>&7 3>&- 7>&-
`.replaceAll('\\$', '$')

/*
 * The starter: the process that becomes the script. It waits in a session of its own for "go", claims the task for its
 * keeper, makes the mark and goes on to the script: by itself where the user and the shell may stay as they are, which
 * saves two programs of 1 ms each, else through setpriv and a shell of the user's: the script's own, where that reads the
 * entrance before it reads the script. The output of a script with secrets goes
 * through the process that masks them.
 *
 * Mostly it is read by the very shell that the script wants, started with the script's name but kept from the script until
 * here: then nothing is left to start, and the shell is as if it had just begun. $MUSTER_EXECUTOR: the identity of the
 * keeper, the guard and how long that sleeps without a task, tag, control group, the shell that waits, streams.
 */
export const starterScript = `
unset BASH_ENV _MUS
${commonScript}
enter='
${enterScript}'

# masked STREAM: opens on 8 the pipe to the process that masks, and tells it so by one byte; fails when it is gone.
masked() {
  [ -p "$tag.$1.plain" ] && exec 9<> "$tag.$1.plain" 8> "$tag.$1.plain" 9>&- && echo >&8
}

# enclose GROUP: moves this process into a control group. The kernel takes up to 20 ms for it, so where it can be it is
# done before there is a task.
enclose() {
  echo 0 > "$1/cgroup.procs" || echo > outside
}

# wakeGuard: it is a child of the keeper, as long as the number is its own.
wakeGuard() {
  read -r line < "/proc/$guard/stat"
  set -- \${line##*) }
  [ "$2" = "\${whose% *}" ] && kill -s HUP "$guard"
}

set -- $MUSTER_EXECUTOR
unset MUSTER_EXECUTOR
whose="$1 $2" guard=$3 nap=$4 tag=$5 group=$6 waiting=$7
shift 7
streams=$*
identity
[ "$group" = - ] || enclose "$group"
# Read now, not when there is a task.
eval "_muster_enter() {
$enter
}"
echo "waits $tag" >&4
exec 4>&-
read -r word <&6 && [ "$word" = go ] || exit 0
exec 6<&-
. ./task || exit 0
if [ "$masking" = secrets ]; then
  trap '' PIPE
  masked output && exec >&8 && case $streams in *error) masked error ;; esac && exec 7>&8 8>&- || {
    once mark 'agent startFailed the process that masks secrets in the output was killed'
    exit 0
  }
  trap - PIPE
fi
once executor "$boot $whose" || exit 0
[ -z "$cgroup" ] || [ "$cgroup" = "$group" ] || enclose "$cgroup"
once mark "$boot $pid $start" || exit 0
echo marked >&3
read -r begun _ < /proc/uptime
echo "$begun" >&5
exec 5>&-
[ "$timeout" -ge "$nap" ] || wakeGuard
umask 022
cd /
export HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" MUSTER_TASK="$cookie"
set -- "$profile" "$directory" "$script" "$interpreter" "$argument" "$named" "$command" "$input"
# In no language setpriv reads no locale's files: 0.3 ms. Who enters the script sets it again.
[ -z "$uid" ] || unset LANG
if [ "$entry" = itself ] && [ -r "$script" ] && [ -x "$interpreter" ]; then
  unset SHLVL _
  export _MUS="$scratch/entrance" _muster_directory="$directory" _muster_interpreter="$interpreter"
  case $interpreter in */bash) export BASH_ENV="$_MUS" ;; esac
  exec setpriv --reuid "$uid" --regid "$gid" --init-groups "$interpreter" "$script"
fi
if [ -n "$uid" ] || [ "$profile" != plain ]; then
  [ "$profile" = plain ] && shellProgram=/bin/sh
  set -- "$shellProgram" -c "$enter" "$script" "$@"
  [ -n "$uid" ] && set -- setpriv --reuid "$uid" --regid "$gid" --init-groups "$@"
  exec "$@"
fi
# waitsFor FILE: this shell goes on to the very file, in which it has read another first line.
waitsFor() {
  [ "$1" = "$0" ] || return
  [ -n "$BASH_VERSION" ] && return
  read -r line < "$1"
  [ "$line" = '${dashLine}' ] && [ "$1" -ef /proc/self/fd/10 ]
}

waitsFor "$script" && _muster_waiting=$waiting
# What bash tells the programs that it becomes, and no other shell does.
[ -z "$BASH_VERSION" ] || _muster_clean='env -u SHLVL -u _'
_muster_enter "$@"
unset -f identity once masked enclose wakeGuard waitsFor _muster_enter _muster_fail
unset -v boot cookie cgroup scratch script command input shellProgram interpreter argument named entry user home shell uid \\
  gid directory profile termination masking timeout grace enter whose guard nap tag group waiting streams line pid parent start \\
  word begun _muster_directory _muster_script _muster_interpreter _muster_argument _muster_named _muster_command \\
  _muster_input _muster_waiting _muster_clean
# As bash begins.
[ -z "$BASH_VERSION" ] || { SECONDS=0; export OLDPWD; }
set --
`

/**
 * What the script's own shell reads first, as the script's user, when it enters the script itself. It lies beside the
 * script: where that can be read, so can this.
 */
export const entranceScript = `
[ -n "$BASH_VERSION" ] || echo '${dashLine}' 1<> "$0"
set -- plain "$_muster_directory" "$0" "$_muster_interpreter" '' '' '' ''
unset -v _MUS BASH_ENV _muster_directory _muster_interpreter
_muster_waiting=$4
${enterScript}
unset -f _muster_fail
unset -v _muster_directory _muster_script _muster_interpreter _muster_argument _muster_named _muster_command \\
  _muster_input _muster_waiting
# As bash begins.
[ -z "$BASH_VERSION" ] || { SECONDS=0; export OLDPWD; }
set --
`
