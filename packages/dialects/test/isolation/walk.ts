import assert from 'node:assert/strict'
import test from 'node:test'
import type { World } from '../support/world.ts'
import { openTwoAccounts, type Things } from './two-accounts.ts'

/** By action the calls that are to be made with what belongs to another. */
export type Cases = Readonly<Record<string, (theirs: Things, mine: Things) => readonly object[]>>

/** The body that a key is answered. */
export type Ask = (world: World, action: string, params: object) => Promise<string>

interface Door {
  readonly name: string
  readonly actions: readonly string[]
  readonly cases: Cases
  readonly ask: Ask
}

/**
 * To a stranger each thing of an account is as one that does not exist, and the account does not notice. That a case
 * asks for the thing at all is made sure of by the owner's own calls: to these it must make a difference.
 */
export function walk({ name, actions, cases, ask }: Door): void {
  test(`${name}: every action has a case with two accounts`, () => {
    assert.deepEqual(Object.keys(cases).sort(), [...actions].sort())
  })

  for (const [action, callsOf] of Object.entries(cases))
    test(`${name} ${action} tells a stranger nothing and lets it do nothing`, async (t) => {
      const { owner, stranger, theirs, mine, missing, record } = await openTwoAccounts(t)
      const before = await record()
      const tellsOwner = async () => {
        const owned = callsOf(theirs, theirs)
        const gone = callsOf(missing, theirs)
        if (JSON.stringify(owned) === JSON.stringify(gone)) return true
        for (const [index, params] of owned.entries()) {
          const found = blind(await ask(owner, action, params), theirs)
          if (found !== blind(await ask(owner, action, gone[index] ?? {}), missing)) return true
        }
        return false
      }
      const named = callsOf(theirs, mine)
      const unnamed = callsOf(missing, mine)
      for (const [index, params] of named.entries()) {
        const answer = await ask(stranger, action, params)
        const asIfNone = await ask(stranger, action, unnamed[index] ?? {})
        assert.equal(blind(answer, theirs), blind(asIfNone, missing), JSON.stringify(params))
        assertSilent(answer, params, theirs)
        assertCounted(JSON.parse(answer))
        assert.equal(await record(), before, `${JSON.stringify(params)} changed something of the other account`)
      }
      assert.ok(await tellsOwner(), 'the case makes no difference even to the owner')
      assert.deepEqual(stranger.reported, [])
    })
}

/** A text without what differs from one call to the next. */
function blind(text: string, things: Things): string {
  let shown = text
  for (const [name, value] of Object.entries(things)) shown = shown.replaceAll(value, `<${name}>`)
  return shown
    .replace(/[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}/g, '<uuid>')
    .replace(/"(a-)?[0-9a-f]{64}"/g, '<secret>')
    .replace(/\btoken-\d+|sessionId=\d+/g, '<token>')
    .replace(/\b(cmd|inv|invt|ivk|term|c|t|f|s)-[0-9a-z]{8}\b/g, '<id>')
}

function assertSilent(answer: string, params: object, theirs: Things): void {
  const said = JSON.stringify(params)
  for (const [name, value] of Object.entries(theirs))
    if (!said.includes(value)) assert.ok(!answer.includes(value), `the answer holds the ${name} of another: ${answer}`)
}

/** What is counted is what is shown: no page of these tests is full. */
function assertCounted(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const members = Object.values(value)
  if ('TotalCount' in value) {
    const near = members.flatMap((member) => [member, ...Object.values(member ?? {})])
    const lengths = near.filter((member) => Array.isArray(member)).map((list) => list.length)
    assert.ok(lengths.includes(Number(value.TotalCount)), `${value.TotalCount} are counted: ${JSON.stringify(value)}`)
  }
  for (const member of members) assertCounted(member)
}
