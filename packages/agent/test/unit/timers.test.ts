import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentMessage, Plan, Repeat, SignedPlan, TaskEvent, Work } from '@muster/protocol/agent'
import { generateKeys } from '../../src/identity/keys.ts'
import { Desk } from '../../src/tasks/desk.ts'
import type { Executor, Journal } from '../../src/tasks/ports.ts'
import type { Checked } from '../../src/tasks/proof.ts'
import { fakeExecutor } from '../support/fake-executor.ts'
import { handClock, turns } from '../support/hand-clock.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { makePlan, signPlans } from '../support/plans.ts'

const { privateKey } = generateKeys()
const minute = 60_000
const check = (signed: SignedPlan): Checked => ({
  kind: 'plan',
  plan: { ...signed.head, ...(JSON.parse(String(signed.work)) as Work) },
})

interface Host {
  /** Delivers a plan, and with it the same with other `others`. */
  readonly deliver: (
    rule: Repeat['rule'],
    changes?: Partial<Plan>,
    revision?: number,
    others?: readonly Partial<Plan>[],
  ) => Promise<void>
  readonly cancel: () => Promise<void>
  readonly online: () => Promise<void>
  readonly offline: () => void
  /** What was told of each attempt: `2: output finished exited`. */
  readonly told: () => readonly string[]
}

const clockAt = (time: string) => handClock(Date.parse(time))

/** An agent that starts on a host: the journal is what an earlier one has left. */
async function start(
  journal: Journal,
  clock: ReturnType<typeof handClock>,
  boot = 'one',
  delayMs = 1000,
  change: (executor: Executor) => Executor = (executor) => executor,
): Promise<Host> {
  const executor = change(fakeExecutor({ delayMs, failureRate: 0, outputBytes: 5 }, () => 0.5, clock))
  const log = { info: () => {}, warn: () => {} }
  const desk = new Desk({
    journal,
    executor,
    log,
    clock,
    boot,
    timeZone: 'Asia/Shanghai',
    guard: () => () => undefined,
  })
  const events: TaskEvent[] = []
  const line = {
    send: (message: AgentMessage) => {
      if (message.type !== 'report') return
      events.push(...message.events)
      const ended = message.events.filter(({ event }) => event === 'finished')
      const tasks = ended.map(({ sequence, attempt }) => ({ sequence, attempt, offset: 5, done: true }))
      if (tasks.length > 0) void desk.handle({ type: 'acknowledge', tasks, settled: 1 }, check)
    },
    ready: () => Promise.resolve(),
  }
  await desk.open()
  desk.connect(line)
  return {
    deliver: async (rule, changes = {}, revision = 1, others = []) => {
      const plan = makePlan({ sequence: 1, script: 'dHJ1ZQ==', repeat: { rule, revision }, ...changes })
      const plans = [plan, ...others.map((other) => ({ ...plan, ...other }))]
      await desk.handle({ type: 'deliver', tasks: signPlans(plans, privateKey) }, check)
      // Until it is told: what is taken waits so long to be told with what follows.
      await clock.pass(50)
    },
    cancel: async () => {
      await desk.handle({ type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] }, check)
      await turns()
    },
    online: async () => {
      desk.connect(line)
      await turns()
    },
    offline: () => desk.connect(undefined),
    told: () => {
      const attempts = [...new Set(events.map(({ attempt }) => attempt))].sort((a, b) => a - b)
      return attempts.map((attempt) => {
        const own = events.filter((event) => event.attempt === attempt)
        return `${attempt}: ${own.map((event) => (event.event === 'finished' ? event.outcome : event.event)).join(' ')}`
      })
    },
  }
}

const everyMinute = (from: number) => ({ kind: 'rate', seconds: 60, from }) as const

test('a host that is cut off for ten minutes fires ten times, and tells each firing once when it is back', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock)
  await host.deliver(everyMinute(clock.now()))
  assert.deepEqual(host.told(), ['1: started'])
  host.offline()
  await clock.pass(10 * minute + 5000)
  assert.deepEqual(host.told(), ['1: started'])
  await host.online()
  const firings = Array.from({ length: 10 }, (_, index) => `${index + 2}: output exited`)
  assert.deepEqual(host.told(), ['1: started started', ...firings])
})

test('an agent that starts again goes on, and of what passed meanwhile makes up for the last minute at most', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const first = await start(journal, clock)
  await first.deliver(everyMinute(clock.now()))
  await clock.pass(minute + 2000)
  assert.deepEqual(first.told(), ['1: started', '2: started output exited'])
  const later = clockAt('2026-11-22T07:30:30Z')
  const second = await start(journal, later)
  await later.pass(32_000)
  assert.deepEqual(
    second.told().filter((line) => line.endsWith('output exited')),
    ['3: started output exited', '4: started output exited'],
  )
})

test('cron by the zone of the host, unless it names one', async () => {
  for (const [zone, at] of [
    ['', '2026-11-22T02:15:00Z'],
    ['UTC', '2026-11-22T10:15:00Z'],
  ] as const) {
    const clock = handClock(Date.parse(at) - 30_050)
    const host = await start(memoryJournal(), clock)
    await host.deliver({ kind: 'cron', expression: '0 15 10 * * ?', zone })
    await clock.pass(29_999)
    assert.equal(host.told().length, 1)
    await clock.pass(1)
    assert.equal(host.told().length, 2)
  }
})

test('what runs once at a time ends with its firing, and as that did', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock)
  await host.deliver({ kind: 'once', at: clock.now() + 5 * minute })
  await clock.pass(6 * minute)
  assert.deepEqual(host.told(), ['1: started exited', '2: started output exited'])
})

test('a time that passed while no agent was running has been missed', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const first = await start(journal, clock)
  await first.deliver({ kind: 'once', at: clock.now() + 5 * minute })
  const later = clockAt('2026-11-22T09:00:00Z')
  const second = await start(journal, later)
  await later.pass(minute)
  assert.deepEqual(second.told(), ['1: cancelled'])
})

test('a firing that would begin while the one before runs is left out', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock, 'one', 150_000)
  await host.deliver(everyMinute(clock.now()))
  await clock.pass(5 * minute)
  assert.deepEqual(host.told(), ['1: started', '2: started output exited', '3: started'])
})

test('each boot of the host, or the next one only', async () => {
  for (const [kind, expected] of [
    ['everyBoot', ['1: started', '2: started output exited']],
    ['nextBoot', ['1: started exited', '2: started output exited']],
  ] as const) {
    const clock = clockAt('2026-11-22T07:00:00Z')
    const journal = memoryJournal()
    const first = await start(journal, clock, 'one')
    await first.deliver({ kind })
    await clock.pass(minute)
    assert.deepEqual(first.told(), ['1: started'])
    const again = await start(journal, clock, 'one')
    await clock.pass(minute)
    assert.deepEqual(again.told(), ['1: started'])
    const rebooted = await start(journal, clock, 'two')
    await clock.pass(3000)
    assert.deepEqual(rebooted.told(), expected)
    const third = await start(journal, clock, 'three')
    await clock.pass(3000)
    const fired = third.told().filter((line) => line.startsWith('3:'))
    assert.equal(fired.length, kind === 'everyBoot' ? 1 : 0)
  }
})

test('a cancel ends it and what it runs, and no firing begins any more', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock, 'one', 10 * minute)
  await host.deliver(everyMinute(clock.now()))
  await clock.pass(minute)
  await host.cancel()
  assert.deepEqual(host.told(), ['1: started terminated', '2: started output terminated'])
  await clock.pass(5 * minute)
  assert.equal(host.told().length, 2)
})

test('a newer plan takes the place of the one that is held; an older one does not', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock)
  await host.deliver(everyMinute(clock.now()))
  await host.deliver({ kind: 'rate', seconds: 600, from: clock.now() }, {}, 2)
  await host.deliver(everyMinute(clock.now()), {}, 1)
  await clock.pass(9 * minute)
  assert.equal(host.told().length, 1)
  await clock.pass(minute)
  assert.equal(host.told().length, 2)
})

test('what holds secrets is not written down, and fires after a restart once the server has told it again', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const masks = { script: Buffer.from('echo hunter22').toString('base64'), masks: ['aHVudGVyMjI='] }
  const first = await start(journal, clock)
  await first.deliver(everyMinute(clock.now()), masks)
  const { standing, specs } = await journal.load()
  assert.ok(!JSON.stringify([...standing.values(), ...specs]).includes(masks.script))
  const second = await start(journal, clock)
  await clock.pass(minute)
  assert.deepEqual(second.told(), ['1: started'])
  await second.deliver(everyMinute(clock.now()), masks)
  await clock.pass(minute)
  assert.equal(second.told().length, 2)
})

test('one whose times cannot be read on its host ends there, and says why', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock)
  await host.deliver(everyMinute(clock.now()))
  await host.deliver({ kind: 'cron', expression: '0 * * * * ?', zone: 'Mars/Olympus' }, {}, 2)
  assert.deepEqual(host.told(), ['1: started startFailed'])
})

test('one that is cancelled before it comes never fires', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const host = await start(memoryJournal(), clock)
  await host.cancel()
  await host.deliver(everyMinute(clock.now()))
  await clock.pass(5 * minute)
  assert.deepEqual(
    host.told().filter((line) => line.startsWith('2:')),
    [],
  )
})

test('one that could not be stored is refused and not held: it fires when it has come again', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const disk = { full: true }
  const full = async (plan: { readonly sequence: number }) => {
    if (disk.full && plan.sequence === 2) throw new Error('no space')
  }
  const keep: Journal['keep'] = async (standing) => {
    await full(standing.plan)
    await journal.keep(standing)
  }
  const host = await start({ ...journal, keep }, clock)
  await host.deliver(everyMinute(clock.now()), {}, 1, [{ sequence: 2 }])
  await clock.pass(2 * minute)
  assert.deepEqual(host.told(), ['1: refused refused'])
  disk.full = false
  await host.deliver(everyMinute(clock.now()))
  assert.equal((await journal.load()).standing.size, 1)
  await clock.pass(minute + 2000)
  assert.deepEqual(host.told(), ['1: refused refused started', '2: started output exited'])
})

test('a newer plan that cannot be stored is refused as busy, and taken when it comes again', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const disk = { full: false }
  const keep: Journal['keep'] = async (standing) => {
    if (disk.full) throw new Error('no space')
    await journal.keep(standing)
  }
  const host = await start({ ...journal, keep }, clock)
  await host.deliver({ kind: 'rate', seconds: 6000, from: clock.now() })
  disk.full = true
  await host.deliver(everyMinute(clock.now()), {}, 2)
  assert.deepEqual(host.told(), ['1: started refused started'])
  disk.full = false
  await host.deliver(everyMinute(clock.now()), {}, 2)
  await clock.pass(minute)
  assert.equal(host.told().length, 2)
})

test('a stop that cannot be written down silences the task all the same, and is told once it can', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const disk = { full: false }
  const keep: Journal['keep'] = async (standing) => {
    if (disk.full) throw new Error('no space')
    await journal.keep(standing)
  }
  const host = await start({ ...journal, keep }, clock)
  await host.deliver(everyMinute(clock.now()))
  disk.full = true
  await host.cancel()
  disk.full = false
  await clock.pass(2 * minute)
  assert.deepEqual(host.told(), ['1: started terminated'])
})

test('an agent that was killed while it stopped a task stops the firing as it starts again', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const first = await start(journal, clock, 'one', 10 * minute)
  await first.deliver(everyMinute(clock.now()))
  await clock.pass(minute)
  const [[, standing] = []] = (await journal.load()).standing
  assert.ok(standing)
  const how = { outcome: 'terminated', exitCode: null, cause: '', size: 0, dropped: 0 } as const
  await journal.keep({ ...standing, end: { at: clock.now(), startedAt: standing.heldAt, ...how } })
  const second = await start(journal, clock, 'one', 10 * minute)
  await clock.pass(minute)
  assert.deepEqual(second.told(), ['1: terminated', '2: output terminated'])
})

test('a firing that cannot be stored leaves nothing of its script behind', async () => {
  const clock = clockAt('2026-11-22T07:00:00Z')
  const journal = memoryJournal()
  const forgotten: number[] = []
  const create: Journal['create'] = async (specs) => {
    if (specs.some(({ attempt }) => attempt > 1)) throw new Error('no space')
    await journal.create(specs)
  }
  const host = await start({ ...journal, create }, clock, 'one', 1000, (executor) => ({
    ...executor,
    forget: async ({ attempt }) => void forgotten.push(attempt),
  }))
  await host.deliver(everyMinute(clock.now()))
  await clock.pass(minute)
  assert.deepEqual(host.told(), ['1: started', '2: startFailed'])
  assert.deepEqual(forgotten, [2])
})

test('what fires as the host starts and holds secrets waits until the server has told them again', async () => {
  for (const kind of ['everyBoot', 'nextBoot'] as const) {
    const clock = clockAt('2026-11-22T07:00:00Z')
    const journal = memoryJournal()
    const masks = { script: Buffer.from('echo hunter22').toString('base64'), masks: ['aHVudGVyMjI='] }
    const first = await start(journal, clock, 'one')
    await first.deliver({ kind }, masks)
    const rebooted = await start(journal, clock, 'two')
    await clock.pass(minute)
    await rebooted.deliver({ kind }, masks)
    await clock.pass(3000)
    assert.ok(rebooted.told().includes('2: started output exited'), kind)
  }
})

test('a clock that was far ahead when a plan came does not silence it until then', async () => {
  const ahead = clockAt('2027-11-22T07:00:00Z')
  const journal = memoryJournal()
  const first = await start(journal, ahead)
  await first.deliver({ kind: 'cron', expression: '0 * * * * ?', zone: 'UTC' })
  const clock = clockAt('2026-11-22T07:00:30Z')
  const second = await start(journal, clock)
  await clock.pass(minute)
  assert.ok(second.told().includes('3: started output exited'))
})
