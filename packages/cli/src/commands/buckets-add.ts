import { text } from 'node:stream/consumers'
import { routes } from '@muster/protocol/api'
import { type Command, Option } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { CliError } from '../errors.ts'
import { type Io, isInteractive, printJson, printLines } from '../io.ts'
import { askSecret } from '../tty/prompt.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { type Context, connect, withAccess, withJson } from './options.ts'

interface Options extends AccessOptions {
  readonly json?: boolean
  readonly secretId?: string
  readonly kind?: 's3' | 'cos'
  readonly endpoint?: string
  readonly region?: string
}

const help = `
The secret key comes from MUSTER_BUCKET_SECRET_KEY, from stdin, or is asked for.
Without --secret-id the server itself keeps what is sent to this address.

  muster buckets add https://logs-1250000000.cos.ap-beijing.myqcloud.com --secret-id AKID…
  muster buckets add https://logs.example.org --endpoint http://10.0.0.5:9000/logs --secret-id …
  muster buckets add oss://logs --endpoint https://logs.s3.oss-cn-hangzhou.aliyuncs.com --secret-id …`

export function addBucketsAdd(parent: Command, context: Context): void {
  const command = parent
    .command('add')
    .description('let whole outputs be delivered to a bucket')
    .argument('<url>', 'the bucket, as commands name it')
    .option('--secret-id <id>', 'of a key that may put objects')
    .addOption(new Option('--kind <kind>', 'whose signature it takes (by address)').choices(['s3', 'cos']))
    .option('--endpoint <url>', 'where it is reached, if elsewhere')
    .option('--region <name>', 'of AWS (by address, else us-east-1)')
    .addHelpText('after', help)
  withJson(withAccess(command)).action((url: string, options: Options) => add(context, url, options))
}

async function add(context: Context, url: string, options: Options): Promise<void> {
  const { io } = context
  const { secretId, kind, endpoint, region } = options
  const { client } = connect(context, options)
  const body = {
    url,
    ...(secretId === undefined ? {} : { secretId, secretKey: await readSecret(io) }),
    ...(kind === undefined ? {} : { kind }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  }
  const bucket = await client.call(routes.saveBucket, { body })
  if (options.json) return printJson(io, bucket)
  const how = bucket.kind === 'kept' ? 'kept by the server' : `${bucket.kind} with ${bucket.keyId}`
  printLines(io, [sanitiseLine(`${bucket.url}  ${how}`)])
}

async function readSecret(io: Io): Promise<string> {
  const given = io.env.MUSTER_BUCKET_SECRET_KEY
  if (given) return given
  const secret = isInteractive(io) ? await askSecret(io, 'secret key  ') : (await text(io.stdin)).trim()
  if (secret === '') throw new CliError('a secret key is needed: set MUSTER_BUCKET_SECRET_KEY or give it on stdin.')
  return secret
}
