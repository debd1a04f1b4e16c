import { ecs } from '../../../packages/dialects/src/alibaba/products.ts'
import { signAcs3, signRpc } from '../../../packages/dialects/test/support/sign-alibaba.ts'
import { openWorld } from '../world.ts'
import { assertOrderly } from './orderly.ts'
import type { Target } from './target.ts'

const covers = /packages\/dialects\/src\/(raw|pipeline|spec\/.*|alibaba\/.*)\.ts$/

const words = [
  ...new Set(ecs.built.flatMap(({ name, input }) => [name, ...Object.keys(input)])), ...ecs.catalogue,
  '.1', '.1.Key', '.1.Value', '&', '=', 'ZWNobyAxCg==', 'c-00000001', 't-00000001', 'i-00000001', '%7B%22a%22%3A%22b%22%7D', 'RunShellScript',
  'PlainText', 'Base64', 'Period', 'Once', '0 */5 * * * *', 'rate(1m)', 'Format=XML', 'MaxResults=10', 'NextToken=', 'ClientToken=a',
] // biome-ignore format: a table

const names = ecs.catalogue
const form = (name: string) =>
  `Action=${name}&CommandContent=ZWNobyAx&Type=RunShellScript&InstanceId.1=i-00000001&Name=a&ContentEncoding=Base64&Parameters=%7B%22a%22%3A%22b%22%7D&EnableParameter=true`

const date = (now: number) => `${new Date(now).toISOString().slice(0, 19)}Z`
let nonces = 0

/** Calls with a good signature of version 3: a line with the action, then its query. */
export async function openAlibaba(): Promise<Target> {
  const { dialects, key, now } = await openWorld()
  return {
    covers,
    words,
    seeds: names.map((name) => `${name}\n${form(name)}`),
    run: async (input) => {
      const [action = '', query = '', ...body] = input.toString().split('\n')
      const signed = signAcs3({
        action: action.replace(/[^\x21-\x7e]/g, '') || 'RunCommand',
        query: Object.fromEntries(new URLSearchParams(query)),
        ...(body.length > 0 && { body: body.join('\n'), contentType: 'application/json' }),
        date: date(now),
        nonce: String(++nonces),
        keyId: key.id,
        secret: key.secret,
      })
      assertOrderly(await dialects(signed))
    },
  }
}

/** The same under version 1, everything in a form. */
export async function openAlibabaForm(): Promise<Target> {
  const { dialects, key, now } = await openWorld()
  return {
    covers,
    words,
    seeds: names.map(form),
    run: async (input) => {
      const parameters = {
        Version: '2014-05-26',
        Format: 'JSON',
        ...Object.fromEntries(new URLSearchParams(input.toString())),
        Timestamp: date(now),
        SignatureNonce: String(++nonces),
        SignatureMethod: 'HMAC-SHA1',
        SignatureVersion: '1.0',
        AccessKeyId: key.id,
      }
      assertOrderly(await dialects(signRpc({ method: 'POST', parameters, secret: key.secret })))
    },
  }
}
