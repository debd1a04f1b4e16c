import type { Answer } from './answer.ts'
import type { Simulator } from './pool.ts'

/** The problem without its numbers: a smaller plan has other ids. */
const kindOf = (problem: string | undefined): string | undefined => problem?.split('\n')[0]?.replaceAll(/\d+/g, 'N')

/**
 * Leaves steps out of a failing plan as long as it fails in the same way: halves first, then ever smaller pieces, until
 * each step that is left is needed.
 */
export async function shrink(
  { ask }: Simulator,
  failing: Answer,
): Promise<{ keep: readonly number[]; answer: Answer }> {
  const { seed, problem } = failing.outcome
  let keep: readonly number[] = failing.steps.map((_, index) => index)
  let answer = failing
  let size = Math.ceil(keep.length / 2)
  while (size >= 1) {
    let removed = false
    for (let from = 0; from < keep.length; ) {
      const fewer = [...keep.slice(0, from), ...keep.slice(from + size)]
      const tried = await ask({ seed, keep: fewer, trace: 'hashed' })
      if (kindOf(tried.outcome.problem) === kindOf(problem)) {
        keep = fewer
        answer = tried
        removed = true
      } else from += size
    }
    if (size === 1 && !removed) break
    size = removed && size === 1 ? 1 : Math.floor(size / 2)
  }
  return { keep, answer }
}
