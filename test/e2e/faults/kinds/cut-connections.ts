import { setTimeout as pause } from 'node:timers/promises'
import { type Kind, none, nothing } from '../kind.ts'

export const connectionsReset: Kind = {
  name: 'connections reset',
  missing: nothing,
  losses: [],
  strike: async ({ hosts }, chance) => {
    for (let left = 1 + chance.below(4); left > 0; left -= 1) {
      for (const { road } of chance.some(hosts)) road.reset()
      await pause(chance.below(600))
    }
    return none
  },
}

export const connectionsSlow: Kind = {
  name: 'connections slow',
  missing: nothing,
  losses: [],
  strike: async ({ hosts }, chance) => {
    const struck = chance.some(hosts)
    for (const { road } of struck) road.slow()
    await pause(1000 + chance.below(3000))
    for (const { road } of struck) road.restore()
    return none
  },
}

/** Bytes vanish for a while, and then a RST tells both ends. */
export const connectionsHalfOpen: Kind = {
  name: 'connections half-open',
  missing: nothing,
  losses: [],
  strike: async ({ hosts }, chance) => {
    const struck = chance.some(hosts)
    for (const { road } of struck) road.silence()
    await pause(500 + chance.below(4000))
    for (const { road } of struck) {
      road.restore()
      road.reset()
    }
    return none
  },
}

/** Bytes vanish, and nobody tells: the agent must notice by itself. */
export const connectionsSilent: Kind = {
  name: 'connections silent until noticed',
  missing: nothing,
  losses: [],
  strike: async ({ hosts }, chance) => {
    const struck = chance.some(hosts)
    for (const { road } of struck) road.silence()
    await pause(500)
    for (const { road } of struck) road.restore()
    return none
  },
}
