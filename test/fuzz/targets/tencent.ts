import { products } from '../../../packages/dialects/src/tencent/products.ts'
import { signForm, signTc3 } from '../../../packages/dialects/test/support/sign.ts'
import { openWorld, type World } from '../world.ts'
import { assertOrderly } from './orderly.ts'
import type { Target } from './target.ts'

const covers = /packages\/dialects\/src\/(raw|pipeline|spec\/.*|tencent\/.*)\.ts$/

const built = products.flatMap((product) => product.built)

/** Every member of every action, with values that lead far. */
const words = [
  ...new Set(built.flatMap(({ name, input }) => [name, ...Object.keys(input)])),
  '"ZWNobyAxCg=="', '"cmd-00000001"', '"inv-00000001"', '"ins-00000001"', '["ins-00000001"]', '{"Name":"instance-id","Values":["a"]}',
  '{"Name":"tag:a","Values":["%"]}', '{"Name":"command-name","Values":["_%\' OR 1=1 --"]}', '"{\\"a\\":\\"b\\"}"', '"{{a}}"', '"SHELL"',
  '"* * * * *"', '"2026-12-01T00:00:00+08:00"', 'true', '100', '-1', '"/root"', '"root"', '[{"Key":"__proto__","Value":""}]',
] // biome-ignore format: a table

/** Calls with a good signature: a line with the action, then its body. */
export async function openTencent(): Promise<Target> {
  const world = await openWorld()
  return {
    covers,
    words,
    seeds: built.flatMap(({ name }) => [
      `${name}\n{}`,
      `${name}\n{"CommandName":"a","Content":"ZWNobyB7e2F9fQ==","InstanceIds":["ins-00000001"],"EnableParameter":true,"Parameters":"{\\"a\\":\\"b\\"}"}`,
      `${name}\n{"Filters":[{"Name":"instance-id","Values":["ins-00000001"]}],"Limit":1,"Offset":0}`,
    ]),
    run: async (input) => {
      const [action = '', ...body] = input.toString().split('\n')
      assertOrderly(await world.dialects(signTc3({ ...tc3(world), action: plain(action), body: body.join('\n') })))
    },
  }
}

/** The same under signature v1, everything a parameter. */
export async function openTencentForm(): Promise<Target> {
  const world = await openWorld()
  return {
    covers,
    words: [...words, '.0', '.0.Name', '.0.Values.0', '&', '='],
    seeds: built.map(
      ({ name }) =>
        `Action=${name}&CommandName=a&Content=ZWNobyAx&InstanceIds.0=ins-00000001&Filters.0.Name=command-name&Filters.0.Values.0=a&Limit=1`,
    ),
    run: async (input) => {
      const given = Object.fromEntries(new URLSearchParams(input.toString()))
      const parameters = {
        Version: '2020-10-28',
        ...given,
        Timestamp: String(world.now / 1000),
        Nonce: '1',
        SecretId: world.key.id,
        SignatureMethod: 'HmacSHA256',
      }
      const place = { method: 'POST', host: 'a', path: '/' } as const
      assertOrderly(
        await world.dialects(signForm({ ...place, parameters, secretKey: world.key.secret, algorithm: 'sha256' })),
      )
    },
  }
}

const tc3 = ({ key, now }: World) =>
  ({
    method: 'POST',
    target: '/',
    host: 'a',
    contentType: 'application/json',
    version: '2020-10-28',
    timestamp: now / 1000,
    secretId: key.id,
    secretKey: key.secret,
  }) as const

/** What a header can hold. */
const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '')
