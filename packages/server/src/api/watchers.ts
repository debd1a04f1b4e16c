import { allowsAction, type Caller, callerOf, MusterError, refuseCall } from '@muster/core'
import type { Invocation, InvocationEvent } from '@muster/protocol/api'
import type { Services } from '../compose.ts'
import { eventStream } from '../http/event-stream.ts'
import type { Stream } from '../http/exchange.ts'
import { createPlaces } from '../limits/places.ts'
import type { CallContext } from './context.ts'
import { watchInvocation } from './watch.ts'

/** Streams of events that are open at once: each costs a look at the record for every step of its invocation. */
const watchers = { each: 100, all: 1_000 } as const

export const tooManyWatchers = `At most ${watchers.each} runs are watched at once with one key, and ${watchers.all} in all: ask for the invocation now and then, or try again.`

export const watchAction = 'watchInvocation'

export const mayWatch = ({ policy }: Caller): boolean => !policy || allowsAction(policy, `native:${watchAction}`)

/** Gives the events of an invocation, which this call may have started; undefined where there are too many watchers. */
export function createWatchers(services: Services) {
  const places = createPlaces(watchers)
  return (context: CallContext, id: number, started?: Invocation): Stream | undefined => {
    const { caller } = context
    const leave = places.take(caller.accessKeyId)
    if (!leave) return undefined
    const mayGoOn = () => refuseFormer(services, caller)
    return eventStream<InvocationEvent>(
      (send, signal) => watchInvocation(context, id, { send, mayGoOn, started }, signal).finally(leave),
      services.signal,
    )
  }
}

/** Refuses what began with a key that may do it no more. */
async function refuseFormer({ keys, clock }: Services, { accessKeyId }: Caller): Promise<void> {
  const held = await keys(accessKeyId)
  if (!held?.enabled || (held.temporary && held.temporary.expiresAt <= clock.now()))
    throw new MusterError('AccessDenied', `The access key ${accessKeyId} has ended or was disabled.`)
  refuseCall(callerOf(held.key), `native:${watchAction}`, 'read')
}
