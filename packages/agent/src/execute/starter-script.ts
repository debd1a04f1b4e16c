import { commonScript } from './common-script.ts'

/*
 * The last shell before a script, as the script's user and in its environment. It sources the login profiles with their
 * output discarded, goes to the working directory, makes sure that there is something to run and becomes it. On
 * descriptor 3 it tells how far it came; "exec" is the last word before the script. Its own errors go nowhere; 7 is what
 * the script gets as its standard error. It holds no single quote, because it travels in a pair of them. $1 … $8: profile,
 * directory, script, interpreter, its argument, the program env looks for; and, where a launcher or a container runs the
 * script in place of these, the quoted words that do and the file that they read.
 */
const enterScript = String.raw`echo begun >&3
_muster_directory=$2 _muster_script=$3 _muster_interpreter=$4 _muster_argument=$5 _muster_named=$6 _muster_command=$7 _muster_input=$8
_muster_fail() { echo "$1" >&3; exit 1; }
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
  exec "$@" < "$_muster_input" 2>&7 3>&- 7>&-
fi
exec "$_muster_interpreter" \${_muster_argument:+"$_muster_argument"} "$_muster_script" 2>&7 3>&- 7>&-
`.replaceAll('\\$', '$')

/*
 * The starter: the process that becomes the script. It waits in a session of its own for "go", claims the task for its
 * keeper, makes the mark and goes on to the script: by itself where the user and the shell may stay as they are, which
 * saves two programs of 1 ms each, else through setpriv and a shell of the user's. The output of a script with secrets goes
 * through the process that masks them. $1 … $6: the identity of its keeper, tag, streams, control group, the guard and how
 * long that sleeps without a task.
 */
export const starterScript = `
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

whose=$1 tag=$2 streams=$3 group=$4 guard=$5 nap=$6
identity
[ "$group" = - ] || enclose "$group"
read -r word <&6 && [ "$word" = go ] || exit 0
exec 6<&-
. ./task
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
read -r begun _ < /proc/uptime
echo "$begun" >&5
exec 5>&-
[ "$timeout" -ge "$nap" ] || wakeGuard
umask 022
cd /
unset LC_ALL
export HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" LANG=C.UTF-8 MUSTER_TASK="$cookie"
set -- "$profile" "$directory" "$script" "$interpreter" "$argument" "$named" "$command" "$input"
[ -z "$uid" ] && [ "$profile" = plain ] && eval "$enter"
[ "$profile" = plain ] && shellProgram=/bin/sh
set -- "$shellProgram" -c "$enter" "$script" "$@"
[ -n "$uid" ] && set -- setpriv --reuid "$uid" --regid "$gid" --init-groups "$@"
exec "$@"
`
