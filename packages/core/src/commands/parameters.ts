import { MusterError } from '../errors.ts'
import { limits } from '../invocations/task.ts'
import { parseJson } from '../json.ts'
import type { ParameterDefault } from './command.ts'

export type Parameters = Readonly<Record<string, string>>

/** Source: TAT, Parameters of InvokeCommand. */
export const parameterLimits = { count: 20, keyCharacters: 64, key: /^[A-Za-z0-9_-]+$/ } as const

/** Shorter ones stand in any output by chance, and their masks would tell them. */
const secretCharacters = 4

/** Stands for a secret wherever one would show. */
export const mask = '******'
/** A parameter of the caller's, or in the third group what the parameter store or the server itself fills in. */
const placeholder = /\{\{(?:(tat-hidden:)?([A-Za-z0-9_-]+)|((?:oos|oos-secret|ACS):[^{}]*))\}\}/g

/** Reads a JSON object of strings, as the vendors' APIs take it. */
export function parseParameters(text: string): Parameters {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw new MusterError(
      'ParameterNotJson',
      'The parameters are not valid JSON. Send an object such as {"name":"value"}.',
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MusterError('ParameterNotJson', 'The parameters must be a JSON object such as {"name":"value"}.')
  const checked = checkParameters(Object.entries(value))
  refuseRepeatedKeys(text)
  return checked
}

/** Checks names and values one by one; what comes back has only own string properties. */
export function checkParameters(entries: readonly (readonly [string, unknown])[]): Parameters {
  const { count, keyCharacters, key } = parameterLimits
  if (entries.length > count)
    throw new MusterError('ParametersTooMany', `There are ${entries.length} parameters; at most ${count} are allowed.`)
  const checked = new Map<string, string>()
  for (const [name, value] of entries) {
    if (name.length > keyCharacters)
      throw new MusterError(
        'ParameterKeyTooLong',
        `A parameter's name has ${name.length} characters; at most ${keyCharacters} are allowed.`,
      )
    if (name === '') throw new MusterError('ParameterKeyEmpty', 'A parameter has no name.')
    if (!key.test(name))
      throw new MusterError(
        'ParameterKeyInvalid',
        `The parameter name ${JSON.stringify(name)} may only have letters, digits, - and _.`,
      )
    if (typeof value !== 'string')
      throw new MusterError('ParameterValueNotString', `The value of parameter ${name} must be a string.`)
    if (checked.has(name)) throw new MusterError('ParameterRepeated', `The parameter ${name} is given twice.`)
    checked.set(name, value)
  }
  return Object.fromEntries(checked)
}

/** JSON.parse keeps the last of two equal keys in silence; a caller who sends two means one of them. */
function refuseRepeatedKeys(text: string): void {
  const seen = new Set<string>()
  for (const [, string = '', colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (colon === undefined) continue
    const name = JSON.parse(string) as string
    if (seen.has(name)) throw new MusterError('ParameterRepeated', `The parameter ${name} is given twice.`)
    seen.add(name)
  }
}

/** The values an invocation runs with: what the caller gave over the command's defaults. */
export function mergeParameters(
  enabled: boolean,
  defaults: readonly ParameterDefault[],
  given: Parameters | undefined,
  content: Uint8Array,
): Parameters | undefined {
  if (!enabled) {
    if (given !== undefined && Object.keys(given).length > 0)
      throw new MusterError('ParameterDisabled', 'The command has no parameters: create it with parameters enabled.')
    return undefined
  }
  const merged = { ...defaultsOf(defaults), ...given }
  const missing = [...namesIn(content)].filter((name) => !Object.hasOwn(merged, name))
  if (missing.length > 0)
    throw new MusterError(
      given === undefined ? 'ParametersMissing' : 'ParameterMissing',
      `The command needs a value for: ${missing.join(', ')}.`,
    )
  return merged
}

export const defaultsOf = (defaults: readonly ParameterDefault[]): Parameters =>
  Object.fromEntries(defaults.map(({ name, value }) => [name, value]))

// Scripts are bytes of any encoding: Latin-1 maps each byte to one character and back, so only placeholders change.
const decode = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** Each with its groups. Most scripts have no brace, and to see that takes less than to begin to match. */
const placeholdersIn = (content: Uint8Array): readonly RegExpExecArray[] =>
  content.includes(brace) ? [...decode(content).matchAll(placeholder)] : []
const brace = 0x7b

function namesIn(content: Uint8Array): Set<string> {
  return new Set(placeholdersIn(content).flatMap((match) => match[2] ?? []))
}

function filledNames(content: Uint8Array, start: string): readonly string[] {
  const found = placeholdersIn(content).flatMap((match) => match[3] ?? [])
  return [...new Set(found)].filter((name) => name.startsWith(start))
}

/** What the script takes from the parameter store: `oos:name` or `oos-secret:name`. */
export const storedNames = (content: Uint8Array): readonly string[] => filledNames(content, 'oos')

/** What the script has the server fill in for each host: `ACS::InstanceId`. */
export const builtInNames = (content: Uint8Array): readonly string[] => filledNames(content, 'ACS:')

/** The names that the script takes as secrets, by `{{tat-hidden:name}}`. */
export function secretNames(content: Uint8Array): Set<string> {
  return new Set(placeholdersIn(content).flatMap((match) => (match[1] ? (match[2] ?? '') : [])))
}

/** Fills the placeholders; undefined parameters mean that the script has none and its braces are its own. */
export function renderContent(content: Uint8Array, parameters: Parameters | undefined): Uint8Array {
  if (!parameters) return content
  const filled = decode(content).replace(placeholder, (whole, _hidden, own?: string, filled?: string) => {
    const name = own ?? filled ?? ''
    return Object.hasOwn(parameters, name) ? Buffer.from(parameters[name] ?? '', 'utf8').toString('latin1') : whole
  })
  return Buffer.from(filled, 'latin1')
}

/** Bytes of the script once its placeholders are filled, without making it: one value may stand in it many times. */
export function renderedLength(content: Uint8Array, parameters: Parameters | undefined): number {
  if (!parameters) return content.length
  let length = content.length
  for (const [whole, , own, filled = ''] of placeholdersIn(content)) {
    const name = own ?? filled
    if (Object.hasOwn(parameters, name)) length += Buffer.byteLength(parameters[name] ?? '') - whole.length
  }
  return length
}

export function refuseTooLong(content: Uint8Array, parameters: Parameters | undefined): void {
  const length = renderedLength(content, parameters)
  if (length > limits.scriptBytes)
    throw new MusterError(
      'ScriptTooLong',
      `With its parameters the script has ${length} bytes; at most ${limits.scriptBytes} are allowed.`,
    )
}

export function refuseShort(name: string, value: string): void {
  const characters = [...value].length
  if (characters < secretCharacters)
    throw new MusterError(
      'SecretTooShort',
      `The secret ${name} has ${characters} characters and cannot be masked in outputs: give it at least ${secretCharacters}, or do not hide it.`,
    )
}

/** Splits values into those that records may show, secrets masked, and the secrets alone. Each can be masked in outputs. */
export function maskSecrets(
  parameters: Parameters,
  secret: ReadonlySet<string>,
): { readonly shown: Parameters; readonly secrets: Parameters } {
  const entries = Object.entries(parameters)
  for (const [name, value] of entries) if (secret.has(name)) refuseShort(name, value)
  return {
    shown: Object.fromEntries(entries.map(([name, value]) => [name, secret.has(name) ? mask : value])),
    secrets: Object.fromEntries(entries.filter(([name]) => secret.has(name))),
  }
}

/** Without what came from the parameter store: no name that a caller gives has a colon. */
export const ownSecrets = (secrets: Parameters): Parameters =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => !name.includes(':')))

/** What must not show in an output: all that is sealed, but the plain values of the parameter store among it. */
export const maskedValues = (secrets: Parameters): readonly string[] => [
  ...new Set(Object.entries(secrets).flatMap(([name, value]) => (name.startsWith('oos:') ? [] : [value]))),
]
