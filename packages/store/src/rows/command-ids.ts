import { allOf, type Condition, isAny } from '../engines/sqlite/queries.ts'

/**
 * A script that was run without being saved has no row among the commands: its id is that of its run, beyond those of
 * all commands. The index of invocations by command leaves such runs out.
 */
const scripts = 2 ** 40

export const scriptOf = (invocationId: number): number => scripts + invocationId

/** As the index has it, or SQLite does not take the index. */
export const ofSaved = (invocations: string): string => `${invocations}.command_id < ${scripts}`

/** The invocations `i` of these commands and scripts. */
export function ofCommands(ids: readonly number[] | undefined): readonly Condition[] {
  if (!ids) return []
  const commands = ids.filter((id) => id < scripts)
  const runs = ids.filter((id) => id >= scripts).map((id) => id - scripts)
  const saved = allOf([isAny('i.command_id', commands), { text: ofSaved('i'), values: [] }])
  const unsaved = allOf([isAny('i.id', runs), { text: `NOT ${ofSaved('i')}`, values: [] }])
  if (runs.length === 0) return [saved]
  if (commands.length === 0) return [unsaved]
  return [{ text: `(${saved.text} OR ${unsaved.text})`, values: [...saved.values, ...unsaved.values] }]
}
