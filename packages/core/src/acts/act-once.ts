import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import type { Act, PastAct } from './act.ts'

/**
 * Runs a use case that makes one write, and gives what that write gave. Repeated with the same token and the same
 * parameters, it is not run again, and gives the same. The token is stored in the write's own transaction, so that of two
 * calls at once, at whatever servers, one acts and the other is told to come again.
 */
export async function actOnce<Result>(
  deps: Deps,
  act: Act | undefined,
  run: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  if (!act) return run(deps)
  const past = await findPast(deps, act)
  return past ? (past.result as Result) : run({ ...deps, store: deps.store.once(act) })
}

/** The same for an act that gives a secret: the repeated call gets the first one's, which is kept sealed as long. */
export async function giveOnce<Result>(
  deps: Deps,
  act: Act | undefined,
  secret: string,
  run: (deps: Deps, secret: string) => Promise<Result>,
): Promise<{ readonly result: Result; readonly secret: string }> {
  if (!act) return { result: await run(deps, secret), secret }
  const place = sealedPlaces.act(act.accountId)
  const past = await findPast(deps, act)
  if (past?.sealedSecret) {
    const first = Buffer.from(deps.vault.open(past.sealedSecret, place)).toString()
    return { result: past.result as Result, secret: first }
  }
  const sealedSecret = deps.vault.seal(Buffer.from(secret), place)
  return { result: await run({ ...deps, store: deps.store.once({ ...act, sealedSecret }) }, secret), secret }
}

async function findPast({ store }: Deps, act: Act): Promise<PastAct | undefined> {
  const past = await store.findAct(act)
  if (past && past.hash !== act.hash)
    throw new MusterError('ActChanged', 'The token was used with other parameters: make a new one for a new call.')
  return past
}
