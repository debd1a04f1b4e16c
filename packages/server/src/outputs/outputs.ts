import type { Deps } from '@muster/core'
import type { Logger } from 'pino'
import { deliverOutputs } from './deliver.ts'
import { forgetOutputs } from './forget.ts'
import { createHold, type HoldOutputs } from './hold.ts'
import type { Keeper } from './keeper.ts'
import { createLinks } from './links.ts'
import { type AnswerOutput, createOutputAnswer } from './serve.ts'
import { createSpool } from './spool.ts'

/** Whole outputs, from their first byte beyond the record to the bucket that takes them. */
export interface Outputs {
  readonly hold: HoldOutputs
  readonly linkTo: (taskId: number) => string
  readonly answer: AnswerOutput
  readonly deliver: () => Promise<void>
  readonly forget: () => Promise<void>
  /** Where links lead: known once the server listens. */
  readonly serveAt: (url: string) => void
}

interface Parts {
  readonly deps: () => Deps
  readonly folder: string
  readonly keeper: Keeper | undefined
  readonly linkKey: Uint8Array
  readonly keptMs: number
  readonly signal: AbortSignal
  readonly log: Logger
}

export function createOutputs({ deps, folder, keeper, linkKey, keptMs, signal, log }: Parts): Outputs {
  const spool = createSpool(folder)
  const links = createLinks(linkKey)
  let url = ''
  return {
    hold: (reports) => createHold(deps().store, spool)(reports),
    linkTo: (taskId) => {
      const { nativeIds, clock } = deps()
      return url + links.make(nativeIds.format('task', taskId), clock.now())
    },
    answer: createOutputAnswer({ deps, links, spool, keeper }),
    deliver: () => deliverOutputs({ deps: deps(), spool, keeper, signal, log }),
    forget: () => forgetOutputs({ deps: deps(), spool, keeper, keptMs, log }),
    serveAt: (address) => {
      url = address
    },
  }
}
