import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { allOnline } from '../harness/fleet.ts'
import { hasEnded, readTasks, runScript, type TaskRecord } from '../harness/tat.ts'
import { eventually } from '../harness/wait.ts'
import { createChance } from './chance.ts'
import { type Finding, findRepeated, isLost, judge } from './judge.ts'
import type { Round } from './plan.ts'
import { scriptOf, struckFile, timeoutOf, type Work } from './work.ts'
import type { World } from './world.ts'

export interface Result {
  readonly tasks: number
  readonly lost: number
  readonly findings: readonly Finding[]
}

/** Agents come back within 15 s, notice a silent line within 50, and no script here runs longer than a few seconds. */
const stuckSeconds = 120

/** Starts the works of a round, has the fault strike meanwhile, and looks at what became of every task. */
export async function runRound(world: World, round: Round): Promise<Result> {
  const { server, hosts } = world
  await allOnline(server, hosts.length)
  const folder = join(world.folder, `round-${round.number}`)
  mkdirSync(folder)
  const start = async (work: Work) => {
    // The moments are what the test is about, so here time passes for its own sake.
    await pause(work.at)
    const targets = work.hosts.map((index) => hosts[index]?.agent.instance ?? '')
    // A server that is killed or full accepts nothing; what it has not answered is not owed.
    const id = await runScript(server, scriptOf(work, folder), targets, timeoutOf(work), folder).catch(() => undefined)
    return { work, id }
  }
  const strike = async () => {
    await pause(round.at)
    try {
      return await round.kind.strike(world, createChance(round.seed))
    } finally {
      writeFileSync(struckFile(folder), '')
    }
  }
  const [hit, ...started] = await Promise.all([strike(), ...round.works.map(start)])
  const accepted = started.flatMap(({ work, id }) => (id === undefined ? [] : [{ work, id }]))
  const outcomes = await waitForEnds(world, accepted)
  return {
    tasks: outcomes.reduce((sum, { tasks }) => sum + tasks.length, 0),
    lost: outcomes.flatMap(({ tasks }) => tasks).filter(isLost).length,
    findings: [...outcomes.flatMap((outcome) => judge(outcome, round.kind, hit)), ...findRepeated(folder, round.works)],
  }
}

async function waitForEnds({ server }: World, accepted: readonly { readonly work: Work; readonly id: string }[]) {
  const until = performance.now() + stuckSeconds * 1000
  const outcomes: { work: Work; tasks: readonly TaskRecord[] }[] = []
  for (const { work, id } of accepted) {
    let tasks: readonly TaskRecord[] = []
    const left = Math.max(1, (until - performance.now()) / 1000)
    await eventually(
      'the tasks to end',
      async () => {
        // A server whose clock is just being stepped refuses signatures.
        const answer = await readTasks(server, id).catch(() => undefined)
        tasks = answer ?? tasks
        return answer?.every(hasEnded)
      },
      left,
    ).catch(() => {})
    outcomes.push({ work, tasks })
  }
  return outcomes
}
