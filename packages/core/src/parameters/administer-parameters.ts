import type { Caller } from '../accounts/account.ts'
import { refuseParameter } from '../accounts/authorise.ts'
import { allowsParameter } from '../accounts/policy.ts'
import { refuseShort } from '../commands/parameters.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import { type StoredKind, type StoredParameter, storedLimits } from './stored-parameter.ts'

export interface StoredDraft {
  readonly name: string
  readonly kind: StoredKind
  readonly value: string
}

/** Stores a new version of a value. What was a secret stays one. */
export async function setParameter(
  { store, clock, vault }: Deps,
  caller: Caller,
  { name, kind, value }: StoredDraft,
): Promise<StoredParameter> {
  refuseParameter(caller, name)
  checkDraft(name, value)
  if (kind === 'secret') refuseShort(name, value)
  const { accountId, userName } = caller
  return store.setParameter({
    ...{ accountId, name, kind, userName, createdAt: clock.now() },
    value: kind === 'plain' ? value : '',
    sealedValue:
      kind === 'secret' ? vault.seal(Buffer.from(value), sealedPlaces.storedParameter(accountId, name)) : undefined,
  })
}

function checkDraft(name: string, value: string): void {
  const { name: form, valueBytes } = storedLimits
  if (!form.test(name))
    throw new MusterError(
      'InvalidRequest',
      `${JSON.stringify(name)} is no name of a stored parameter: use at most 200 letters, digits, _, - and dots.`,
    )
  if (value.includes('\0') || !value.isWellFormed())
    throw new MusterError('InvalidRequest', 'The value has a character that cannot be stored.')
  if (Buffer.byteLength(value) > valueBytes)
    throw new MusterError('InvalidRequest', `The value has more than ${valueBytes} bytes.`)
}

/** The newest version of each that the caller may use. */
export async function listParameters({ store }: Deps, caller: Caller): Promise<readonly StoredParameter[]> {
  const { accountId, policy } = caller
  const found = await store.listParameters(accountId, undefined)
  return policy ? found.filter(({ name }) => allowsParameter(policy, name)) : found
}

/** All versions that are kept, the newest first. */
export async function listParameterVersions(
  { store }: Deps,
  caller: Caller,
  name: string,
): Promise<readonly StoredParameter[]> {
  refuseParameter(caller, name)
  const versions = await store.listParameterVersions(caller.accountId, name)
  if (versions.length === 0) throw noSuchParameter(name)
  return versions
}

/** One version, or the newest; of a secret without its value. */
export async function findParameter(
  deps: Deps,
  caller: Caller,
  name: string,
  version: number | undefined,
): Promise<StoredParameter> {
  const versions = await listParameterVersions(deps, caller, name)
  const found = versions.find((each) => version === undefined || each.version === version)
  if (!found) throw noSuchParameter(name)
  return found
}

/** The value of a secret in clear, for whom may change it. The look is in the audit log. */
export async function revealParameter(
  { store, vault }: Deps,
  caller: Caller,
  name: string,
  version: number | undefined,
): Promise<StoredParameter> {
  refuseParameter(caller, name)
  const found = await store.revealParameter({ accountId: caller.accountId, name, version })
  if (!found) throw noSuchParameter(name)
  return { ...found, value: openStored(vault, found) }
}

/** With all of its versions. */
export async function deleteParameter({ store }: Deps, caller: Caller, name: string): Promise<void> {
  refuseParameter(caller, name)
  if (!(await store.deleteParameter({ accountId: caller.accountId, name }))) throw noSuchParameter(name)
}

export const openStored = (vault: Deps['vault'], { accountId, name, value, sealedValue }: StoredParameter): string =>
  sealedValue ? Buffer.from(vault.open(sealedValue, sealedPlaces.storedParameter(accountId, name))).toString() : value

export const noSuchParameter = (name: string): MusterError =>
  new MusterError(
    'StoredParameterNotFound',
    `The account's parameter store has no ${JSON.stringify(name)}, or not this version. List it with "muster parameters".`,
  )
