import { after } from './events.ts'
import { nameOf } from './name-of.ts'
import { beginnings, type World } from './world.ts'

export interface Edge {
  readonly event: string
  readonly from: World
  readonly to: World
}

export interface Explored {
  readonly worlds: number
  readonly edges: number
}

/** Visits every world that can come about, each once, the nearest first. */
export function explore(
  faults: number,
  { seen, walked }: { readonly seen: (world: World) => void; readonly walked: (edge: Edge) => void },
): Explored {
  const known = new Set<string>()
  let next: World[] = []
  let edges = 0
  const meet = (world: World) => {
    const name = nameOf(world)
    if (known.has(name)) return
    known.add(name)
    next.push(world)
    seen(world)
  }
  for (const world of beginnings(faults)) meet(world)
  while (next.length > 0) {
    const layer = next
    next = []
    for (const from of layer)
      for (const [event, to] of after(from)) {
        edges += 1
        walked({ event, from, to })
        meet(to)
      }
  }
  return { worlds: known.size, edges }
}
