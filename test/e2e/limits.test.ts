import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { allOnline } from './harness/fleet.ts'
import { makeFolder, startAgent, startServer } from './harness/programs.ts'
import { callTat, hasEnded, outputOf, readTasks, runScript } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const mebibyte = 1 << 20

/** A disk of 64 MiB; undefined where this user may not mount one. */
function smallDisk(t: TestContext): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'muster-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk])
  t.after(() => {
    if (status === 0) spawnSync('umount', ['--lazy', disk])
    rmSync(disk, { recursive: true, force: true })
  })
  return status === 0 ? disk : undefined
}

function leave(disk: string, bytes: number): void {
  const filler = join(disk, 'filler')
  rmSync(filler, { force: true })
  const { bavail, bsize } = statfsSync(disk)
  try {
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)))
  } catch (error) {
    // The server has taken some of it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

test('a disk that fills up: new work is refused, what runs is recorded, and all goes on when there is room', async (t) => {
  const disk = smallDisk(t)
  if (!disk) return t.skip('only root can mount a small disk')
  const folder = makeFolder(t)
  const server = await startServer(t, folder, ['--database', join(disk, 'muster.db'), '--disk-reserve', '16'])
  const code = await callTat(server, 'CreateRegisterCode', {})
  const { RegisterCodeId, RegisterCodeValue } = code
  const agent = await startAgent(t, server, folder, 'host', {
    id: String(RegisterCodeId),
    secret: String(RegisterCodeValue),
  })
  await allOnline(server, 1)
  const go = join(folder, 'go')
  const script = `while [ ! -e ${go} ]; do sleep 0.05; done; head -c 20000 /dev/zero | tr '\\0' x`
  const running = await runScript(server, script, [agent.instance], 600)
  const run = () => runScript(server, 'echo new', [agent.instance], 60)

  leave(disk, 8 * mebibyte)
  await eventually('new work to be refused', async () =>
    run().then(
      () => false,
      (error: Error) => /StorageFull/.test(error.message),
    ),
  )
  const refusal = await callTat(server, 'RunCommand', {
    Content: Buffer.from('true').toString('base64'),
    InstanceIds: [agent.instance],
  })
  assert.equal((refusal.Error as { Code: string }).Code, 'ResourceInsufficient')
  writeFileSync(go, '')
  const [task] = await eventually('the script to end', async () => {
    const tasks = await readTasks(server, running)
    return tasks.every(hasEnded) && tasks
  })
  assert.equal(task?.TaskStatus, 'SUCCESS')
  assert.equal(task && outputOf(task), 'x'.repeat(20_000))

  leave(disk, 0)
  leave(disk, 40 * mebibyte)
  const again = await eventually('new work to be taken', () => run().catch(() => undefined))
  await eventually('it to end', async () =>
    (await readTasks(server, again)).every((each) => each.TaskStatus === 'SUCCESS'),
  )
})
