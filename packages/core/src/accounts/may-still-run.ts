import { mayCall, type Role, type User } from './account.ts'

/** Who asked for a run, as the record has it now. */
export interface Asker {
  /** Of a schedule it is the owner alone who asks. */
  readonly accessKeyId: string | undefined
  /** Undefined: there is no such key any more. */
  readonly key: { readonly enabled: boolean; readonly role: Role; readonly expiresAt: number | undefined } | undefined
  readonly user: Pick<User, 'name' | 'enabled'> | undefined
}

/**
 * Whether a run that waited for its host may still begin: only if the same call would be let in now. Asked as a task is
 * handed out, so that nothing runs in the name of someone who has been shut out meanwhile.
 */
export function mayStillRun({ accessKeyId, key, user }: Asker, now: number): 'yes' | { readonly cause: string } {
  if (user && !user.enabled) return no(`the user ${user.name} was disabled`)
  if (accessKeyId === undefined) return 'yes'
  if (!key || (key.expiresAt !== undefined && key.expiresAt <= now))
    return no(`the access key ${accessKeyId} has ended`)
  if (!key.enabled) return no(`the access key ${accessKeyId} was disabled`)
  if (!mayCall(key.role, 'write')) return no(`the access key ${accessKeyId} has the role ${key.role}`)
  return 'yes'
}

const no = (why: string) => ({ cause: `not sent, because by then ${why}` })
