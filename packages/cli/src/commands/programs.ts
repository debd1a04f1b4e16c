import { CliError } from '../errors.ts'
import { calmInterrupts } from '../interrupts.ts'

type Start = (argv: string[]) => Promise<void> | void

const isStart = (value: unknown): value is Start => typeof value === 'function'

/**
 * The programs of the other packages run in this process, with their arguments untouched. They are found by their place
 * beside this package, so that commands which only talk to a server load none of them.
 */
const places = {
  server: '../../../server/src/main.ts',
  agent: '../../../agent/src/main.ts',
  swarm: '../../../agent/src/swarm.ts',
  backup: '../../../server/src/backup.ts',
} as const

export type ProgramName = keyof typeof places

export async function startProgram(name: ProgramName, argv: readonly string[]): Promise<void> {
  const loaded: unknown = await import(new URL(places[name], import.meta.url).href)
  const start = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined
  if (!isStart(start)) throw new CliError(`this copy of Muster has no ${name}.`)
  calmInterrupts(process, Date.now)
  await start([...argv])
}
