import { type Client, type Instance, routes, type Task } from '@muster/protocol/api'

const pageSize = 1000

/** All items of a listing, page by page. */
async function allPages<Item>(
  read: (page: {
    limit: number
    offset: number
  }) => Promise<{ readonly total: number; readonly items: readonly Item[] }>,
): Promise<Item[]> {
  const found: Item[] = []
  for (;;) {
    const { total, items } = await read({ limit: pageSize, offset: found.length })
    found.push(...items)
    if (items.length === 0 || found.length >= total) return found
  }
}

export const allTasks = (client: Client, id: string): Promise<Task[]> =>
  allPages((page) => client.call(routes.listTasks, { path: { id }, query: { ...page, output: 'true' } }))

export const allInstances = (client: Client): Promise<Instance[]> =>
  allPages((page) => client.call(routes.listInstances, { query: page }))
