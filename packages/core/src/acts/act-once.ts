import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import type { Act } from './act.ts'

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
  const past = await deps.store.findAct(act)
  if (!past) return run({ ...deps, store: deps.store.once(act) })
  if (past.hash !== act.hash)
    throw new MusterError('ActChanged', 'The token was used with other parameters: make a new one for a new call.')
  return past.result as Result
}
