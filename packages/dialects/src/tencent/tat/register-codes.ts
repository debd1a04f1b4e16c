import { Violation } from '../../spec/violations.ts'

/** The codes to act on; one that is named twice is a mistake of the caller. */
export function eachOnce(ids: readonly number[]): readonly number[] {
  if (new Set(ids).size === ids.length) return ids
  throw new Violation('value', 'A code appears twice in RegisterCodeIds.', [
    'InvalidParameterValue.ParameterKeyDuplicated',
  ])
}
