import type { Scratch } from './scratch.ts'

/** Why a script with these secrets, in base64, cannot run here without showing them. */
export function secretsProblem(
  script: Uint8Array,
  secrets: readonly string[],
  kind: ReturnType<Scratch['kind']>,
): string | undefined {
  if (secrets.length === 0) return undefined
  if (kind === 'disk')
    return 'the script holds secrets, and this host has no memory file system for it: mount a tmpfs on /dev/shm'
  const text = Buffer.from(script)
  const firstLine = text.subarray(0, 2).toString() === '#!' ? text.indexOf('\n') : 0
  const shows = (secret: Buffer) => text.includes(secret) && (firstLine < 0 || text.indexOf(secret) < firstLine)
  if (secrets.some((secret) => shows(Buffer.from(secret, 'base64'))))
    return 'the first line of the script holds a secret, which every process list would show: use it in a later line'
  return undefined
}
