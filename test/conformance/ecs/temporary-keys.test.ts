import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { currentSdk, ecsErrorOf, olderSdk } from '../support/ecs-client.ts'
import { server } from '../support/fleet.ts'

test('a temporary key works with its token, under both signatures', async () => {
  const made = (await callCli(server, ['keys', 'create', '--temporary', '15m'])) as Readonly<Record<string, string>>
  const key = { secretId: made.id ?? '', secretKey: made.secret ?? '', token: made.token ?? '' }
  for (const sdk of [currentSdk, olderSdk]) {
    await sdk({ key })('DescribeCommands', {})
    const { token, ...bare } = key
    assert.equal((await ecsErrorOf(sdk({ key: bare })('DescribeCommands', {}))).code, 'MissingSecurityToken')
    const forged = { ...key, token: `${token}x` }
    const { code } = await ecsErrorOf(sdk({ key: forged })('DescribeCommands', {}))
    assert.equal(code, 'InvalidSecurityToken.Malformed')
  }
})
