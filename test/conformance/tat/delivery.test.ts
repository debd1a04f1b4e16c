import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startBucket } from '../../e2e/harness/bucket.ts'
import { callCli } from '../../e2e/harness/cli.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { codeOf } from '../support/client.ts'
import { names, server } from '../support/fleet.ts'
import { bytesOf, firstTask, run, start, type TaskRecord } from '../support/run.ts'

const host = names.cvm ?? ''
const cap = 24_576
/** A megabyte whose every line is another, with characters of several bytes. */
const script = 'i=0; while [ $i -lt 60000 ]; do echo "$i 界 line"; i=$((i + 1)); done'
const whole = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `${i} 界 line\n`).join(''))

const bucket = await startBucket({ after })
const add = (url: string, kind: string, secret: string) =>
  callCli(
    server,
    ['buckets', 'add', url, '--kind', kind, '--endpoint', bucket.endpoint, '--secret-id', bucket.key.id],
    {
      MUSTER_BUCKET_SECRET_KEY: secret,
    },
  )
const s3 = 'https://logs.s3.example.org'
const cos = 'https://logs-1250000000.cos.ap-beijing.myqcloud.com'
const closed = 'https://closed.s3.example.org'
await Promise.all([
  add(s3, 's3', bucket.key.secret),
  add(cos, 'cos', bucket.key.secret),
  add(closed, 's3', 'another secret'),
])

/** The task once it tells what became of its whole output. */
const told = ({ InvocationId }: TaskRecord): Promise<TaskRecord> =>
  eventually(`the delivery of ${InvocationId}`, async () => {
    const task = await firstTask(InvocationId)
    return task.TaskResult.OutputUrl + task.TaskResult.OutputUploadCOSErrorInfo !== '' && task
  })

describe('an output that is to be delivered', { concurrency: 4 }, () => {
  for (const [kind, url] of [
    ['S3', s3],
    ['COS', cos],
  ] as const)
    test(`is put whole into a bucket of ${kind}, and the record keeps its part`, async () => {
      const task = await told(await run(script, host, { OutputCOSBucketUrl: url, OutputCOSKeyPrefix: '日志/a(b)' }))
      const { OutputUrl, OutputUploadCOSErrorInfo, Dropped } = task.TaskResult
      const path = `%E6%97%A5%E5%BF%97/a%28b%29/${task.InvocationId}/${task.InvocationTaskId}`
      assert.deepEqual([OutputUrl, OutputUploadCOSErrorInfo], [`${url}/${path}`, ''])
      assert.ok(bucket.objects.get(`/logs/${path}`)?.equals(whole), 'every byte')
      const kept = bytesOf(task)
      assert.ok(kept.equals(whole.subarray(0, kept.length)) && kept.length > cap - 3)
      assert.equal(kept.length + Dropped, whole.length)
    })

  test('is put there too when it is short or empty', async () => {
    for (const text of ['short', '']) {
      const task = await told(await run(`printf '${text}'`, host, { OutputCOSBucketUrl: s3 }))
      assert.equal(bucket.objects.get(`/logs/${task.InvocationId}/${task.InvocationTaskId}`)?.toString(), text)
      assert.equal(task.TaskResult.Dropped, 0)
    }
  })

  test('is kept by the server for a bucket without a key, and read by a link that is nobody else’s', async () => {
    const kept = 'https://example-123456789.cos.ap-beijing.myqcloud.com'
    const { OutputUrl } = (await told(await run(script, host, { OutputCOSBucketUrl: `${kept}/` }))).TaskResult
    assert.ok(OutputUrl.startsWith(`${server.url}/outputs/`), OutputUrl)
    assert.ok(Buffer.from(await (await fetch(OutputUrl)).arrayBuffer()).equals(whole), 'every byte')
    for (const other of [
      OutputUrl.replace(/.$/, (end) => (end === 'A' ? 'Q' : 'A')),
      OutputUrl.replace('until=', 'until=1'),
    ])
      assert.equal((await fetch(other)).status, 403)
  })

  test('that its bucket refuses is told with the reason, and stays in the record', async () => {
    const task = await told(await run(script, host, { OutputCOSBucketUrl: closed }))
    assert.match(task.TaskResult.OutputUploadCOSErrorInfo, /403 SignatureDoesNotMatch/)
    assert.deepEqual([task.TaskStatus, task.TaskResult.OutputUrl], ['SUCCESS', ''])
    assert.ok(bytesOf(task).length > cap - 3)
  })

  test('is refused before anything runs when the server has no access to the bucket', async () => {
    const refused = await codeOf(start(script, [host], { OutputCOSBucketUrl: 'https://nobody.example.org' }))
    assert.equal(refused, 'ResourceNotFound.CosBucketNotFoundCode')
  })
})
