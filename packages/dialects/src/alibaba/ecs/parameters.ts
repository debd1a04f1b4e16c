import type { CommandDraft, Parameters } from '@muster/core'
import { quote, Violation } from '../../spec/violations.ts'
import { builtIns } from '../built-ins.ts'
import { maxParameters, scriptParameters } from './fields.ts'

const braces = /\{\{([^{}]*)\}\}/g
/** What a host or another service fills in is no parameter of a caller. */
const isForeign = (inner: string) =>
  /^(oos|oos-secret):/.test(inner) || builtIns.some((name) => inner === `ACS::${name}`)
const hidden = 'tat-hidden:'

// Scripts are bytes of any encoding: Latin-1 maps each byte to one character and back.
const decode = (content: Uint8Array) => Buffer.from(content).toString('latin1')

const innersOf = (content: Uint8Array): readonly string[] =>
  [...decode(content).matchAll(braces)].map(([, inner = '']) => inner.trim()).filter((inner) => !isForeign(inner))

const nameIn = (inner: string) => (inner.startsWith(hidden) ? inner.slice(hidden.length) : inner)

/** The names of a script's parameters, each as it is first written. */
export const namesIn = (content: Uint8Array): readonly string[] => [...new Set(innersOf(content).map(nameIn))]

/** Source: white space beside a name does not count. */
export const withoutSpace = (content: Uint8Array): Uint8Array =>
  Buffer.from(
    decode(content).replace(braces, (_, inner: string) => `{{${inner.trim()}}}`),
    'latin1',
  )

const refuse = (message: string, ...codes: readonly string[]) => new Violation('value', message, codes)

export function checkNames(content: Uint8Array): void {
  const names = namesIn(content)
  const { count, nameCharacters } = scriptParameters
  for (const name of names) {
    if (name === '') throw refuse('A parameter of the script has no name: {{}}.', 'CmdParam.EmptyKey')
    if (!/^[A-Za-z0-9_-]+$/.test(name))
      throw refuse(`${quote(name)} may only have letters, digits, - and _.`, 'CmdParam.InvalidParamName')
    if (name.length > nameCharacters)
      throw refuse(`${quote(name)} has more than ${nameCharacters} characters.`, 'CmdParamName.ExceedLimit')
  }
  if (names.length > count)
    throw refuse(`The script has ${names.length} parameters; at most ${count} can be.`, 'CmdParamCount.ExceedLimit')
}

/** What a caller gives, by the names as the script writes them: capitals do not count. */
export function givenValues(
  { content, parametersEnabled }: Pick<CommandDraft, 'content' | 'parametersEnabled'>,
  given: Parameters | undefined,
): Parameters | undefined {
  // Without parameters the domain refuses any that is given.
  if (!given || !parametersEnabled) return given
  const names = namesIn(content)
  checkGiven(names, given)
  const values = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]))
  const filled = names.filter((name) => values.has(name.toLowerCase()))
  return Object.fromEntries(filled.map((name) => [name, values.get(name.toLowerCase()) ?? '']))
}

/** Each refusal has a code for a new run, and one for a change of one that runs again. */
function checkGiven(names: readonly string[], given: Parameters): void {
  const keys = Object.keys(given)
  if (keys.length > maxParameters)
    throw refuse(
      `There are ${keys.length} parameters; at most ${maxParameters} can be given.`,
      ...['ParameterCount.ExceedLimit', 'InvalidParameters.CountLimitExceeded'],
    )
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length)
    throw refuse('A name appears twice in Parameters.', 'ParameterKey.Duplicate', 'InvalidParameters.KeyDuplicate')
  const known = new Set(names.map((name) => name.toLowerCase()))
  const stray = keys.find((key) => !known.has(key.toLowerCase()))
  if (stray !== undefined)
    throw refuse(
      `The script has no parameter ${quote(stray)}.`,
      ...['Parameter.NotMatched', 'InvalidParameters.KeyNotMatch'],
    )
  if (Object.values(given).some((value) => value.includes('\0') || !value.isWellFormed()))
    throw refuse('A value has a character that cannot be stored.', 'InvalidParameterCharset.Parameters')
}
