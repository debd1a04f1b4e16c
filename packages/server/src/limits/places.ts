/** Places of which one name may hold some, and all names together some more. */
export interface Places {
  /** Gives the way to leave the place; undefined where there is none. */
  readonly take: (name: string) => (() => void) | undefined
}

export function createPlaces({ each, all }: { readonly each: number; readonly all: number }): Places {
  const held = new Map<string, number>()
  let total = 0
  return {
    take: (name) => {
      const own = held.get(name) ?? 0
      if (own >= each || total >= all) return undefined
      held.set(name, own + 1)
      total += 1
      return () => {
        const left = (held.get(name) ?? 1) - 1
        if (left === 0) held.delete(name)
        else held.set(name, left)
        total -= 1
      }
    },
  }
}
