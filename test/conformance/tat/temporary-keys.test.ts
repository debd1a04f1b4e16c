import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { call, codeOf, createClient } from '../support/client.ts'
import { server } from '../support/fleet.ts'
import { encode } from '../support/run.ts'

interface Made {
  readonly id: string
  readonly secret: string
  readonly token: string
}
const make = async (...options: readonly string[]) => {
  const { id, secret, token } = (await callCli(server, ['keys', 'create', '--temporary', '15m', ...options])) as Made
  return { secretId: id, secretKey: secret, token }
}

describe('temporary keys of the command line, in the SDK', () => {
  for (const signMethod of ['TC3-HMAC-SHA256', 'HmacSHA1', 'HmacSHA256'] as const)
    test(`one signs with ${signMethod} and its token`, async () => {
      const key = await make()
      const ask = (with_: object) =>
        codeOf(call(createClient({ key: { ...key, ...with_ }, signMethod }), 'DescribeCommands', {}))
      assert.equal(await ask({}), undefined)
      assert.equal(await ask({ token: 'another' }), 'AuthFailure.TokenFailure')
      assert.equal(await ask({ token: undefined }), 'AuthFailure.TokenFailure')
      assert.equal(await ask({ secretKey: 'another' }), 'AuthFailure.SignatureFailure')
    })

  test('one of a reader may look and do nothing', async () => {
    const client = createClient({ key: await make('--role', 'reader') })
    assert.equal(await codeOf(call(client, 'DescribeCommands', {})), undefined)
    const create = call(client, 'CreateCommand', { CommandName: 'by-a-reader', Content: encode('true') })
    assert.equal(await codeOf(create), 'UnauthorizedOperation.CamAuthFailed')
  })

  test('messages are in the language that the client asks for', async () => {
    const message = (language: 'zh-CN' | 'en-US') =>
      call(createClient({ language }), 'DescribeCommands', { CommandIds: ['x'] }).then(
        () => assert.fail('the call succeeded'),
        (error: Error) => error.message,
      )
    assert.match(await message('zh-CN'), /^CommandId 无效。/)
    assert.match(await message('en-US'), /^CommandIds\.0 is not the id of a command/)
  })
})
