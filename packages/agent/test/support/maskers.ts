import { globSync, readFileSync } from 'node:fs'

/** The processes that mask outputs for the tasks in a data folder. A file of one that has just come may still be empty. */
export const maskers = (data: string): readonly number[] => {
  const said = globSync(`${data}/tasks/*/*.masker`).map((file) => readFileSync(file, 'utf8'))
  return [...new Set(said.map((text) => Number.parseInt(text, 10)).filter((pid) => pid > 0))]
}
