import type { ResumeRequest } from '@muster/protocol/agent'
import { checkTicket, type Doorkeeper, type Resumption } from './admission.ts'
import { createBatch } from './batch.ts'
import type { Presence } from './presence.ts'

/** Lets an agent in on its ticket and puts it on record; undefined where it must take the long way. */
export type Admit = (ticket: ResumeRequest, address: string) => Promise<Resumption | undefined>

interface Comer {
  readonly ticket: ResumeRequest
  readonly address: string
}

/**
 * Agents that come while others are put on record are looked up together. In a storm a turn of the loop holds but one of
 * them: turn by turn ten thousand were 8,000 look-ups, each of which reads its pages anew, for the record had changed.
 */
export function createResumptions(doorkeeper: Doorkeeper, presence: Pick<Presence, 'connect'>): Admit {
  async function admit({ ticket, address }: Comer): Promise<Resumption | undefined> {
    const checked = await checkTicket(doorkeeper, ticket, address)
    if (!checked) return undefined
    const { instanceId: id, epoch } = checked.admission
    return (await presence.connect({ id, epoch, facts: undefined })) ? checked : undefined
  }
  const admitTogether = createBatch((comers: readonly Comer[]) => Promise.allSettled(comers.map(admit)))

  return async (ticket, address) => {
    const admitted = await admitTogether({ ticket, address })
    if (admitted.status === 'rejected') throw admitted.reason
    return admitted.value
  }
}
