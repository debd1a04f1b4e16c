import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Container } from '@muster/protocol/agent'
import { type Answer, type Ask, engines, type Seen } from './container-engines.ts'
import { searchPath } from './shells.ts'

/** An engine that hangs must not hold back the other tasks of its host for long. */
const answerMs = 5_000

export type FoundContainer = { readonly words: readonly string[] } | { readonly cause: string }

/**
 * What runs in the container: a shell that reads the whole script and then runs it, so that the script is on no command
 * line. The cookie is in the environment from its start, by which the host finds all that the script has started.
 */
const inside = `MUSTER_TASK=$1 exec /bin/sh -c 'script=$(cat; echo .); eval "\${script%.}"'`

/** Finds containers by the command line programs in a search path; the words run a script that is on their input. */
export function createContainers(path: string): (container: Container, cookie: string) => Promise<FoundContainer> {
  const ask: Ask = (program, words) => askProgram(path, program, words)
  return async (container, cookie) => {
    const known = engines.filter(({ kinds }) => kinds.includes(container.engine))
    const here = known.filter(({ program }) => programIn(path, program) !== undefined)
    if (here.length === 0)
      return {
        cause: `this host runs no containers: ${known.map(({ program }) => program).join(', ')} is not in the path of the agent`,
      }
    const complaints: string[] = []
    for (const { program, look } of here) {
      const sight = await look(ask, container)
      if ('complaint' in sight) complaints.push(`${program}: ${sight.complaint}`)
      else if (sight.length > 0) return choose(path, container, cookie, sight)
    }
    return { cause: [`${titleOf(container)} was not found on this host`, ...complaints].join('; ') }
  }
}

function choose(path: string, container: Container, cookie: string, seen: readonly Seen[]): FoundContainer {
  const title = titleOf(container)
  const named = seen.filter(({ name }) => container.id === '' || container.name === '' || name === container.name)
  if (named.length === 0) return { cause: `${title} has another name on this host: ${seen[0]?.name}` }
  const running = named.filter((each) => each.running)
  if (running.length > 1) return { cause: `${title} is ${running.length} containers of this host: say which by its id` }
  const [found] = running
  if (!found) return { cause: `${title} is not running` }
  const [program = '', ...words] = found.enter
  return { words: [programIn(path, program) ?? program, ...words, '/bin/sh', '-c', inside, 'sh', cookie] }
}

const titleOf = ({ id, name }: Container): string =>
  id === '' ? `the container "${name}"` : `the container ${id.slice(0, 12)}${name === '' ? '' : ` "${name}"`}`

function programIn(path: string, program: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function askProgram(path: string, program: string, words: readonly string[]): Promise<Answer> {
  const env = { PATH: `${path}${delimiter}${searchPath}`, HOME: '/', LC_ALL: 'C' }
  return new Promise((resolve) => {
    execFile(programIn(path, program) ?? program, words, { timeout: answerMs, env }, (error, stdout, stderr) => {
      if (!error) return resolve({ said: stdout })
      const [line] = stderr.split('\n').filter((each) => each.trim() !== '')
      resolve({ complaint: (error.killed ? 'it did not answer' : (line ?? error.message)).slice(0, 300) })
    })
  })
}
