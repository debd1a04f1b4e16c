import { type CommandDraft, type Deps, type StartRequest, startInvocation } from '@muster/core'
import type { ServerMessage } from '@muster/protocol/agent'
import { caller, connectPeer, createHost, type Peer, type World } from './world.ts'

const draft: CommandDraft = {
  name: '',
  description: '',
  type: 'shell',
  content: Buffer.from('sleep 300'),
  timeoutSeconds: 300,
  workingDirectory: '',
  userName: '',
  parametersEnabled: false,
  parameterDefaults: [],
  delivery: { bucketUrl: '', keyPrefix: '' },
  tags: {},
}

/** A script of five minutes, on the one host that there is. */
export async function startRun(
  deps: Deps,
  away: StartRequest['away'],
  more: Partial<StartRequest> = {},
): Promise<{ readonly id: number }> {
  const [host] = await deps.store.listTargets(1, {})
  return startInvocation(deps, caller, {
    command: { draft, saved: false },
    instances: host ? [host] : [],
    parameters: undefined,
    away,
    source: 'user',
    profile: 'plain',
    termination: 'processTree',
    output: 'merged',
    overrides: {},
    ...more,
  })
}

/** Waits for a host that is away. */
export const patient = { waitSeconds: 600 }

/** The tasks of the next message, or that message when it brings none. */
export async function delivered(peer: Peer): Promise<readonly number[] | ServerMessage> {
  const message = await peer.receive()
  return message.type === 'deliver' ? message.tasks.map(({ head }) => head.sequence) : message
}

/** An agent's report that a script has ended by itself. */
export const finished = (sequence: number) => {
  const end = { outcome: 'exited', exitCode: 0, size: 0, dropped: 0, cause: '' } as const
  return { event: 'finished', sequence, attempt: 1, at: 2, startedAt: 1, ...end } as const
}

export interface TestHost {
  /** Connects, with the next epoch. */
  readonly come: () => Promise<Peer>
}

/** A host that is enrolled and away. */
export async function enrolHost({ port, enrolment }: World): Promise<TestHost> {
  const host = createHost()
  const peer = await connectPeer(port)
  const registered = await host.register(peer, await host.greet(peer), await enrolment(1))
  const instance = registered.type === 'registered' ? registered.instance : ''
  await peer.leave()
  let epoch = 0
  return {
    come: async () => {
      const next = await connectPeer(port)
      await host.connect(next, await host.greet(next), instance, epoch)
      epoch += 1
      next.send({ type: 'ready', epoch })
      return next
    },
  }
}
