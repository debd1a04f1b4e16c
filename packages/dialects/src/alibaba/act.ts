import { type Act, actOnce, type Deps, giveOnce } from '@muster/core'
import type { Context } from '../action.ts'

type Input = Readonly<Record<string, unknown>> & { readonly ClientToken?: string | undefined }

/** Runs an action's one write, which a call that is repeated with its ClientToken does not do again. */
export const once = <Result>(
  { deps, caller }: Context,
  action: string,
  input: Input,
  run: (deps: Deps) => Promise<Result>,
): Promise<Result> => actOnce(deps, actOf(deps, caller.accountId, action, input), run)

/** The same for one that gives a secret, which the repeated call gets as well. */
export const onceWithSecret = <Result>(
  { deps, caller }: Context,
  action: string,
  input: Input,
  secret: string,
  run: (deps: Deps, secret: string) => Promise<Result>,
): Promise<{ readonly result: Result; readonly secret: string }> =>
  giveOnce(deps, actOf(deps, caller.accountId, action, input), secret, run)

/** The table gives the members of an input in one order, whatever the order in which they came. */
function actOf({ clock, digest }: Deps, accountId: number, action: string, input: Input): Act | undefined {
  const { ClientToken: token, ...rest } = input
  if (!token) return undefined
  return { accountId, action, token, hash: digest(JSON.stringify(rest)), at: clock.now() }
}
