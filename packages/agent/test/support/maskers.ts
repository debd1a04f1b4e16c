import { globSync, readFileSync } from 'node:fs'

/** The processes that mask outputs for the tasks in a data folder. */
export const maskers = (data: string): readonly number[] => [
  ...new Set(globSync(`${data}/tasks/*/*.masker`).map((file) => Number.parseInt(readFileSync(file, 'utf8'), 10))),
]
