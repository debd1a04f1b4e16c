import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { expire, isTerminal, mayBecome, type TaskState, taskStates } from '@muster/core'
import { lookAt } from './agent.ts'
import { after, settling } from './events.ts'
import { type Edge, explore } from './explore.ts'
import { text, type World } from './world.ts'

/** Two faults in any order and at any point; with three it is ten million worlds that show nothing else. */
const faults = Number(process.env.MUSTER_LIFE_FAULTS ?? 2)

function checkWorld(world: World): void {
  const { record, output, script } = world
  assert.ok(script.starts <= 1, 'an attempt starts once')
  assert.equal(output, text.slice(0, record.outputSize), 'what is held is an exact prefix')
  assert.ok(output.length <= script.written, 'nothing is held that was not written')
  if (!isTerminal(record.state))
    assert.ok(isTerminal(expire(record, record.dueAt)?.state ?? record.state), 'its deadline ends it, whoever is away')
  checkTruth(world)
  checkRest(world)
}

/** Ends of which the record says that nothing ran. */
const neverRan: readonly TaskState[] = ['undelivered', 'cancelled', 'startFailed', 'skipped', 'invalid']
const told: Partial<Record<TaskState, string>> = {
  succeeded: 'exited',
  failed: 'exited',
  timedOut: 'timedOut',
  terminated: 'terminated',
}

function checkTruth({ record, output, script, removed }: World): void {
  if (neverRan.includes(record.state) && !removed) assert.equal(script.starts, 0, `${record.state}, and it ran`)
  const outcome = told[record.state]
  if (outcome === undefined) return
  assert.equal(script.end?.outcome, outcome)
  assert.equal(output.length, script.written, 'its whole output is held')
}

/** All that was under way has arrived, and the line is up: then both sides know the same. */
function checkRest(world: World): void {
  const { record, script, removed, line } = world
  if (removed || line === 'down') return
  for (const [event] of after(world)) if (settling.includes(event)) return
  if (lookAt(world).end) assert.ok(isTerminal(record.state), 'an end that the host knows is on record')
  if (isTerminal(record.state) && script.mark === 'script' && !script.end)
    assert.ok(script.stopAsked, 'what its record has given up is being stopped')
}

function checkEdge({ event, from, to }: Edge): void {
  const [before, now] = [from.record, to.record]
  if (isTerminal(before.state)) assert.ok(now === before || isDeepStrictEqual(now, before), 'an end stays')
  const [message] = event === 'the agent takes a message' ? from.toAgent : []
  if (message?.kind === 'deliver' && message.only === 'ask')
    assert.equal(to.agent.folder, from.agent.folder, 'what is only asked for is not taken')
  if (event === 'a caller cancels')
    assert.ok(now.state === 'cancelling' || isTerminal(now.state), 'a cancel is taken in every open state')
  assert.ok(now.outputSize >= before.outputSize, 'output never goes back')
  if (now.state === before.state) return
  assert.doesNotMatch(now.cause, /forgotten|for a task that was/, 'the agent and the server disagree')
  const through = before.state === 'delivering' && mayBecome('running', now.state)
  assert.ok(mayBecome(before.state, now.state) || through, `${before.state} became ${now.state}`)
}

test(`with up to ${faults} faults at any point a task ends once, truly, and always`, (t) => {
  const states = new Set<TaskState>()
  const names = new Set<string>()
  let at: Edge | undefined
  try {
    const { worlds, edges } = explore(faults, {
      seen: (world) => {
        states.add(world.record.state)
        checkWorld(world)
      },
      walked: (edge) => {
        at = edge
        names.add(edge.event)
        checkEdge(edge)
      },
    })
    t.diagnostic(`${worlds} worlds and ${edges} edges of ${names.size} kinds were checked`)
  } catch (error) {
    throw new Error(`after "${at?.event}": ${(error as Error).message}\n${JSON.stringify(at, null, 1)}`, {
      cause: error,
    })
  }
  assert.deepEqual(states, new Set(taskStates), 'each state is reached')
})
