import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { MusterError } from '@muster/core'
import { createFileLinks } from '../../src/files/links.ts'
import { createUploads } from '../../src/files/uploads.ts'

const content = Buffer.from('a file of some bytes')
const sha256 = createHash('sha256').update(content).digest('hex')
const place = { accountId: 7, sha256 }
const size = content.length

function openUploads(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-uploads-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, uploads: createUploads(folder, () => undefined) }
}

const named = (name: string) => (error: unknown) => error instanceof MusterError && error.name === name

test('an upload goes on where it stood, also on another server process', async (t) => {
  const { folder, uploads } = openUploads(t)
  assert.deepEqual(await uploads.begin(place, size, 0), { ...place, size, held: 0 })
  await uploads.write(place, 0, content.subarray(0, 8))
  assert.equal(await uploads.find(place), undefined)
  const again = createUploads(folder, () => undefined)
  assert.deepEqual(await again.begin(place, size, 0), { ...place, size, held: 8 })
  assert.equal((await again.write(place, 3, content)).held, 8, 'what does not follow on is not taken')
  assert.equal((await again.write(place, 8, content.subarray(8))).held, size)
  assert.equal((await again.find(place))?.size, size)
  assert.equal((await again.begin(place, size, 0)).held, size)
  assert.equal(await again.find({ accountId: 8, sha256 }), undefined, 'another account has none of it')
})

test('pieces that come twice at once are taken once', async (t) => {
  const { uploads } = openUploads(t)
  await uploads.begin(place, size, 0)
  const pieces = [0, 0, 8, 8].map((offset) => uploads.write(place, offset, content.subarray(offset, offset + 8)))
  assert.deepEqual(
    (await Promise.all(pieces)).map(({ held }) => held),
    [8, 8, 16, 16],
  )
  assert.equal((await uploads.write(place, 16, content.subarray(16))).held, size)
})

test('what is not what was said is thrown away, and too much is refused', async (t) => {
  const { folder, uploads } = openUploads(t)
  await uploads.begin(place, size, 0)
  await assert.rejects(uploads.write(place, 0, Buffer.alloc(size + 1)), named('InvalidRequest'))
  await assert.rejects(uploads.write(place, 0, Buffer.alloc(size)), named('UploadDamaged'))
  assert.deepEqual(readdirSync(join(folder, '7')), [])
  await assert.rejects(uploads.write(place, 0, content), named('UploadNotFound'))
  assert.equal((await uploads.begin(place, size, 0)).held, 0)
})

test('an account keeps no more than its share, and nothing new when the disk is full', async (t) => {
  const { folder, uploads } = openUploads(t)
  await uploads.begin(place, size, 0)
  const other = { ...place, sha256: 'a'.repeat(64) }
  await assert.rejects(uploads.begin(other, 16 * 1024 ** 3, 0), named('QuotaUsedUp'))
  const full = createUploads(folder, () => new MusterError('StorageFull', 'full'))
  await assert.rejects(full.begin(other, 1, 0), named('StorageFull'))
  await assert.rejects(full.write(place, 0, content), named('StorageFull'))
})

test('an upload is as old as its last use', async (t) => {
  const { folder, uploads } = openUploads(t)
  const path = join(folder, '7', sha256)
  await uploads.begin(place, size, 0)
  await uploads.write(place, 0, content)
  await uploads.use(place, 5_000)
  assert.deepEqual(await uploads.list(), [{ ...place, usedAt: 5_000, path }])
  await uploads.begin(place, size, 9_000)
  assert.equal(statSync(path).mtimeMs, 9_000)
})

test('a link is good for its file and two days, and only as it was made', () => {
  const links = createFileLinks(Buffer.from('one key'))
  const link = links.make(place, 1_000_000)
  assert.deepEqual(links.check(link, 1_000_000), place)
  assert.deepEqual(links.check(link, 1_000_000 + 172_800_000), place)
  assert.equal(links.check(link, 1_000_000 + 172_802_000), undefined)
  for (const other of [link.replace('/7/', '/8/'), link.replace(/until=\d/, 'until=9'), `${link}&more`])
    assert.equal(links.check(other, 1_000_000), undefined, other)
  assert.equal(createFileLinks(Buffer.from('another')).check(link, 1_000_000), undefined)
})
