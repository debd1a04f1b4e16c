import { defineAction } from '../../../action.ts'
import { integer, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { RegionId } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { terminalRecords } from '../terminals.ts'

export const DescribeTerminalSessions = defineAction({
  name: 'DescribeTerminalSessions',
  access: 'read',
  input: {
    RegionId,
    InstanceId: text({}),
    SessionId: text({}),
    MaxResults: integer({ min: 1, max: 100, default: 10 }),
    NextToken: text({}),
  },
  errors: [],
  run: async (context, { InstanceId, SessionId, MaxResults, NextToken }) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'terminal', { MaxResults, NextToken, PageNumber: undefined, PageSize: undefined })
    const filter = {
      ids: SessionId ? [parseId(deps, 'terminal', SessionId) ?? 0] : undefined,
      instanceIds: InstanceId ? await wantedInstances(context, [InstanceId]) : undefined,
      upTo: page.upTo,
    }
    const { total, items } = await deps.store.listTerminals(caller.accountId, filter, page)
    const { NextToken: next } = pageOutput(deps, 'terminal', page, { total, items: items.length, newest: items[0]?.id })
    return { NextToken: next, Sessions: { Session: await terminalRecords(context, items) } }
  },
})
