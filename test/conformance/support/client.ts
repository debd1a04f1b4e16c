import { createRequire } from 'node:module'
import type { RunningServer } from '../../e2e/harness/programs.ts'
import { server } from './fleet.ts'

// By the path that the SDK's guide gives for one product: the umbrella would load three hundred.
const { tat } = createRequire(import.meta.url)(
  'tencentcloud-sdk-nodejs/tencentcloud/services/tat',
) as typeof import('tencentcloud-sdk-nodejs/tencentcloud/services/tat/index.js')

export type Client = InstanceType<typeof tat.v20201028.Client>
export type Answer = Readonly<Record<string, unknown>> & { readonly RequestId: string }

export interface ClientOptions {
  readonly endpoint?: string
  readonly method?: 'GET' | 'POST'
  readonly key?: { readonly secretId: string; readonly secretKey: string; readonly token?: string }
  readonly region?: string
  readonly signMethod?: 'TC3-HMAC-SHA256' | 'HmacSHA256' | 'HmacSHA1'
  readonly language?: 'zh-CN' | 'en-US'
  readonly of?: RunningServer
}

/** The official client, with nothing set but what its guide says for another endpoint. */
export function createClient({ of = server, ...options }: ClientOptions = {}): Client {
  return new tat.v20201028.Client({
    credential: options.key ?? of.key,
    region: options.region ?? 'ap-guangzhou',
    profile: {
      signMethod: options.signMethod ?? 'TC3-HMAC-SHA256',
      ...(options.language && { language: options.language }),
      httpProfile: {
        endpoint: options.endpoint ?? new URL(of.url).host,
        protocol: 'http://',
        reqMethod: options.method ?? 'POST',
      },
    },
  })
}

/** Any action by its name: the typed methods of the SDK call exactly this. */
export const call = (client: Client, action: string, parameters: object): Promise<Answer> =>
  client.request(action, parameters) as Promise<Answer>

/** The code with which the SDK throws; an answer that is no error has none. */
export async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer
    return undefined
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
