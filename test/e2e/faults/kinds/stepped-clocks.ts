import { setTimeout as pause } from 'node:timers/promises'
import { noFakeClocks } from '../../harness/clock.ts'
import type { Chance } from '../chance.ts'
import { type Kind, none } from '../kind.ts'

/** Up to two hours from the true time, on either side: far beyond every deadline. */
const somewhere = (chance: Chance) => chance.below(14_400) - 7_200

/** A program under faketime reads the step within a second. */
const seenMs = 1_000

export const serverStepped: Kind = {
  name: 'clock of the server stepped',
  missing: noFakeClocks,
  losses: [],
  strike: async ({ serverClock }, chance) => {
    serverClock.step(somewhere(chance))
    await pause(seenMs)
    return none
  },
}

export const agentsStepped: Kind = {
  name: 'clocks of agents stepped',
  missing: noFakeClocks,
  losses: [],
  strike: async ({ hosts }, chance) => {
    for (const { clock } of chance.some(hosts)) clock.step(somewhere(chance))
    await pause(seenMs)
    return none
  },
}
