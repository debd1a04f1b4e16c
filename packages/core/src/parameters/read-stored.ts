import { type Actor, refuseParameter } from '../accounts/authorise.ts'
import { type Parameters, storedNames } from '../commands/parameters.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { noSuchParameter, openStored } from './administer-parameters.ts'
import type { StoredKind, StoredParameter } from './stored-parameter.ts'

/** What a script names in its braces, such as `oos:greeting`, is a plain value; these begin the names of secrets. */
export const storedPrefixes: Record<StoredKind, string> = { plain: 'oos:', secret: 'oos-secret:' }

interface Wanting {
  readonly content: Uint8Array
  readonly parametersEnabled: boolean
}

/**
 * The values that a script takes from the parameter store, the newest of each, by what stands in its braces. `password` is
 * the name of a secret that the run refers to beside its script, and that must be there.
 */
export async function readStored(
  { store, vault }: Pick<Deps, 'store' | 'vault'>,
  actor: Actor,
  { content, parametersEnabled }: Wanting,
  password: string | undefined,
): Promise<Parameters> {
  const inScript = parametersEnabled ? storedNames(content) : []
  const wanted = [...inScript, ...(password ? [`${storedPrefixes.secret}${password}`] : [])]
  if (wanted.length === 0) return {}
  const asked = wanted.map((place) => ({ place, ...split(place) }))
  for (const { name } of asked) refuseParameter(actor, name)
  const found = await store.listParameters(
    actor.accountId,
    asked.map(({ name }) => name),
  )
  const byName = new Map(found.map((parameter) => [parameter.name, parameter]))
  const values = asked.map(({ place, kind, name }): [string, string] => {
    const parameter = byName.get(name)
    if (!parameter) throw noSuchParameter(name)
    if (parameter.kind !== kind) throw ofAnotherKind(parameter)
    return [place, openStored(vault, parameter)]
  })
  return Object.fromEntries(values.filter(([place]) => inScript.includes(place)))
}

function split(place: string): { readonly kind: StoredKind; readonly name: string } {
  const kind = place.startsWith(storedPrefixes.secret) ? 'secret' : 'plain'
  return { kind, name: place.slice(storedPrefixes[kind].length) }
}

const ofAnotherKind = ({ name, kind }: StoredParameter) =>
  new MusterError(
    'StoredParameterNotFound',
    `${name} is a ${kind} parameter: write {{${storedPrefixes[kind]}${name}}}.`,
  )
