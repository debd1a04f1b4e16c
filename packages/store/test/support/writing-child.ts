import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../src/index.ts'
import { invocation, pending } from './samples.ts'

/** Writes until it is killed, several at once, and prints each id once it is acknowledged. */
const store = await openSqliteStore({ path: process.argv[2] ?? '' })
const write = async (): Promise<void> => {
  const { id } = await store.createInvocation(invocation([1, 2, 3].map(pending)))
  writeSync(1, `${id}\n`)
  return write()
}
await Promise.all([1, 2, 3, 4].map(write))
