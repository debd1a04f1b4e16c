import { registerHooks } from 'node:module'
import { installGlobals } from './globals.ts'

/** One piece of one source file, put in the place of another. */
export interface Change {
  /** From the root of the repository. */
  readonly file: string
  readonly from: string
  readonly to: string
}

const root = new URL('../../../', import.meta.url).href
const replaced: Readonly<Record<string, string>> = {
  'node:crypto': new URL('crypto.ts', import.meta.url).href,
  'node:timers/promises': new URL('timers-promises.ts', import.meta.url).href,
}

/**
 * From here on everything that this thread loads of the product lives in virtual time, with chance from a seed. The
 * changes make a mutant of it; none is made when a piece is not there exactly once.
 */
export function enterSimulation(changes: readonly Change[]): void {
  installGlobals()
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = replaced[specifier]
      const isOurs = context.parentURL?.startsWith(`${root}packages/`)
      return url && isOurs ? { url, shortCircuit: true } : next(specifier, context)
    },
    load: (url, context, next) => {
      const loaded = next(url, context)
      const own = changes.filter(({ file }) => url === root + file)
      if (own.length === 0) return loaded
      return { ...loaded, source: own.reduce(apply, String(loaded.source)) }
    },
  })
}

function apply(source: string, { file, from, to }: Change): string {
  if (source.split(from).length !== 2)
    throw new Error(`${file} does not hold this text exactly once, so that the mutant cannot be made: ${from}`)
  return source.replace(from, () => to)
}
