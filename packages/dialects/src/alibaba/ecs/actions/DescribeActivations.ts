import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { parseActivation } from '../../ids.ts'
import { activationKinds, listedActivation } from '../activations.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { pageFields, RegionId, tagList } from '../fields.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { tagConditions } from '../tags.ts'

export const DescribeActivations = defineAction({
  name: 'DescribeActivations',
  access: 'read',
  input: {
    RegionId,
    ActivationId: text({}),
    InstanceName: text({}),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
  },
  errors: [...tagCodes, ...pageCodes],
  run: async (context, input) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'registerCode', input)
    const filter = {
      ids: input.ActivationId ? [parseActivation(deps, input.ActivationId) ?? 0] : undefined,
      kinds: activationKinds,
      namePrefixes: input.InstanceName ? [input.InstanceName] : undefined,
      tags: tagConditions(input.Tag, input.ResourceGroupId),
      upTo: page.upTo,
    }
    const { total, items } = await deps.store.listRegisterCodes(caller.accountId, filter, page)
    return {
      ...pageOutput(deps, 'registerCode', page, { total, items: items.length, newest: items[0]?.id }),
      ActivationList: items.map((code) => listedActivation(context, code)),
    }
  },
})
