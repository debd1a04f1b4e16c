import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '../harness/programs.ts'
import type { Host } from './world.ts'

/** A task as its host keeps it. */
export interface HostTask {
  /** Its public id. */
  readonly id: string
  readonly folder: string
}

/** What lies on the disk of a host and has not been forgotten. */
export function tasksOf({ agent }: Host): readonly HostTask[] {
  const tasks = join(agent.data, 'tasks')
  return readdirSync(tasks)
    .filter((name) => /^\d+-\d+$/.test(name))
    .flatMap((name) => {
      const folder = join(tasks, name)
      const id = readJson<{ task: string }>(join(folder, 'spec.json'))?.task
      return id ? [{ id, folder }] : []
    })
}

/** The words of a small file of the task's, none when it is not there. */
export function wordsIn({ folder }: HostTask, file: string): readonly string[] {
  try {
    return readFileSync(join(folder, file), 'utf8').split(/\s/).filter(Boolean)
  } catch {
    return []
  }
}

/** Its script was started, and nothing is known of its end yet. */
export const isRunning = (task: HostTask): boolean =>
  (wordsIn(task, 'mark')[0] ?? 'agent') !== 'agent' &&
  wordsIn(task, 'exit').length === 0 &&
  wordsIn(task, 'result').length === 0
