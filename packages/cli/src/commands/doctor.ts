import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { dataFolder, serverUrl } from '../access/access.ts'
import { trustAuthority } from '../access/trust.ts'
import { type Finding, findingsAbout, type Level, runChecks } from '../doctor/finding.ts'
import { agentChecks, type Installation, programChecks, serverChecks } from '../doctor/installation.ts'
import { exitCodes } from '../errors.ts'
import { type Io, paintOf, printJson, printLines } from '../io.ts'
import { columns } from '../tty/columns.ts'
import type { Context } from './options.ts'

interface Options {
  readonly data?: string
  readonly agentData?: string
  readonly server?: string
  readonly ca?: string
  readonly json?: boolean
}

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('look whether the server and the agent of this machine are well')
    .option('--data <folder>', 'data folder of the server (MUSTER_DATA)')
    .option('--agent-data <folder>', 'folder of the agent (MUSTER_AGENT_DATA)')
    .option('--server <url>', 'server that this machine is to reach (MUSTER_SERVER)')
    .option('--ca <file>', "certificates of the authority that signed the server's (MUSTER_CA)")
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      const { io } = context
      trustAuthority(options.ca ?? io.env.MUSTER_CA)
      const findings = await examine(installationOf(options, io))
      if (options.json) printJson(io, { findings })
      else printLines(io, render(io, findings))
      context.exit(findings.some(({ level }) => level === 'problem') ? exitCodes.failed : exitCodes.ok)
    })
}

function installationOf(options: Options, io: Io): Installation {
  const data = options.data ? resolve(io.cwd, options.data) : dataFolder(io)
  const named = options.server ?? io.env.MUSTER_SERVER
  const agent = options.agentData ?? io.env.MUSTER_AGENT_DATA
  const places = [join(data, 'agent'), resolve(io.cwd, 'agent-data')]
  const found = places.find((place) => existsSync(place)) ?? join(data, 'agent')
  return {
    data,
    database: databaseOf(io, data),
    masterKey: io.env.MUSTER_MASTER_KEY
      ? undefined
      : resolve(io.cwd, io.env.MUSTER_MASTER_KEY_FILE || join(data, 'master.key')),
    agentData: agent ? resolve(io.cwd, agent) : found,
    server: named && serverUrl(named),
    now: io.now,
  }
}

const databaseOf = ({ env, cwd }: Io, data: string): string =>
  env.MUSTER_DATABASE_URL
    ? resolve(cwd, env.MUSTER_DATABASE_URL.replace(/^sqlite:(\/\/)?/, ''))
    : join(data, 'muster.db')

/** What is installed here is looked at; neither server nor agent needs to run. */
async function examine(installation: Installation): Promise<readonly Finding[]> {
  const { data, database } = installation
  const hasServer = [database, join(data, 'server.json'), join(data, 'lock')].some((path) => existsSync(path))
  const hasAgent = existsSync(join(installation.agentData, 'identity.json'))
  const nothing = () => [
    findingsAbout('data').problem(
      `there is neither a server in ${installation.data} nor an agent in ${installation.agentData}: name their folders with --data and --agent-data.`,
    ),
  ]
  return runChecks({
    ...programChecks,
    ...(hasServer ? serverChecks(installation) : {}),
    ...(hasAgent ? agentChecks(installation) : {}),
    ...(hasServer || hasAgent ? {} : { data: nothing }),
  })
}

function render(io: Io, findings: readonly Finding[]): readonly string[] {
  const paint = paintOf(io)
  const colours: Readonly<Record<Level, (text: string) => string>> = {
    ok: paint.green,
    warning: paint.yellow,
    problem: paint.red,
  }
  return columns(findings.map(({ about, level, message }) => [colours[level](level), about, message]))
}
