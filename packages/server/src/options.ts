import { parseArgs } from 'node:util'

interface Option {
  readonly env: string
  readonly fallback: string
  readonly help: string
}

/** Every setting, once: flags, environment variables, `--help` and docs/configuration.md all come from here. */
export const options = {
  listen: { env: 'MUSTER_LISTEN', fallback: '127.0.0.1:8470', help: 'address and port to serve' },
  data: { env: 'MUSTER_DATA', fallback: './data', help: 'folder of the database, keys and outputs' },
  database: { env: 'MUSTER_DATABASE_URL', fallback: '', help: 'SQLite file; default muster.db in the data folder' },
  region: { env: 'MUSTER_REGION', fallback: 'local', help: 'region of a call that names none' },
  regions: {
    env: 'MUSTER_REGIONS',
    fallback: '',
    help: 'a,b: serve only these regions, the first to whom names none; default: any name',
  },
  'rate-limit': {
    env: 'MUSTER_RATE_LIMIT',
    fallback: '20',
    help: 'dialect requests a second for each action and key; 0 = no limit',
  },
  'api-rate-limit': {
    env: 'MUSTER_API_RATE_LIMIT',
    fallback: '200',
    help: 'native API requests a second for each key; 0 = no limit',
  },
  'source-limit': {
    env: 'MUSTER_SOURCE_LIMIT',
    fallback: '100',
    help: 'wrong signatures a minute from each address, beyond which it is refused what has not been right before; 0, or no rate limit = any number',
  },
  'schedule-grace': {
    env: 'MUSTER_SCHEDULE_GRACE',
    fallback: '900',
    help: 'seconds that a schedule may start late, after an outage; later it is missed',
  },
  outputs: {
    env: 'MUSTER_OUTPUTS_URL',
    fallback: '',
    help: 'where whole outputs are kept: a folder, or the address of a bucket of S3; default outputs in the data folder',
  },
  'output-limit': {
    env: 'MUSTER_OUTPUT_LIMIT',
    fallback: '64',
    help: 'MiB of output, at most 1024, that are taken of a task whose whole output is asked for',
  },
  'output-days': {
    env: 'MUSTER_OUTPUT_DAYS',
    fallback: '30',
    help: 'days that a whole output is kept here, or waits for a bucket to be mended',
  },
  'terminal-idle': {
    env: 'MUSTER_TERMINAL_IDLE',
    fallback: '180',
    help: 'seconds without input or output after which a terminal is ended',
  },
  'terminal-limit': {
    env: 'MUSTER_TERMINAL_LIMIT',
    fallback: '10800',
    help: 'seconds that a terminal may be open',
  },
  'terminal-recording': {
    env: 'MUSTER_TERMINAL_RECORDING',
    fallback: '64',
    help: 'MiB that the recording of a terminal may take; with it the terminal ends',
  },
  'terminal-days': {
    env: 'MUSTER_TERMINAL_DAYS',
    fallback: '30',
    help: 'days that ended terminals and their recordings are kept',
  },
  'disk-reserve': {
    env: 'MUSTER_DISK_RESERVE',
    fallback: '256',
    help: 'MiB of disk that are kept for the results of what runs: with less free, new work is refused; 0 = none',
  },
  'keep-days': {
    env: 'MUSTER_KEEP_DAYS',
    fallback: '365',
    help: 'days that ended invocations and decisions of schedules stay in the record; 0 = for ever',
  },
  'audit-days': {
    env: 'MUSTER_AUDIT_DAYS',
    fallback: '0',
    help: 'days that lines of the audit log stay; 0 = for ever',
  },
  'public-url': {
    env: 'MUSTER_PUBLIC_URL',
    fallback: '',
    help: 'address of this server in links to outputs and terminals; default the one it listens on',
  },
  'log-level': { env: 'MUSTER_LOG_LEVEL', fallback: 'info', help: 'fatal, error, warn, info, debug or silent' },
  'admin-secret-id': {
    env: 'MUSTER_ADMIN_SECRET_ID',
    fallback: '',
    help: 'first administrator key; made and kept in admin.json of the data folder when unset',
  },
  'master-key-file': {
    env: 'MUSTER_MASTER_KEY_FILE',
    fallback: '',
    help: 'file of the key that all secrets are sealed under; made when missing; default master.key in the data folder',
  },
  'tls-cert': {
    env: 'MUSTER_TLS_CERT',
    fallback: '',
    help: 'PEM file of a certificate and its chain: serve over TLS; read again when it changes',
  },
  'tls-key': { env: 'MUSTER_TLS_KEY', fallback: '', help: 'PEM file of the key of that certificate' },
  'tls-client-ca': {
    env: 'MUSTER_TLS_CLIENT_CA',
    fallback: '',
    help: 'PEM file of authorities: clients must show a certificate by one of them',
  },
  'tls-clients': { env: 'MUSTER_TLS_CLIENTS', fallback: 'agents', help: 'which clients must: agents, or all' },
  insecure: {
    env: 'MUSTER_INSECURE',
    fallback: '',
    help: '1: serve without TLS on an address other than loopback',
  },
} as const satisfies Record<string, Option>

/** Only from the environment: a flag would show in the process list. */
export const environmentOnly = {
  masterKey: { env: 'MUSTER_MASTER_KEY', help: '64 hexadecimal digits: that key itself, in place of the file' },
  previousMasterKey: {
    env: 'MUSTER_MASTER_KEY_PREVIOUS',
    help: 'the one before, for the first start after it was changed',
  },
  adminSecretKey: { env: 'MUSTER_ADMIN_SECRET_KEY', help: 'secret of the first administrator key' },
  outputsSecretId: { env: 'MUSTER_OUTPUTS_SECRET_ID', help: 'key of the bucket in which outputs are kept' },
  outputsSecretKey: { env: 'MUSTER_OUTPUTS_SECRET_KEY', help: 'secret of that key' },
} as const

/** A setting that cannot be used, in one line that says how to mend it. */
export class ConfigError extends Error {}

export type Values = Readonly<Record<keyof typeof options, string>>

/** What was given: a flag counts before its environment variable. */
export function readValues(argv: readonly string[], environment: NodeJS.ProcessEnv): Values | 'help' {
  const flags = Object.fromEntries(
    Object.keys(options).map((name) => [
      name,
      { type: name === 'insecure' ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  let given: Readonly<Record<string, string | boolean | undefined>>
  try {
    given = parseArgs({ args: [...argv], options: { ...flags, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    throw new ConfigError(
      `${(error as Error).message.split(/\.?\n|\. /)[0]}. "muster server --help" lists the options.`,
    )
  }
  if (given.help) return 'help'
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      given[name] === true ? '1' : String(given[name] ?? (environment[option.env] || option.fallback)),
    ]),
  ) as Values
}

export function helpText(): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const value = option.fallback ? ` (${option.fallback})` : ''
    return `  ${`--${name}`.padEnd(18)}${option.env.padEnd(26)}${option.help}${value}`
  })
  const secrets = Object.values(environmentOnly).map(({ env, help }) => `  ${''.padEnd(18)}${env.padEnd(26)}${help}`)
  return ['muster server [options]', '', ...rows, ...secrets, ''].join('\n')
}
