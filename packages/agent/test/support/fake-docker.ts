import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * A `docker` that knows two containers. What runs in one is, as with the real one, no child of the client and has nothing
 * of its environment: the client only stands by, and when it is killed the other goes on.
 */
const program = (folder: string) => `#!/bin/sh
printf '%s\\n' "$*" >> ${folder}/calls
case "$1 $2" in
  'container inspect')
    case $5 in
      ${running}|web) echo "${running} true /web" ;;
      resting) echo "${'b'.repeat(64)} false /resting" ;;
      *) echo "Error response from daemon: No such container: $5" >&2; exit 1 ;;
    esac ;;
  'exec -i')
    shift 3
    cat > ${folder}/input.$$
    setsid sh -c 'echo $$ > '${folder}'/pid.$0; exec env -i PATH="$PATH" "$@" < '${folder}'/input.$0' $$ "$@" &
    wait $! ;;
  *) exit 64 ;;
esac
`

export const running = 'a'.repeat(64)

export interface FakeDocker {
  readonly path: string
  /** The command lines that it was called with. */
  readonly calls: () => string
  readonly remove: () => void
}

export function fakeDocker(): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), 'muster-docker-'))
  writeFileSync(join(folder, 'docker'), program(folder), { mode: 0o755 })
  writeFileSync(join(folder, 'calls'), '')
  return {
    path: `${folder}${delimiter}${process.env.PATH}`,
    calls: () => readFileSync(join(folder, 'calls'), 'utf8'),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
