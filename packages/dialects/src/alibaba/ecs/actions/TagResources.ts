import { changeTags } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { Violation } from '../../../spec/violations.ts'
import { tagCodes } from '../code-groups.ts'
import { RegionId, tagList } from '../fields.ts'
import { ResourceId, ResourceType, resources, resourcesNamed } from '../resources.ts'
import { tagsIn } from '../tags.ts'

export const TagResources = defineAction({
  name: 'TagResources',
  access: 'write',
  input: { RegionId, ResourceType, ResourceId, Tag: tagList('Tag', 20, 128) },
  errors: [...tagCodes, 'InvalidResourceId.NotFound', 'InvalidResourceType.NotFound', 'NumberExceed.ResourceIds'],
  run: async (context, { ResourceType: type, ResourceId: names, Tag = [] }) => {
    if (Tag.length === 0) throw new Violation('missing', 'Name at least one tag.', ['MissingParameter.TagKey'])
    const set = tagsIn(Tag, undefined)
    const ids = (await resourcesNamed(context, type, names)).map(({ id }) => id)
    await changeTags(context.deps, context.caller, { kind: resources[type].kind, ids, set, remove: [] })
    return {}
  },
})
