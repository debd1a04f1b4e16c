import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import type { Answer } from '../support/client.ts'
import { type CallEcs, currentSdk, olderSdk, plainSdk } from '../support/ecs-client.ts'
import { fill, readTable } from '../support/fill.ts'
import { ecsNames } from '../support/fleet.ts'
import { assertHolds } from '../support/hold.ts'

interface Step {
  readonly action: string
  readonly params: object
  /** Asked again until every instance has ended: with one of these statuses. */
  readonly until?: string
  readonly holds?: object
  readonly save?: Readonly<Record<string, string>>
}

const steps = readTable<readonly Step[]>('actions', 'ecs')
const clients: Readonly<Record<string, CallEcs>> = {
  'the current SDK': currentSdk(),
  'a form': plainSdk('formData'),
  JSON: plainSdk('json'),
  'the older SDK by GET': olderSdk(),
  'the older SDK by POST': olderSdk({ method: 'POST' }),
}

interface Results {
  readonly InvocationResults: { readonly InvocationResult: readonly { readonly InvocationStatus: string }[] }
}
const statuses = (answer: Answer) =>
  (answer.Invocation as Results).InvocationResults.InvocationResult.map(({ InvocationStatus }) => InvocationStatus)
const open = /^(Pending|Running|Stopping)$/

const idsInJson = JSON.stringify([ecsNames.cvm, ecsNames.managed])

for (const [name, call] of Object.entries(clients))
  test(`every action by ${name}`, async () => {
    const unique = `ecs-${name.replaceAll(' ', '-')}`
    const known: Record<string, unknown> = { ...ecsNames, idsInJson, user: userInfo().username, unique }
    for (const { action, params, until, holds, save } of steps) {
      const ask = () => call(action, within(fill(params, known), unique) as Readonly<Record<string, unknown>>)
      const answer = until
        ? await eventually(`${action} to show ${until}`, async () => {
            const shown = await ask()
            return !statuses(shown).some((status) => open.test(status)) && shown
          })
        : await ask()
      if (until)
        for (const status of statuses(answer)) assert.match(status, new RegExp(`^(${until})$`), JSON.stringify(answer))
      assert.match(answer.RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
      if (holds) assertHolds(answer, within(fill(holds, known), unique), `${action} by ${name}`)
      for (const [as, member] of Object.entries(save ?? {})) known[as] = answer[member]
    }
  })

/** Texts in which the name is a part. */
function within(value: unknown, unique: string): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('$unique', unique))
}
