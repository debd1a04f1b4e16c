import { parseArgs } from 'node:util'
import { bucketUrl, limits, regionOf } from '@muster/core'
import { type ClientScope, clientScopes } from './http/client-certificate.ts'
import { type MasterSource, parseMasterKey } from './keys/master-key.ts'
import type { Keeper } from './outputs/keeper.ts'

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
    help: 'address of this server in the links to outputs; default the one it listens on',
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

interface TlsFiles {
  readonly certificate: string
  readonly key: string
  readonly clientCa?: string
  /** Who must show a certificate; undefined: nobody. */
  readonly clients?: ClientScope
}

export interface Config {
  readonly host: string
  readonly port: number
  /** Files; undefined: serve without TLS. */
  readonly tls: TlsFiles | undefined
  readonly data: string
  readonly masterKey: MasterSource
  readonly database: string
  readonly region: string
  readonly regions: readonly string[]
  readonly rateLimit: number
  readonly apiRateLimit: number
  /** Wrong signatures a minute from each source. */
  readonly sourceLimit: number
  /** Seconds. */
  readonly scheduleGrace: number
  /** All wait in the folder; those that stay are kept there too, or in a bucket. */
  readonly outputs: { readonly folder: string; readonly keeper: Keeper | undefined }
  readonly outputLimitBytes: number
  readonly outputDays: number
  readonly diskReserveBytes: number
  /** 0: for ever. */
  readonly keepDays: number
  readonly auditDays: number
  readonly publicUrl: string | undefined
  readonly logLevel: string
  readonly admin: { readonly id: string; readonly secret: string } | undefined
}

/** A setting that cannot be used, in one line that says how to mend it. */
export class ConfigError extends Error {}

type Values = Readonly<Record<keyof typeof options, string>>

export function readConfig(argv: readonly string[], environment: NodeJS.ProcessEnv): Config | 'help' {
  const values = readValues(argv, environment)
  if (values === 'help') return 'help'
  const { host, port } = parseListen(values.listen)
  const tls = tlsFiles(values)
  if (!tls && !isLoopback(host) && !['1', 'true'].includes(values.insecure))
    throw new ConfigError(
      `${values.listen} is not a loopback address and there is no TLS: listen on 127.0.0.1, give --tls-cert and --tls-key, or add --insecure if the network is yours.`,
    )
  const database = values.database.replace(/^sqlite:(\/\/)?/, '')
  if (/^\w+:\/\//.test(database))
    throw new ConfigError(
      `--database ${values.database.split(':')[0]}: this version keeps its record in a SQLite file.`,
    )
  const regions = values.regions.split(',').filter(Boolean)
  return {
    host,
    port,
    tls,
    data: values.data,
    masterKey: masterSource(values['master-key-file'] || `${values.data}/master.key`, environment),
    database: database || `${values.data}/muster.db`,
    // Who names no region must not be sent away for it.
    region: regions.length === 0 || regions.includes(values.region) ? values.region : (regions[0] ?? values.region),
    regions,
    rateLimit: wholeNumber('rate-limit', values['rate-limit']),
    apiRateLimit: wholeNumber('api-rate-limit', values['api-rate-limit']),
    sourceLimit: wholeNumber('rate-limit', values['rate-limit']) && wholeNumber('source-limit', values['source-limit']),
    scheduleGrace: wholeNumber('schedule-grace', values['schedule-grace']),
    outputs: outputsPlace(values.outputs, `${values.data}/outputs`, environment),
    outputLimitBytes: outputLimit(values['output-limit']),
    outputDays: wholeNumber('output-days', values['output-days']),
    diskReserveBytes: wholeNumber('disk-reserve', values['disk-reserve']) * 1_048_576,
    keepDays: wholeNumber('keep-days', values['keep-days']),
    auditDays: wholeNumber('audit-days', values['audit-days']),
    publicUrl: publicUrl(values['public-url']),
    logLevel: oneOf('log-level', values['log-level'], ['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    admin: adminKey(values['admin-secret-id'], environment[environmentOnly.adminSecretKey.env] ?? ''),
  }
}

function readValues(argv: readonly string[], environment: NodeJS.ProcessEnv): Values | 'help' {
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
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}. "muster server --help" lists the options.`)
  }
  if (given.help) return 'help'
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      given[name] === true ? '1' : String(given[name] ?? environment[option.env] ?? option.fallback),
    ]),
  ) as Values
}

function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port > 65_535)
    throw new ConfigError(`--listen ${text}: give address:port, for instance 127.0.0.1:8470.`)
  return { host: match[1] || match[2] || '127.0.0.1', port }
}

export const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/.test(host)

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new ConfigError(`--${name} ${text}: give a whole number.`)
  return Number(text)
}

function masterSource(file: string, environment: NodeJS.ProcessEnv): MasterSource {
  const read = ({ env }: { readonly env: string }) => {
    const text = environment[env] ?? ''
    const key = parseMasterKey(text)
    if (text !== '' && !key)
      throw new ConfigError(`${env} is not 64 hexadecimal digits: make one with "openssl rand -hex 32".`)
    return key
  }
  const key = read(environmentOnly.masterKey)
  return key ? { key, previous: read(environmentOnly.previousMasterKey), file } : { file }
}

function outputsPlace(text: string, usual: string, environment: NodeJS.ProcessEnv): Config['outputs'] {
  if (!/^https?:/.test(text)) return { folder: text.replace(/^file:(\/\/)?/, '') || usual, keeper: undefined }
  const id = environment[environmentOnly.outputsSecretId.env] ?? ''
  const secret = environment[environmentOnly.outputsSecretKey.env] ?? ''
  if (!URL.canParse(text) || id === '' || secret === '')
    throw new ConfigError(
      `--outputs ${text}: give the address of a bucket, and its key in MUSTER_OUTPUTS_SECRET_ID and MUSTER_OUTPUTS_SECRET_KEY.`,
    )
  const endpoint = bucketUrl(text)
  return { folder: usual, keeper: { kind: 's3', endpoint, region: regionOf(endpoint), key: { id, secret } } }
}

function outputLimit(text: string): number {
  const bytes = wholeNumber('output-limit', text) * 1_048_576
  if (bytes < 1_048_576 || bytes > limits.wholeOutputBytes)
    throw new ConfigError(`--output-limit ${text}: give a number of MiB from 1 to 1024.`)
  return bytes
}

function publicUrl(text: string): string | undefined {
  if (text === '') return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new ConfigError(`--public-url ${text}: give an address such as https://muster.example.org.`)
  return text.replace(/\/+$/, '')
}

function oneOf<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const chosen = choices.find((choice) => choice === text)
  if (chosen === undefined) throw new ConfigError(`--${name} ${text}: choose one of ${choices.join(', ')}.`)
  return chosen
}

function tlsFiles(values: Values): TlsFiles | undefined {
  const { 'tls-cert': certificate, 'tls-key': key, 'tls-client-ca': clientCa, 'tls-clients': clients } = values
  if (certificate === '' && key === '' && clientCa === '') return undefined
  if (certificate === '' || key === '')
    throw new ConfigError('--tls-cert and --tls-key belong together: give both files, or neither to serve without TLS.')
  const files = { certificate, key }
  return clientCa === '' ? files : { ...files, clientCa, clients: oneOf('tls-clients', clients, clientScopes) }
}

function adminKey(id: string, secret: string): Config['admin'] {
  if (id === '' && secret === '') return undefined
  if (!/^[A-Za-z0-9_-]{4,64}$/.test(id) || secret.length < 8)
    throw new ConfigError(
      'Set both MUSTER_ADMIN_SECRET_ID (4 to 64 letters, digits, - or _) and MUSTER_ADMIN_SECRET_KEY (8 characters or more), or neither.',
    )
  return { id, secret }
}

export function helpText(): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const value = option.fallback ? ` (${option.fallback})` : ''
    return `  ${`--${name}`.padEnd(18)}${option.env.padEnd(26)}${option.help}${value}`
  })
  const secrets = Object.values(environmentOnly).map(({ env, help }) => `  ${''.padEnd(18)}${env.padEnd(26)}${help}`)
  return ['muster server [options]', '', ...rows, ...secrets, ''].join('\n')
}
