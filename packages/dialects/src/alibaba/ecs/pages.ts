import type { Deps, Page } from '@muster/core'
import type { Output } from '../../action.ts'
import type { Input } from '../../spec/fields.ts'
import { Violation } from '../../spec/violations.ts'
import type { pageFields } from './fields.ts'

type Kind = 'command' | 'invocation' | 'instance' | 'registerCode' | 'terminal'

/** A page of a list that may grow meanwhile: what came after `upTo` is left out. */
export interface AskedPage extends Page {
  readonly upTo: number | undefined
  readonly number: number
}

const defaultSize = 10

/** By a token from the page before, or by the number of the page. */
export function pageOf({ ids }: Pick<Deps, 'ids'>, kind: Kind, input: Input<typeof pageFields>): AskedPage {
  const { MaxResults, NextToken, PageNumber = 1, PageSize } = input
  const limit = MaxResults ?? PageSize ?? defaultSize
  if (!NextToken) {
    const number = MaxResults === undefined ? PageNumber : 1
    return { offset: (number - 1) * limit, limit, upTo: undefined, number }
  }
  const [, body = '', digits = ''] = /^(\w{8})\.(\d{1,9})$/.exec(Buffer.from(NextToken, 'base64url').toString()) ?? []
  const upTo = ids.number(kind, body)
  if (upTo === undefined)
    throw new Violation('value', 'NextToken is not one that a page before has given.', ['InvalidParameter.NextToken'])
  return { offset: Number(digits), limit, upTo, number: 1 }
}

/** `newest` is the first item's place in the list. */
export function pageOutput(
  { ids }: Pick<Deps, 'ids'>,
  kind: Kind,
  page: AskedPage,
  { total, items, newest }: { readonly total: number; readonly items: number; readonly newest: number | undefined },
): Output {
  const next = page.offset + items
  const upTo = page.upTo ?? newest
  const more = items > 0 && next < total && upTo !== undefined
  const token = more ? Buffer.from(`${ids.body(kind, upTo)}.${next}`).toString('base64url') : ''
  return { TotalCount: total, PageNumber: page.number, PageSize: page.limit, NextToken: token }
}
