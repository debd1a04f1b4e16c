import type { TagCondition, Tags } from '@muster/core'
import { Violation } from '../../spec/violations.ts'

/**
 * A resource group is a tag of the system, as the vendor's own policies name it. Callers cannot give such a key, since it
 * starts with acs: ; a host is put into a group as it is enrolled.
 */
export const groupKey = 'acs:rm:rgId'

interface GivenTag {
  readonly Key: string
  readonly Value?: string | undefined
}

function refuseRepeated(tags: readonly GivenTag[], word: 'Tag' | 'ResourceTag'): void {
  const keys = tags.map(({ Key }) => Key)
  if (new Set(keys).size < keys.length)
    throw new Violation('value', `A key appears twice in ${word}.`, [`Duplicate.${word}Key`])
}

/** The tags of a new thing, its group among them. */
export function tagsIn(tags: readonly GivenTag[] | undefined, group: string | undefined): Tags {
  refuseRepeated(tags ?? [], 'Tag')
  const own = (tags ?? []).map(({ Key, Value = '' }) => [Key, Value] as const)
  return Object.fromEntries(group ? [...own, [groupKey, group]] : own)
}

/** Conditions on tags and group; undefined when there are none. */
export function tagConditions(
  tags: readonly GivenTag[] | undefined,
  group: string | undefined,
  word: 'Tag' | 'ResourceTag' = 'Tag',
): readonly TagCondition[] | undefined {
  refuseRepeated(tags ?? [], word)
  const conditions = (tags ?? []).map(({ Key, Value }) => ({
    keys: [Key],
    ...(Value !== undefined && { values: [Value] }),
  }))
  const all = group ? [...conditions, { keys: [groupKey], values: [group] }] : conditions
  return all.length > 0 ? all : undefined
}

export const shownGroup = (tags: Tags): string => tags[groupKey] ?? ''

export const shownTags = (tags: Tags) => ({
  Tag: Object.entries(tags)
    .filter(([key]) => key !== groupKey)
    .map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
})
