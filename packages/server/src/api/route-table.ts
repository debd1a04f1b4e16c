export interface Found<Entry> {
  readonly entry: Entry
  readonly path: Readonly<Record<string, string>>
}

/** Finds what serves a method and path. A path carries at most one thing, its second part: `/commands/{id}/modify`. */
export function createRouteTable<Entry>(
  routes: readonly { readonly method: string; readonly path: string; readonly entry: Entry }[],
): (method: string, path: string) => Found<Entry> | undefined {
  const entries = new Map(routes.map(({ method, path, entry }) => [`${method} ${path}`, entry]))
  return (method, path) => {
    const fixed = entries.get(`${method} ${path}`)
    if (fixed) return { entry: fixed, path: {} }
    const [, noun, id = '', ...rest] = path.split('/')
    const entry = entries.get([`${method} `, noun, '{id}', ...rest].join('/'))
    return entry && { entry, path: { id: decode(id) } }
  }
}

/** What is no encoding stays as it is: no id looks like it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
