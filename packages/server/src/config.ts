import { bucketUrl, limits, regionOf } from '@muster/core'
import { type ClientScope, clientScopes } from './http/client-certificate.ts'
import { type MasterSource, parseMasterKey } from './keys/master-key.ts'
import { ConfigError, environmentOnly, readValues, type Values } from './options.ts'
import type { Keeper } from './outputs/keeper.ts'

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
  /** Folder of the files that are sent to hosts. */
  readonly uploads: string
  /** All wait in the folder; those that stay are kept there too, or in a bucket. */
  readonly outputs: { readonly folder: string; readonly keeper: Keeper | undefined }
  readonly outputLimitBytes: number
  readonly outputDays: number
  readonly terminals: {
    readonly idleMs: number
    readonly totalMs: number
    readonly recordingBytes: number
    readonly keptMs: number
    /** Of the recordings. */
    readonly folder: string
  }
  readonly diskReserveBytes: number
  /** 0: for ever. */
  readonly keepDays: number
  readonly auditDays: number
  readonly publicUrl: string | undefined
  readonly logLevel: string
  readonly admin: { readonly id: string; readonly secret: string } | undefined
}

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
    uploads: `${values.data}/uploads`,
    outputs: outputsPlace(values.outputs, `${values.data}/outputs`, environment),
    outputLimitBytes: outputLimit(values['output-limit']),
    outputDays: wholeNumber('output-days', values['output-days']),
    terminals: terminalSettings(values),
    diskReserveBytes: wholeNumber('disk-reserve', values['disk-reserve']) * 1_048_576,
    keepDays: wholeNumber('keep-days', values['keep-days']),
    auditDays: wholeNumber('audit-days', values['audit-days']),
    publicUrl: publicUrl(values['public-url']),
    logLevel: oneOf('log-level', values['log-level'], ['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    admin: adminKey(values['admin-secret-id'], environment[environmentOnly.adminSecretKey.env] ?? ''),
  }
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

function terminalSettings(values: Values): Config['terminals'] {
  const number = (name: keyof Values) => {
    const value = wholeNumber(name, values[name])
    if (value === 0) throw new ConfigError(`--${name} 0: give a number from 1.`)
    return value
  }
  return {
    idleMs: number('terminal-idle') * 1000,
    totalMs: number('terminal-limit') * 1000,
    recordingBytes: number('terminal-recording') * 1_048_576,
    keptMs: number('terminal-days') * 86_400_000,
    folder: `${values.data}/terminals`,
  }
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
