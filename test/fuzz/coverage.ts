import { readFileSync } from 'node:fs'
import { type Profiler, Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'

/** Of a character: outside of all functions, where V8 forgets that it ran; in one, and not reached; reached. */
const [outside, missed, hit] = [0, 1, 2]

/** Of each file, what became of its characters. Types are blanked out before a file runs: places are those of its text. */
type Reached = Map<string, Uint8Array>

export interface Coverage {
  /** What ran since the last look, in files of a kind. */
  readonly look: () => Promise<Reached>
  readonly stop: () => Promise<void>
}

/** Must be started before the files are loaded. */
export async function startCoverage(isMeasured: (path: string) => boolean): Promise<Coverage> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  // Counts, since without them V8 tells of each block only once.
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    look: async () => {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      const ours = result.filter(({ url }) => url.startsWith('file:') && isMeasured(fileURLToPath(url)))
      return new Map(ours.map((script) => [fileURLToPath(script.url), paint(script)]))
    },
    stop: async () => {
      await session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}

/** Ranges come from the outside in: what an inner one says of its characters counts. */
function paint({ url, functions }: Profiler.ScriptCoverage): Uint8Array {
  const reached = new Uint8Array(readFileSync(fileURLToPath(url), 'utf8').length)
  const inner = functions.filter(({ ranges }) => ranges[0] && ranges[0].startOffset > 0)
  for (const { ranges } of inner)
    for (const { startOffset, endOffset, count } of ranges)
      reached.fill(count > 0 ? hit : missed, startOffset, endOffset)
  return reached
}

/** Adds what was reached to what was reached before; gives how many characters are new. */
export function add(all: Reached, more: Reached): number {
  let found = 0
  for (const [path, reached] of more) {
    const before = all.get(path) ?? new Uint8Array(reached.length)
    all.set(path, before)
    for (const [at, value] of reached.entries()) {
      if (value <= (before[at] ?? outside)) continue
      before[at] = value
      if (value === hit) found++
    }
  }
  return found
}

export const copyOf = (all: Reached): Reached => new Map([...all].map(([path, reached]) => [path, reached.slice()]))

/** Lines of functions that ran, and all there are. */
export function countLines(all: Reached): { readonly reached: number; readonly total: number } {
  const lines = [...all].flatMap(([path, reached]) => {
    let from = 0
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const start = from
        from += line.length + 1
        if (/^\s*($|\/\/|\/?\*)/.test(line)) return []
        const code = [...line].flatMap((character, at) => (/\s/.test(character) ? [] : [reached[start + at]]))
        return code.includes(missed) || code.includes(hit) ? [!code.includes(missed)] : []
      })
  })
  return { reached: lines.filter(Boolean).length, total: lines.length }
}
