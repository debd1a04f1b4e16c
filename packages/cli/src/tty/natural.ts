const parts = (text: string) => text.split(/(\d+)/)

/** Orders names as people do: web-9 before web-10. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l = '', r = ''] = [left[i], right[i]]
    if (l === r) continue
    if (i % 2 === 1 && Number(l) !== Number(r)) return Number(l) - Number(r)
    return l < r ? -1 : 1
  }
  return left.length - right.length
}
