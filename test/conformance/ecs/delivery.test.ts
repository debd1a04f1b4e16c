import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startBucket } from '../../e2e/harness/bucket.ts'
import { callCli } from '../../e2e/harness/cli.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { call as callTat } from '../support/client.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames, server } from '../support/fleet.ts'
import { client, type TaskRecord } from '../support/run.ts'

const call = currentSdk()
/** Half a megabyte of which every line is another. */
const script = 'i=0; while [ $i -lt 40000 ]; do echo "$i 界 line"; i=$((i + 1)); done'
const whole = Buffer.from(Array.from({ length: 40_000 }, (_, i) => `${i} 界 line\n`).join(''))

const bucket = await startBucket({ after })
const add = (name: string, secret: string) =>
  callCli(server, ['buckets', 'add', name, '--endpoint', bucket.endpoint, '--secret-id', bucket.key.id], {
    MUSTER_BUCKET_SECRET_KEY: secret,
  })
await Promise.all([
  add('oss://conformance-logs', bucket.key.secret),
  add('oss://conformance-shut', 'another secret'),
  callCli(server, ['buckets', 'add', 'oss://conformance-kept']),
])

type Result = Readonly<Record<string, string>>

/** The result once it tells what became of the whole output. */
async function delivered(command: string, OssOutputDelivery: string): Promise<Result> {
  const run = { Type: 'RunShellScript', CommandContent: command, InstanceId: [ecsNames.cvm], OssOutputDelivery }
  const { InvokeId } = await call('RunCommand', run)
  return eventually(`the delivery of ${InvokeId}`, async () => {
    const { Invocation } = await call('DescribeInvocationResults', { InvokeId, ContentEncoding: 'PlainText' })
    const [result] = (Invocation as { InvocationResults: { InvocationResult: readonly Result[] } }).InvocationResults
      .InvocationResult
    return result && `${result.OssOutputUri}${result.OssOutputErrorCode}` !== '' && result
  })
}

describe('OssOutputDelivery', { concurrency: 4 }, () => {
  test('puts the whole output into the bucket, and TAT shows where', async () => {
    const result = await delivered(script, 'oss://conformance-logs/日志/a b')
    const { OssOutputStatus, OssOutputUri, OssOutputErrorCode, OssOutputErrorInfo, OssOutputDelivery } = result
    const place = 'oss://conformance-logs/日志/a b'
    assert.deepEqual([OssOutputStatus, OssOutputErrorCode, OssOutputErrorInfo], ['Finished', '', ''])
    assert.equal(OssOutputDelivery, place)
    assert.ok(decodeURI(OssOutputUri ?? '').startsWith(`${place}/`), OssOutputUri)
    const path = (OssOutputUri ?? '').replace('oss://conformance-logs/', '/logs/')
    assert.ok(bucket.objects.get(path)?.equals(whole), 'every byte')
    assert.equal(Buffer.byteLength(result.Output ?? '') + Number(result.Dropped), whole.length)
    const invocation = (result.InvokeId ?? '').replace(/^t-/, 'inv-')
    const Filters = [{ Name: 'invocation-id', Values: [invocation] }]
    const { InvocationTaskSet } = await callTat(client, 'DescribeInvocationTasks', { Filters })
    assert.equal((InvocationTaskSet as readonly TaskRecord[])[0]?.TaskResult.OutputUrl, OssOutputUri)
  })

  test('says in what way a bucket refuses', async () => {
    const result = await delivered('echo shut', 'oss://conformance-shut')
    assert.deepEqual(
      [result.OssOutputStatus, result.OssOutputErrorCode],
      ['InProgress', 'InvalidOssOutputDelivery.BucketAccessDenied'],
    )
    assert.match(result.OssOutputErrorInfo ?? '', /SignatureDoesNotMatch/)
    await callCli(server, ['buckets', 'remove', 'oss://conformance-shut']).catch(() => undefined)
  })

  test('gives a link where the server itself keeps the output', async () => {
    const result = await delivered(script, 'oss://conformance-kept/a')
    const answer = await fetch(result.OssOutputUri ?? '')
    assert.ok(Buffer.from(await answer.arrayBuffer()).equals(whole), 'every byte')
    assert.equal(result.OssOutputStatus, 'Finished')
  })
})
