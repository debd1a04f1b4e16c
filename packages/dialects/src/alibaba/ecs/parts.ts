import { type Delivery, deliveriesOf, type Firing, isTerminal, type ListedTask, type Run } from '@muster/core'
import type { Context } from '../../action.ts'
import { type Ended, type Shown, scheduled, shownStates } from './states.ts'

/** An instance's part in an invocation as a client sees it: of a task that stays, its newest firing. */
export interface Part {
  readonly task: ListedTask
  readonly shown: Shown
  /** How it ended, for the vendor's words on it. */
  readonly ended: Ended
  readonly repeats: number
  readonly output: Uint8Array
  /** Of its whole output, where that is to go somewhere. */
  readonly delivery?: Delivery | undefined
}

const nothing = new Uint8Array()

/** In the order of the tasks; without outputs where none are wanted, which spares the record a look. */
export async function partsOf(
  { deps: { store } }: Context,
  tasks: readonly ListedTask[],
  runs: ReadonlyMap<number, Pick<Run, 'execution'>>,
  outputs: 'with outputs' | 'without outputs',
): Promise<readonly Part[]> {
  const stays = ({ invocationId }: ListedTask) => runs.get(invocationId)?.execution.repeat !== undefined
  const standing = tasks.filter(stays).map(({ id }) => id)
  const firings = standing.length > 0 ? await store.lastFirings(standing) : new Map<number, Firing>()
  const deliveries = await deliveriesOf(store, tasks)
  const parts = tasks.map((task) => ({
    ...(stays(task) ? standingPart(task, firings.get(task.id)) : plainPart(task)),
    delivery: deliveries.get(task.id),
  }))
  if (outputs === 'without outputs') return parts
  const own = await store.readOutputs(tasks.map(({ id }) => id))
  const fired = await store.readFiringOutputs([...firings.values()])
  const byTask = new Map([...firings.keys()].map((id, index) => [id, fired[index]]))
  return parts.map((part, index) => ({ ...part, output: byTask.get(part.task.id) ?? own[index] ?? nothing }))
}

/** Each firing is a part of its own. */
export async function firedParts(
  { deps: { store } }: Context,
  tasks: readonly ListedTask[],
  firings: readonly Firing[],
): Promise<readonly Part[]> {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const outputs = await store.readFiringOutputs(firings)
  return firings.flatMap((firing, index) => {
    const task = byId.get(firing.taskId)
    if (!task) return []
    const part = { task: { ...task, ...resultOf(firing) }, shown: shownStates[firing.state], ended: firing }
    return [{ ...part, repeats: firing.number, output: outputs[index] ?? nothing }]
  })
}

const plainPart = (task: ListedTask): Part => ({
  task,
  shown: shownStates[task.state],
  ended: task,
  repeats: task.startedAt === undefined ? 0 : 1,
  output: nothing,
})

function standingPart(task: ListedTask, firing: Firing | undefined): Part {
  const own = task.state === 'running' ? scheduled : shownStates[task.state]
  if (!firing) return { ...plainPart({ ...task, startedAt: undefined }), shown: own, ended: task }
  const shown = task.state === 'running' && !isTerminal(firing.state) ? shownStates[firing.state] : own
  const ended = isTerminal(task.state) ? task : firing
  return { task: { ...task, ...resultOf(firing) }, shown, ended, repeats: firing.number, output: nothing }
}

const resultOf = ({ exitCode, outputSize, outputDropped, startedAt, endedAt }: Firing) => ({
  exitCode,
  outputSize,
  outputDropped,
  startedAt,
  endedAt,
})
