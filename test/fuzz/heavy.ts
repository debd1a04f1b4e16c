import { apiPrefix, signRequest } from '@muster/protocol/api'
import { signForm, signTc3 } from '../../packages/dialects/test/support/sign.ts'
import { signAcs3, signRpc } from '../../packages/dialects/test/support/sign-alibaba.ts'
import type { World } from './world.ts'

/** A request made to take long, and what its answer says. */
export interface Heavy {
  readonly name: string
  /** Signs it; what comes back sends it. */
  readonly prepare: () => () => Promise<string>
}

const megabyte = 1_000_000
const fill = (unit: string, bytes = megabyte) => unit.repeat(Math.floor(bytes / unit.length))
const members = (bytes: number) =>
  `{${Array.from({ length: bytes / 14 }, (_, i) => `"${i.toString(36)}":"x"`).join(',')}}`
const quoted = (text: string) => JSON.stringify(text)

/** Bodies of a megabyte in which a parser has most to do. */
const bodies: Readonly<Record<string, string>> = {
  'one long text': `{"CommandName":${quoted(fill('a'))}}`,
  'text of escapes': `{"CommandName":"${fill('\\u0041')}"}`,
  'text of wide characters': `{"Description":"${fill('\u{1f600}')}"}`,
  'line ends in base64': `{"Content":"${fill('\\n')}"}`,
  'base64 of a megabyte': `{"Content":"${fill('QUJD')}"}`,
  members: members(megabyte),
  'arrays in arrays': `{"Filters":${fill('[', megabyte / 2)}${fill(']', megabyte / 2)}}`,
  'a list of texts': `{"InstanceIds":[${fill('"a",', 90_000)}"a"]}`,
  'a list of objects': `{"Tags":[${fill('{"Key":"a"},', 100_000)}{}]}`,
  filters: `{"Filters":[${fill('{"Name":"a","Values":["b"]},', 200_000)}{}]}`,
  parameters: `{"Parameters":${quoted(members(megabyte / 2))}}`,
  'a parameter many times': `{"Parameters":${quoted(`{${fill('"a":"b",', megabyte / 2)}"a":""}`)}}`,
  'no JSON': fill('"'),
}

const forms: Readonly<Record<string, string>> = {
  'no names': fill('&'),
  'short names': fill('a&'),
  escapes: `a=${fill('%41')}`,
  pluses: `a=${fill('+')}`,
  'names that nest': fill('a.b.c.d.e.f.g=1&'),
  'a list': Array.from({ length: 1_900 }, (_, i) => `InstanceIds.${i}=${'x'.repeat(500)}`).join('&'),
}

/** What strangers and callers can send that costs the most, at each door. */
export function heavyRequests({ dialects, api, key, now }: World): readonly Heavy[] {
  const seconds = now / 1000
  const date = `${new Date(now).toISOString().slice(0, 19)}Z`
  let nonces = 0
  const tc3 = {
    method: 'POST',
    target: '/',
    host: 'a',
    contentType: 'application/json',
    version: '2020-10-28',
    timestamp: seconds,
    secretId: key.id,
    secretKey: key.secret,
  }
  const v1 = {
    Version: '2020-10-28',
    Action: 'DescribeCommands',
    Timestamp: String(seconds),
    Nonce: '1',
    SecretId: key.id,
  }
  const rpc = {
    Version: '2014-05-26',
    Action: 'DescribeCommands',
    Format: 'JSON',
    Timestamp: date,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    AccessKeyId: key.id,
  }
  const native = (name: string, method: 'GET' | 'POST', path: string, text: string): Heavy => ({
    name: `native ${name}`,
    prepare: () => {
      const body = Buffer.from(text)
      const full = `${apiPrefix}${path}`
      const headers = signRequest(key, { method, host: 'a', path: full, query: '', body }, now)
      const rawHeaders = ['host', 'a', ...Object.entries(headers).flat()]
      return async () => {
        const answer = await api({ method, rawTarget: full, rawHeaders, body })
        return typeof answer === 'function' ? 'a stream' : answer.body
      }
    },
  })
  const heavy = (name: string, write: () => Parameters<typeof dialects>[0]): Heavy => ({
    name,
    prepare: () => {
      const request = write()
      return async () => (await dialects(request)).body
    },
  })
  const form = ['content-type', 'application/x-www-form-urlencoded']
  const cron = (expression: string) =>
    `{"count":1000,"rule":{"kind":"cron","zone":"Africa/Casablanca","expression":"${expression}"},"from":"0001-01-01T00:00:00Z"}`
  const names = JSON.stringify(Array.from({ length: 10_000 }, (_, i) => `${'n'.repeat(120)}${i}`))
  return [
    ...Object.entries(forms).flatMap(([name, text]) => [
      heavy(`unsigned form: ${name}`, () => ({
        method: 'POST',
        rawTarget: '/',
        rawHeaders: form,
        body: Buffer.from(`SecretId=a&${text}`),
      })),
      heavy(`unsigned form, Alibaba: ${name}`, () => ({
        method: 'POST',
        rawTarget: '/',
        rawHeaders: form,
        body: Buffer.from(`SignatureVersion=1.0&${text}`),
      })),
      heavy(`signed form, TAT: ${name}`, () =>
        signForm({
          method: 'POST',
          host: 'a',
          path: '/',
          parameters: { ...v1, ...Object.fromEntries(new URLSearchParams(text)) },
          secretKey: key.secret,
          algorithm: 'sha1',
        }),
      ),
      heavy(`signed form, ECS: ${name}`, () =>
        signRpc({
          method: 'POST',
          parameters: { ...rpc, SignatureNonce: String(++nonces), ...Object.fromEntries(new URLSearchParams(text)) },
          secret: key.secret,
        }),
      ),
    ]),
    ...['CreateCommand', 'RunCommand', 'DescribeCommands'].flatMap((action) =>
      Object.entries(bodies).flatMap(([name, body]) => [
        heavy(`TAT ${action}: ${name}`, () => signTc3({ ...tc3, action, body })),
        heavy(`ECS ${action}: ${name}`, () =>
          signAcs3({
            action,
            body,
            contentType: 'application/json',
            date,
            nonce: String(++nonces),
            keyId: key.id,
            secret: key.secret,
          }),
        ),
      ]),
    ),
    heavy('unsigned body of a megabyte', () =>
      signTc3({ ...tc3, secretKey: 'wrong', action: 'RunCommand', body: fill('a') }),
    ),
    heavy('unsigned head of 60 KB', () =>
      signTc3({
        ...tc3,
        secretKey: 'wrong',
        target: '/abc',
        host: 'A:1',
        action: 'RunCommand',
        body: '',
        signedHeaders: [
          ['content-type', 'A/B'],
          ['host', 'A:1'],
          ['x-long', 'X'],
        ],
        extraHeaders: [['x-long', fill('X', 60_000)]],
      }),
    ),
    ...Object.entries(bodies).map(([name, body]) => native(`run: ${name}`, 'POST', '/runs', body)),
    native(
      'run: parameters',
      'POST',
      '/runs',
      `{"targets":{"all":true},"script":"ZQ==","parameters":${members(megabyte)}}`,
    ),
    native('run: 10,000 names', 'POST', '/runs', `{"targets":{"names":${names}},"script":"ZQ=="}`),
    native('targets: 24,000 tags', 'POST', '/targets', `{"tags":[${fill('{},', 72_000)}{}]}`),
    native('rule: 1,000 days of leap years', 'POST', '/schedules/preview', cron('0 0 29 2 *')),
    native('rule: never', 'POST', '/schedules/preview', cron('0 0 30 2 *')),
    native('rule: steps', 'POST', '/schedules/preview', cron(`${fill('*/1,', 400)}*/1 * * * *`)),
  ]
}
