import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { type Answer, type ClientOptions, call, createClient } from '../support/client.ts'
import { fill, readTable } from '../support/fill.ts'
import { names, server } from '../support/fleet.ts'
import { assertHolds } from '../support/hold.ts'
import { open } from '../support/run.ts'
import { checkOutput } from '../support/shape.ts'

interface Step {
  readonly action: string
  readonly params: object
  /** Asked again until every task has ended: with this status. */
  readonly until?: string
  readonly holds?: object
  readonly save?: Readonly<Record<string, string>>
}

const steps = readTable<readonly Step[]>('actions')
const { host, port } = new URL(server.url)
// Node's SDK makes the service of its signature from the endpoint: `127` of the one, `localhost:8080` of the other.
const clients: Readonly<Record<string, ClientOptions>> = {
  POST: { endpoint: host },
  GET: { endpoint: host, method: 'GET' },
  'POST to localhost': { endpoint: `localhost:${port}` },
  'GET to localhost': { endpoint: `localhost:${port}`, method: 'GET' },
  'POST with HmacSHA1': { endpoint: host, signMethod: 'HmacSHA1' },
  'GET with HmacSHA1': { endpoint: host, signMethod: 'HmacSHA1', method: 'GET' },
  'POST with HmacSHA256': { endpoint: host, signMethod: 'HmacSHA256' },
  'GET with HmacSHA256': { endpoint: host, signMethod: 'HmacSHA256', method: 'GET' },
}

const statuses = (answer: Answer) =>
  (answer.InvocationTaskSet as readonly { readonly TaskStatus: string }[]).map(({ TaskStatus }) => TaskStatus)

for (const [name, options] of Object.entries(clients))
  test(`the SDK calls every action by ${name}`, async () => {
    const client = createClient(options)
    const known: Record<string, unknown> = {
      ...names,
      user: userInfo().username,
      unique: `every-${name.replaceAll(' ', '-')}`,
    }
    for (const { action, params, until, holds, save } of steps) {
      const ask = () => call(client, action, fill(params, known) as object)
      const answer = until
        ? await eventually(`${action} to show ${until}`, async () => {
            const shown = await ask()
            return !statuses(shown).some((status) => open.test(status)) && shown
          })
        : await ask()
      if (until) assert.deepEqual([...new Set(statuses(answer))], [until], JSON.stringify(answer))
      checkOutput(action, answer)
      if (holds) assertHolds(answer, fill(holds, known), action)
      for (const [as, member] of Object.entries(save ?? {})) known[as] = answer[member]
    }
  })
