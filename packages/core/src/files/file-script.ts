import { fileExits, folderOf, pathOf, type SentFile, type Upload } from './sent-file.ts'

/** Source: NAME_MAX of Linux. */
const nameBytes = 255

/**
 * The script that writes a file: into a new one beside its place, which is then on disk and takes the place in one step. A
 * kill at any moment leaves the old file or the new one, and the agent removes what lies beside it when the task has ended.
 * Owner and mode are set through the open file: in a folder of somebody else's, what its name leads to may be changed.
 */
export function fileScript(file: SentFile, content: Uint8Array): string {
  if (/^\.{0,2}$|[/\0]/.test(file.name) || Buffer.byteLength(file.name) > nameBytes)
    return `#!/bin/sh\necho 'this cannot be the name of a file'\nexit ${fileExits.nameInvalid}\n`
  return `#!/bin/sh
# Writes a file: whole, or not at all.
target=${quote(pathOf(file))}
folder=${quote(folderOf(file))}
owner=${quote(file.owner)}
group=${quote(file.group)}
mode=${quote(file.mode)}
existing=${file.existing}
${write}${file.upload ? fetched(file.upload) : inline(content)}${place}`
}

const inline = (content: Uint8Array): string => `base64 -d >&3 <<'END.' || exit ${fileExits.notWritten}
${lines(Buffer.from(content).toString('base64'))}END.
${checked(content.length)}`

/** The word is the agent's own: the script alone says what it must come to, so that its owner's list of scripts holds. */
const fetched = ({ sha256, size }: Upload): string => `command -v muster_fetch > /dev/null ||
  refuse ${fileExits.notWritten} 'this agent is too old to fetch files: update it'
muster_fetch ${sha256} ${size} >&3 || exit "$?"
${checked(size)}`

const checked = (size: number): string => `[ "$(wc -c < /proc/self/fd/3)" -eq ${size} ] || exit ${fileExits.damaged}\n`

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const lines = (base64: string): string => base64.replace(/.{1,76}/g, '$&\n')

/** A file made by noclobber is nobody else's. */
const write = `
refuse() { echo "$2"; exit "$1"; }
mkdir -p -- "$folder" || exit ${fileExits.folderInvalid}
if [ "$existing" = keep ] && { [ -e "$target" ] || [ -L "$target" ]; }; then
  refuse ${fileExits.exists} "$target is there already"
fi
[ ! -d "$target" ] || [ -L "$target" ] || refuse ${fileExits.notWritten} "$target is a folder"
part=\${folder%/}/.muster-$MUSTER_TASK
trap 'rm -f -- "$part"' EXIT
trap 'exit 143' HUP INT TERM
set -C
umask 077
exec 3> "$part"
`

const place = `denied=${fileExits.notPermitted}
[ "$(id -u)" = 0 ] && denied=${fileExits.noSuchOwner}
[ -z "$owner" ] || chown -- "$owner" /proc/self/fd/3 || exit "$denied"
[ -z "$group" ] || chgrp -- "$group" /proc/self/fd/3 || exit "$denied"
chmod -- "$mode" /proc/self/fd/3 || exit ${fileExits.notPermitted}
sync -- /proc/self/fd/3 || exit ${fileExits.notWritten}
exec 3>&-
if [ "$existing" = replace ]; then
  mv -fT -- "$part" "$target" || exit ${fileExits.notWritten}
else
  ln -T -- "$part" "$target" || { [ -e "$target" ] && exit ${fileExits.exists}; exit ${fileExits.notWritten}; }
fi
sync -- "$folder"
`
