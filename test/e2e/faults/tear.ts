import assert from 'node:assert/strict'
import { appendFileSync, closeSync, existsSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Chance } from './chance.ts'
import { readLogEnd } from './log-file.ts'

/**
 * What a power cut can leave of a database whose disk keeps what it has synced. A commit is acknowledged after the sync of
 * the log, so the log is whole up to its last commit, and behind it may be nothing, rubbish, or a part of a transaction.
 * Pages of the database that the log holds may be torn, for a checkpoint copies them before it syncs the database. The
 * first page is spared: it is read before the log, and SQLite trusts a disk with the 100 bytes of its header.
 */
export function tearDatabase(path: string, chance: Chance): void {
  const log = `${path}-wal`
  const end = existsSync(log) ? readLogEnd(log) : undefined
  if (!end) return
  const random = (length: number) => Buffer.from(Array.from({ length }, () => chance.below(256)))
  truncateSync(log, end.bytes)
  const unfinished = end.frame(2, random(end.pageSize))
  const rests = [Buffer.alloc(0), random(1 + chance.below(3 * end.pageSize)), unfinished]
  const rest = chance.pick([...rests, unfinished.subarray(0, chance.below(unfinished.length))])
  appendFileSync(log, rest)

  const torn = [...end.pages].filter((page) => page > 1 && page * end.pageSize <= statSync(path).size)
  const file = openSync(path, 'r+')
  const half = end.pageSize / 2
  if (torn.length > 0)
    for (const page of chance.some(torn)) writeSync(file, random(half), 0, half, page * end.pageSize - half)
  closeSync(file)
}

/** The whole of a database is in order, and can be read while a server uses it. */
export function checkDatabase(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  try {
    assert.deepEqual(database.prepare('PRAGMA integrity_check').all().map(Object.values), [['ok']])
  } finally {
    database.close()
  }
}
