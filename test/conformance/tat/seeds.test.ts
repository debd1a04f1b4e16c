import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, call } from '../support/client.ts'
import { fill, readTable } from '../support/fill.ts'
import { names } from '../support/fleet.ts'
import { assertHolds } from '../support/hold.ts'
import { client, ended } from '../support/run.ts'
import { checkOutput } from '../support/shape.ts'

interface Request {
  readonly action: string
  readonly params: object
}

interface Seed extends Request {
  readonly name: string
  readonly before: Request & { readonly save: Readonly<Record<string, string>> }
  /** The documented answer: each of its members must be there in the same form. */
  readonly example: unknown
  /** What must be equal. */
  readonly same: object
}

const forms = [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/]
const ids = /^(cmd|invt|inv|ins|lhins)-[a-z0-9]{8}$/

function assertForm(value: unknown, example: unknown, at: string): void {
  if (Array.isArray(example)) {
    assert.ok(Array.isArray(value), `${at} is no list`)
    for (const [index, item] of example.entries()) assertForm(value[index], item, `${at}.${index}`)
  } else if (typeof example === 'object' && example !== null)
    for (const [name, member] of Object.entries(example))
      assertForm((value as Record<string, unknown>)[name], member, `${at}.${name}`)
  else {
    assert.equal(typeof value, typeof example, at)
    if (typeof example !== 'string') return
    for (const form of forms) if (form.test(example)) assert.match(String(value), form, at)
    const prefix = ids.exec(example)?.[1]
    if (prefix) assert.match(String(value), new RegExp(`^${prefix}-[a-z0-9]{8,10}$`), at)
  }
}

// The example's whoami answers root, so the agents must run as root.
const skip = process.getuid?.() === 0 ? false : 'the agents do not run as root'
for (const { name, before, action, params, example, same } of readTable<readonly Seed[]>('seeds'))
  test(`seed ${name}`, { skip }, async () => {
    const known: Record<string, unknown> = { ...names }
    const ask = (request: Request): Promise<Answer> =>
      call(client, request.action, fill(request.params, known) as object)
    const first = await ask(before)
    for (const [as, member] of Object.entries(before.save)) known[as] = first[member]
    if (known.invocation) await ended(String(known.invocation))
    const answer = await ask({ action, params })
    checkOutput(action, answer)
    assertForm(answer, example, action)
    assertHolds(answer, fill(same, known), action)
    const [task] = await ended(String(known.invocation ?? answer.InvocationId))
    assert.equal(task?.TaskStatus, 'SUCCESS', task?.ErrorInfo)
  })
