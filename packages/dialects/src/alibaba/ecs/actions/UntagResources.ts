import { changeTags } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { flag, list, text } from '../../../spec/fields.ts'
import { Violation } from '../../../spec/violations.ts'
import { ownKey, RegionId } from '../fields.ts'
import { ResourceId, ResourceType, resources, resourcesNamed } from '../resources.ts'

export const UntagResources = defineAction({
  name: 'UntagResources',
  access: 'write',
  input: {
    RegionId,
    ResourceType,
    ResourceId,
    TagKey: list(text({ matches: ownKey, codes: { value: ['InvalidTagKey.Malformed'] } }), {
      maxItems: 20,
      codes: { tooMany: ['NumberExceed.Tags'] },
    }),
    All: flag({ default: false }),
  },
  errors: [
    'InvalidResourceId.NotFound',
    'InvalidResourceType.NotFound',
    'InvalidTagKey.Malformed',
    'NumberExceed.ResourceIds',
    'NumberExceed.Tags',
  ],
  run: async (context, { ResourceType: type, ResourceId: names, TagKey, All }) => {
    if (!TagKey && !All) throw new Violation('missing', 'Name keys in TagKey, or set All.')
    const named = await resourcesNamed(context, type, names)
    const all = named.flatMap(({ tags }) => Object.keys(tags)).filter(ownKey.test)
    const ids = named.map(({ id }) => id)
    const change = { kind: resources[type].kind, ids, set: {}, remove: TagKey ?? all }
    await changeTags(context.deps, context.caller, change)
    return {}
  },
})
