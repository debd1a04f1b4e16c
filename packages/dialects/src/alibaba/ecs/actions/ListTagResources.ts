import type { TagCondition } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { list, record, text } from '../../../spec/fields.ts'
import { Violation } from '../../../spec/violations.ts'
import { tagCodes } from '../code-groups.ts'
import { RegionId, tagList } from '../fields.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { maxResources, ResourceType, resources } from '../resources.ts'
import { shownTags, tagConditions } from '../tags.ts'

const TagFilter = list(
  record({ TagKey: text({ required: true, notEmpty: true }), TagValues: list(text({}), { maxItems: 20 }) }, {}),
  { maxItems: 5 },
)

/** A page is of so many resources, with all their tags; those without a tag show nothing. */
export const ListTagResources = defineAction({
  name: 'ListTagResources',
  access: 'read',
  input: {
    RegionId,
    ResourceType,
    ResourceId: list(text({}), { maxItems: maxResources, codes: { tooMany: ['NumberExceed.ResourceIds'] } }),
    Tag: tagList('Tag', 20, 128),
    TagFilter,
    NextToken: text({}),
  },
  errors: [...tagCodes, 'InvalidParameter.NextToken', 'InvalidResourceType.NotFound', 'NumberExceed.ResourceIds'],
  run: async (context, { ResourceType: type, ResourceId: names, Tag, TagFilter: filters, NextToken }) => {
    const { deps } = context
    if (!names && !Tag && !filters) throw new Violation('missing', 'Say of what: ResourceId, Tag or TagFilter.')
    const { kind, parse, format, list: listOf } = resources[type]
    const page = pageOf(deps, kind, {
      ...{ NextToken, MaxResults: maxResources },
      ...{ PageNumber: undefined, PageSize: undefined },
    })
    const ids = names?.map((name) => parse(deps, name) ?? 0)
    const tags = [...(tagConditions(Tag, undefined) ?? []), ...(filters ?? []).map(conditionIn)]
    const { total, items } = await listOf(context, { ids, tags, upTo: page.upTo }, page)
    const paging = pageOutput(deps, kind, page, { total, items: items.length, newest: items[0]?.id })
    const rows = items.flatMap((thing) =>
      shownTags(thing.tags).Tag.map((tag) => ({ ResourceType: type, ResourceId: format(deps, thing), ...tag })),
    )
    return { NextToken: paging.NextToken, TagResources: { TagResource: rows } }
  },
})

interface GivenFilter {
  readonly TagKey: string
  readonly TagValues: readonly string[] | undefined
}

const conditionIn = ({ TagKey, TagValues }: GivenFilter): TagCondition => ({
  keys: [TagKey],
  ...(TagValues && { values: TagValues }),
})
