/** Lets so many in at once; the others wait in order. What `enter` gives is called to leave, more than once is the same. */
export function createGate(places: number): { readonly enter: () => Promise<() => void> } {
  const waiting: (() => void)[] = []
  let free = places
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    enter: async () => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let inside = true
      return () => {
        if (inside) leave()
        inside = false
      }
    },
  }
}
