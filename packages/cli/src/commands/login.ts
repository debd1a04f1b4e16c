import { text } from 'node:stream/consumers'
import { type Credentials, createClient, routes } from '@muster/protocol/api'
import type { Command } from 'commander'
import { type AccessOptions, fromEnvironment, serverUrl } from '../access/access.ts'
import { profilesFile, storeProfile } from '../access/profiles.ts'
import { fetchFor, trustAuthority } from '../access/trust.ts'
import { CliError } from '../errors.ts'
import { type Io, isInteractive, printLines } from '../io.ts'
import { ask, askSecret, textOf } from '../tty/prompt.ts'
import type { Context } from './options.ts'

type LoginOptions = Pick<AccessOptions, 'ca' | 'cert' | 'key'>

export function addLogin(program: Command, context: Context): void {
  program
    .command('login')
    .description('check an access key and keep it for later commands')
    .argument('<url>', 'address of the server')
    .option('--ca <file>', "certificates of the authority that signed the server's (MUSTER_CA)")
    .option('--cert <file>', 'certificate to show, where the server asks for one (MUSTER_CLIENT_CERT)')
    .option('--key <file>', 'key of that certificate (MUSTER_CLIENT_KEY)')
    .addHelpText(
      'after',
      '\nThe key comes from MUSTER_SECRET_ID and MUSTER_SECRET_KEY, from two lines on stdin, or is asked for.',
    )
    .action((url: string, options: LoginOptions) => {
      trustAuthority(options.ca ?? context.io.env.MUSTER_CA)
      return login(context, url, fetchFor(options, context.io.env))
    })
}

async function readCredentials(io: Io): Promise<Credentials> {
  const given = fromEnvironment(io.env)
  if (given) return given
  if (isInteractive(io)) {
    const typed = textOf(await ask(io, 'secret id   '))
    return { id: typed, secret: await askSecret(io, 'secret key  ') }
  }
  const [first = '', second = ''] = (await text(io.stdin)).split('\n').map((line) => line.trim())
  return { id: first, secret: second }
}

async function login(context: Context, address: string, request: typeof fetch): Promise<void> {
  const { io } = context
  const server = serverUrl(address)
  context.onServer(server)
  const credentials = await readCredentials(io)
  if (!credentials.id || !credentials.secret)
    throw new CliError(
      'a secret id and a secret key are needed: set them in the environment or give two lines on stdin.',
    )
  const info = await createClient(server, credentials, io.now, request).call(routes.getServer)
  const file = profilesFile(io.env, io.home)
  storeProfile(file, server, credentials)
  printLines(io, [`${server} knows you as ${info.caller.user} (${info.caller.role}).`, `The key is kept in ${file}`])
}
