#!/bin/sh
# `sh scripts/with-empty-login-files.sh <command> …`: runs it where root's login files are empty. Tests kill login shells
# at any moment and start a dozen at once, and what the machine's own files then hold (a lock, say) is not theirs to break
# nor to wait for. Only root can arrange that; others see the files as they are.
if [ "$1" = hidden ]; then
  shift
  for file in ~root/.bash_profile ~root/.bash_login ~root/.profile ~root/.bashrc; do
    [ ! -e "$file" ] || mount --bind /dev/null "$file"
  done
  exec "$@"
fi
unshare --mount true 2> /dev/null && exec unshare --mount sh "$0" hidden "$@"
exec "$@"
