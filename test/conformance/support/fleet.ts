import { after } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { allOnline } from '../../e2e/harness/fleet.ts'
import { type Cleanup, makeFolder, startAgent, startServer, startSwarm } from '../../e2e/harness/programs.ts'
import { enrolOnly } from './enrol.ts'

// One server and its agents for all files of a run: they start when the first file is read and end after the last test.
const cleanup: Cleanup = { after }
export const folder = makeFolder(cleanup)
export const server = await startServer(cleanup, folder)

interface Code {
  readonly id: string
  readonly secret: string
}
type Kind = 'cvm' | 'lighthouse' | 'managed'

// The bucket that the data files name; the server keeps what is sent there.
await callCli(server, ['buckets', 'add', 'https://example-123456789.cos.ap-beijing.myqcloud.com'])

const makeCode = (kind: Kind) => callCli(server, ['instances', 'add', '--kind', kind, '--limit', '9']) as Promise<Code>
const codes = {
  cvm: await makeCode('cvm'),
  lighthouse: await makeCode('lighthouse'),
  managed: await makeCode('managed'),
}

const start = (kind: Kind, name: string, options: readonly string[] = []) =>
  startAgent(cleanup, server, folder, name, codes[kind], options)
const [one, two, lighthouse, managed, away] = await Promise.all([
  start('cvm', 'cvm-1'),
  start('cvm', 'cvm-2', ['--tag', 'tier=db', '--tag', 'acs:rm:rgId=rg-conformance']),
  start('lighthouse', 'light-1'),
  start('managed', 'managed-1', ['--tag', 'role=web', '--tag', 'zone=a']),
  start('managed', 'away-1'),
])
startSwarm(cleanup, server, folder, codes.lighthouse, 2)
await allOnline(server, 7)
await away.kill()
await allOnline(server, 6)
const { items } = (await callCli(server, ['instances'])) as {
  readonly items: readonly { readonly id: string; readonly name: string }[]
}

/** Names for the data files: `$cvm` there is the id of the first instance of that kind. */
export const names: Readonly<Record<string, string>> = {
  cvm: one.instance,
  cvm2: two.instance,
  lighthouse: lighthouse.instance,
  managed: managed.instance,
  away: away.instance,
  never: await enrolOnly(server, codes.cvm, 'never-1'),
  code: codes.managed.id,
}
/** Hosts that run nothing, for tests of what is listed and not of what is run. */
export const simulated = items.filter(({ name }) => name.startsWith('swarm-')).map(({ id }) => id)

const prefixes = { ins: 'i', lhins: 'i', rins: 'mi' } as const

/** The same hosts as ECS names them. */
export const ecsNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(names).map(([name, id]) => [
    name,
    id.replace(/^(ins|lhins|rins)(?=-)/, (prefix) => prefixes[prefix as keyof typeof prefixes]),
  ]),
)
