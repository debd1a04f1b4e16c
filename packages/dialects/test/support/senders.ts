import { newNonce } from './call-alibaba.ts'
import { signForm, signTc3 } from './sign.ts'
import { signAcs3, signRpc } from './sign-alibaba.ts'
import type { World } from './world.ts'

type Sent = Parameters<World['dialects']>[0]

/** One way to sign, of one vendor. */
export interface Sender {
  readonly name: string
  /** An action that any key may call and that needs nothing. */
  readonly action: string
  readonly sign: (world: World, action: string, parameters: Readonly<Record<string, string>>) => Sent
  /** Members whose change the signature must notice, and how to change one. */
  readonly covers: readonly string[]
  readonly forge: (sent: Sent, member: string, value: string) => Sent
}

const seconds = ({ clock }: World) => Math.floor(clock.now() / 1000)
const date = ({ clock }: World) => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`

function forgeHeader(sent: Sent, member: string, value: string): Sent {
  if (member === 'body') return { ...sent, body: Buffer.from(value) }
  if (member === 'query') return { ...sent, rawTarget: `/?${encodeURIComponent(value)}` }
  if (member === 'method') return { ...sent, method: sent.method === 'POST' ? 'GET' : 'POST' }
  const rawHeaders = [...sent.rawHeaders]
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === member)
  rawHeaders[at + 1] = value
  return { ...sent, rawHeaders }
}

function forgeParameter(sent: Sent, member: string, value: string): Sent {
  const [path = '', query = ''] = sent.rawTarget.split('?')
  const text = sent.method === 'GET' ? query : Buffer.from(sent.body ?? []).toString()
  const form = new URLSearchParams(text)
  form.set(member, value)
  if (sent.method === 'GET') return { ...sent, rawTarget: `${path}?${form}` }
  return { ...sent, body: Buffer.from(form.toString()) }
}

const form = ['Action', 'Version', 'Timestamp', 'Signature', 'More']

export const senders: readonly Sender[] = [
  {
    name: 'Tencent, TC3',
    action: 'DescribeCommands',
    sign: (world, action, parameters) => ({
      ...signTc3({
        method: 'POST',
        target: '/',
        host: 'a',
        contentType: 'application/json',
        body: JSON.stringify(parameters),
        action,
        version: '2020-10-28',
        timestamp: seconds(world),
        secretId: world.keys.operator.key.id,
        secretKey: world.keys.operator.secret,
      }),
      peer: '',
    }),
    covers: ['body', 'query', 'method', 'host', 'content-type', 'x-tc-timestamp', 'authorization'],
    forge: forgeHeader,
  },
  {
    name: 'Tencent, version 1',
    action: 'DescribeCommands',
    sign: (world, action, parameters) => ({
      ...signForm({
        method: 'POST',
        host: 'a',
        path: '/',
        parameters: {
          Action: action,
          Version: '2020-10-28',
          Timestamp: String(seconds(world)),
          Nonce: '7',
          SecretId: world.keys.operator.key.id,
          ...parameters,
        },
        secretKey: world.keys.operator.secret,
        algorithm: 'sha1',
      }),
      peer: '',
    }),
    covers: [...form, 'Nonce', 'SecretId', 'SignatureMethod'],
    forge: forgeParameter,
  },
  {
    name: 'Alibaba, version 3',
    action: 'DescribeCommands',
    sign: (world, action, parameters) => ({
      ...signAcs3({
        action,
        query: { RegionId: 'local', ...parameters },
        date: date(world),
        nonce: newNonce(),
        keyId: world.keys.operator.key.id,
        secret: world.keys.operator.secret,
      }),
      peer: '',
    }),
    covers: [
      ...['body', 'query', 'method', 'host', 'authorization', 'x-acs-action', 'x-acs-version', 'x-acs-date'],
      ...['x-acs-signature-nonce', 'x-acs-content-sha256'],
    ],
    forge: forgeHeader,
  },
  {
    name: 'Alibaba, version 1',
    action: 'DescribeCommands',
    sign: (world, action, parameters) => ({
      ...signRpc({
        method: 'GET',
        parameters: {
          Action: action,
          RegionId: 'local',
          Version: '2014-05-26',
          Format: 'JSON',
          Timestamp: date(world),
          SignatureNonce: newNonce(),
          SignatureMethod: 'HMAC-SHA1',
          SignatureVersion: '1.0',
          AccessKeyId: world.keys.operator.key.id,
          ...parameters,
        },
        secret: world.keys.operator.secret,
      }),
      peer: '',
    }),
    covers: [...form, 'Format', 'SignatureNonce', 'AccessKeyId', 'RegionId'],
    forge: forgeParameter,
  },
]
