import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Store } from '@muster/core'
import { openInlineStore, openSqliteStore } from '../../src/index.ts'

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-store-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface TestEngine {
  readonly name: string
  readonly open: (t: TestContext) => Promise<Store>
}

async function closing(t: TestContext, store: Store): Promise<Store> {
  t.after(() => store.close())
  return store
}

/** Every form of the store keeps the same contract. */
export const engines: readonly TestEngine[] = [
  {
    name: 'sqlite, a writer thread',
    open: async (t) => closing(t, await openSqliteStore({ path: join(temporaryFolder(t), 'muster.db') })),
  },
  { name: 'sqlite, inline', open: async (t) => closing(t, openInlineStore({ path: ':memory:' })) },
]
