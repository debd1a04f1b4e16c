import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { DueSchedule } from '@muster/core'
import pino from 'pino'
import { runScheduler } from '../../src/scheduler/scheduler.ts'
import { openWorld, withStore } from './support/world.ts'

const log = pino({ level: 'silent' })

test('it looks again after a failure, and ends with its signal', async (t) => {
  const { deps } = await openWorld(t, 1000)
  const stop = new AbortController()
  const looked = new EventTarget()
  let looks = 0
  const failing = withStore(deps, () => ({
    dueSchedules: async (): Promise<readonly DueSchedule[]> => {
      looks += 1
      if (looks === 1) throw new Error('busy')
      looked.dispatchEvent(new Event('again'))
      return []
    },
  }))
  const again = once(looked, 'again')
  const running = runScheduler(failing, { graceMs: 0, signal: stop.signal, log })
  await again
  stop.abort()
  await running
  assert.equal(looks, 2)
})

test('it sleeps until the next fire time, and no longer', async (t) => {
  const { deps } = await openWorld(t, 1000)
  const stop = new AbortController()
  const asked: number[] = []
  const soon = withStore(deps, () => ({
    dueSchedules: async ({ at }: { at: number }): Promise<readonly DueSchedule[]> => {
      asked.push(at)
      if (asked.length === 3) stop.abort()
      return []
    },
    nextFireTime: async () => 1000,
  }))
  await runScheduler(soon, { graceMs: 0, signal: stop.signal, log })
  assert.deepEqual(asked, [1000, 1000, 1000])
})
