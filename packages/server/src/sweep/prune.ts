import type { Deps } from '@muster/core'

const dayMs = 86_400_000
/** Tasks, or lines, in one transaction: a run that is to be stored waits behind one of them at most. */
const batch = 200
/** Rest after each batch, in times of what it took: old records take a tenth of the writer at most. */
const restFactor = 9
const leastRestMs = 10

export interface Retention {
  /** 0: for ever. */
  readonly keepDays: number
  readonly auditDays: number
}

interface Parts extends Pick<Deps, 'store' | 'clock'> {
  readonly retention: Retention
  readonly rest: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Lets go of what is older than it is to be kept, a little at a time. */
export async function prune({ store, clock, retention, rest, signal }: Parts): Promise<void> {
  const { keepDays, auditDays } = retention
  const paced = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const start = clock.now()
    const result = await work()
    await rest(Math.max(leastRestMs, restFactor * (clock.now() - start)))
    return result
  }
  const allLines = async (prune: 'pruneFires' | 'pruneFirings' | 'pruneAudit', days: number) => {
    const before = clock.now() - days * dayMs
    while (!signal.aborted && (await paced(() => store[prune]({ before, limit: batch }))) > 0);
  }
  if (keepDays > 0) {
    const before = clock.now() - keepDays * dayMs
    let after: number | undefined = 0
    while (after !== undefined && !signal.aborted) {
      const from: number = after
      after = await paced(() => store.pruneInvocations({ before, after: from, limit: batch }))
    }
    await allLines('pruneFires', keepDays)
    await allLines('pruneFirings', keepDays)
  }
  if (auditDays > 0) await allLines('pruneAudit', auditDays)
}
