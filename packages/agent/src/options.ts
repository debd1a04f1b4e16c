import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Credentials } from './connect/dial.ts'
import { exitCodes, Failure } from './failure.ts'

interface Option {
  readonly kind: 'string' | 'boolean' | 'list'
  readonly variable?: string
  readonly value: string
  readonly help: string
}
export type OptionTable = Readonly<Record<string, Option>>

/** Every option of the agent, its environment variable and what it means: parsing and help are made from this. */
export const agentOptions = {
  server: { kind: 'string', variable: 'MUSTER_SERVER', value: 'URL', help: 'Server, as https://host:port' },
  code: { kind: 'string', variable: 'MUSTER_AGENT_CODE', value: 'ID', help: 'Register code, for the first start' },
  secret: {
    kind: 'string',
    variable: 'MUSTER_AGENT_SECRET',
    value: 'VALUE',
    help: 'Secret of the register code; - reads it from standard input',
  },
  'secret-file': { kind: 'string', value: 'FILE', help: 'File that holds the secret' },
  'server-key': {
    kind: 'string',
    variable: 'MUSTER_SERVER_KEY',
    value: 'SHA256:…',
    help: "The server's key; required to enrol beyond this machine",
  },
  ca: {
    kind: 'string',
    variable: 'MUSTER_CA',
    value: 'FILE',
    help: "Certificates in PEM form of your own authority, that signed the server's",
  },
  'server-cert': {
    kind: 'string',
    variable: 'MUSTER_SERVER_CERT',
    value: 'SHA256:…',
    help: "Key of the server's certificate or its authority, in place of --ca, for the first start",
  },
  cert: {
    kind: 'string',
    variable: 'MUSTER_CLIENT_CERT',
    value: 'FILE',
    help: 'Certificate of this host in PEM form, where the server asks for one',
  },
  key: { kind: 'string', variable: 'MUSTER_CLIENT_KEY', value: 'FILE', help: 'Key of that certificate' },
  data: {
    kind: 'string',
    variable: 'MUSTER_AGENT_DATA',
    value: 'FOLDER',
    help: 'Folder of the agent (default ./agent-data)',
  },
  name: { kind: 'string', variable: 'MUSTER_AGENT_NAME', value: 'NAME', help: 'Name of this host (default host name)' },
  tag: { kind: 'list', value: 'KEY=VALUE', help: 'Tag of this host; may be given more than once' },
  limits: {
    kind: 'string',
    variable: 'MUSTER_AGENT_LIMITS',
    value: 'FILE',
    help: 'What this host may be made to do (default limits.json in the folder of the agent, if there)',
  },
  insecure: {
    kind: 'boolean',
    variable: 'MUSTER_INSECURE',
    value: '',
    help: 'Allow a connection without TLS beyond this machine',
  },
  'no-cgroups': {
    kind: 'boolean',
    variable: 'MUSTER_AGENT_NO_CGROUPS',
    value: '',
    help: 'Do not use control groups to end the processes of a script',
  },
  help: { kind: 'boolean', value: '', help: 'Print this' },
} as const satisfies OptionTable

export type Values = Readonly<Record<string, string | readonly string[] | undefined>>

const usage = (message: string) => new Failure(message, exitCodes.usage)

/** What was given, by the command line or else by the environment. */
export function readOptions(
  table: OptionTable,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Values {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { kind }]) => [
      name,
      { type: kind === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: kind === 'list' },
    ]),
  )
  const given = parse(argv, options)
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const value = given[name]
      if (Array.isArray(value)) return [name, value.map(String)]
      if (value !== undefined) return [name, String(value)]
      const fallback = option.variable ? environment[option.variable] : undefined
      return [name, fallback === '' ? undefined : fallback]
    }),
  )
}

function parse(argv: readonly string[], options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\.?\n|\. /)[0] : String(error)
    throw usage(`${reason}. Try --help.`)
  }
}

export const isOn = (value: Values[string]): boolean => typeof value === 'string' && !['', '0', 'false'].includes(value)
export const text = (value: Values[string]): string | undefined => (typeof value === 'string' ? value : undefined)

/** The help text of a table. */
export function describeOptions(title: string, table: OptionTable): string {
  const rows = Object.entries(table).map(([name, { value, help, variable }]) => ({
    left: `  --${name}${value ? ` ${value}` : ''}`,
    right: variable ? `${help} [${variable}]` : help,
  }))
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2
  return `${title}\n\n${rows.map(({ left, right }) => left.padEnd(width) + right).join('\n')}\n`
}

export const readCredentials = (values: Values): Credentials => ({
  ca: text(values.ca),
  cert: text(values.cert),
  key: text(values.key),
  expected: text(values['server-cert']),
})

/** The register code's secret from wherever it was given; undefined when it was not. */
export function readSecret(values: Values): string | undefined {
  const file = text(values['secret-file'])
  const secret = text(values.secret)
  if (file !== undefined) return readText(file, `the secret file ${file}`)
  return secret === '-' ? readText(0, 'the secret on standard input') : secret
}

function readText(source: string | number, what: string): string {
  try {
    return readFileSync(source, 'utf8').trim()
  } catch {
    throw usage(`${what} cannot be read.`)
  }
}

export function readTags(values: Values): Record<string, string> {
  const tags = Array.isArray(values.tag) ? values.tag : []
  return Object.fromEntries(
    tags.map((tag: string) => {
      const at = tag.indexOf('=')
      if (at < 1) throw usage(`--tag ${tag} is not KEY=VALUE.`)
      return [tag.slice(0, at), tag.slice(at + 1)]
    }),
  )
}
