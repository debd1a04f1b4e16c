import { calmInterrupts } from './interrupts.ts'

type Start = (argv: readonly string[]) => Promise<void>

/**
 * The programs of the other packages, which run in this process with their arguments untouched. The launcher knows where
 * they are, and each is loaded when it is wanted: commands which only talk to a server load none of them.
 */
export type Programs = Readonly<Record<'server' | 'agent' | 'swarm' | 'backup', () => Promise<Start>>>

export async function startProgram(load: () => Promise<Start>, argv: readonly string[]): Promise<void> {
  const start = await load()
  calmInterrupts(process, Date.now)
  await start(argv)
}
