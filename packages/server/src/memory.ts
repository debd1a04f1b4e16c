import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** As many that come from one look to the next leave 5 MB behind. */
const crowd = 1_000

/**
 * Agents that come together make V8's young generation large: 50 MB for ten thousand, 70 over TLS. V8 gives it back in a
 * collection that finds little going on, which ten thousand agents at rest bring about after two minutes, over TLS after
 * more. So each look, some seconds behind the one before, asks for one when a crowd has come and nobody follows it.
 */
export function createRelief(online: () => number, collect: () => void = collectYoung): () => Promise<void> {
  let before = 0
  let crowded = false
  return async () => {
    const came = online() - before
    before += came
    if (came >= crowd) crowded = true
    else if (crowded) {
      crowded = false
      collect()
    }
  }
}

/** 2 ms. */
function collectYoung(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext("gc({ type: 'minor' })")
}
