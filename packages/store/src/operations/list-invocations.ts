import type { Invocation, InvocationFilter, Listing, Page } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import {
  atMost,
  type Condition,
  counted,
  equals,
  flags,
  hasTags,
  isAny,
  readPage,
  restrict,
} from '../engines/sqlite/queries.ts'
import { ofCommands } from '../rows/command-ids.ts'
import type { InvocationRow } from '../rows/execution.ts'
import { toInvocation } from '../rows/invocation.ts'
import { repeatKinds } from '../rows/repeat.ts'
import { stages } from '../rows/states.ts'

/** A script that was never saved is its caller's. */
const createdBy = "coalesce(c.created_by, 'user')"

export function listInvocations(
  connection: Connection,
  accountId: number,
  filter: InvocationFilter,
  page: Page,
): Listing<Invocation> {
  const where = [
    equals('i.account_id', accountId),
    ...restrict({
      'i.id': filter.ids,
      'i.instance_kind': filter.kinds,
      'i.command_name': filter.commandNames,
      'i.type': filter.types,
      [createdBy]: filter.commandCreatedBy,
      'i.repeats': filter.repeats?.map((kind) => repeatKinds.indexOf(kind)),
      'i.sends_file': flags(filter.sendsFile),
    }),
    ...ofCommands(filter.commandIds),
    ...atMost('i.id', filter.upTo),
    ...ofInstances(filter.instanceIds),
    ...hasTags('i.tags', filter.tags),
    ...counted(filter.counts),
  ]
  const selection = {
    columns: 'i.*, s.content, s.parameters, s.default_parameters, s.sealed_secrets, s.repeat, s.runtime, s.file',
    from: filter.commandCreatedBy ? 'invocations i LEFT JOIN commands c ON c.id = i.command_id' : 'invocations i',
    join: 'JOIN scripts s ON s.invocation_id = i.id',
    where,
    order: 'i.id DESC',
  }
  const { total, rows } = readPage<InvocationRow>(connection, selection, page)
  return { total, items: rows.map(toInvocation) }
}

const ofInstances = (ids: InvocationFilter['instanceIds']): readonly Condition[] => {
  if (!ids) return []
  const { text, values } = isAny('t.instance_id', ids)
  const ofEach = stages.map((stage) => `SELECT t.invocation_id FROM tasks t WHERE ${text} AND t.${stage}`)
  return [{ text: `i.id IN (${ofEach.join(' UNION ALL ')})`, values: stages.flatMap(() => values) }]
}
