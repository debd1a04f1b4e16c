// 10,000 jobs that do nothing: put in at once, worked off by as many as its documentation uses for its own figures.
import { Logger, makeWorkerUtils, runOnce } from 'graphile-worker'

const [connectionString, count] = [process.argv[2], Number(process.argv[3])]
const logger = new Logger(() => () => {})
const utils = await makeWorkerUtils({ connectionString, logger })
await utils.migrate()

process.on('message', async () => {
  // What the rounds before have left dead is not this round's cost.
  await utils.withPgClient((client) => client.query('VACUUM ANALYZE'))
  const cpu = process.cpuUsage()
  const start = performance.now()
  const add = "SELECT graphile_worker.add_job('noop', json_build_object('index', i)) FROM generate_series(1, $1::int) i"
  await utils.withPgClient((client) => client.query(add, [count]))
  let done = 0
  const noop = () => {
    done += 1
  }
  const preset = { worker: { connectionString, concurrentJobs: 24, maxPoolSize: 25, logger } }
  await runOnce({ preset, taskList: { noop } })
  if (done !== count) throw new Error(`${done} of ${count} jobs were run`)
  const { user, system } = process.cpuUsage(cpu)
  process.send({ ms: performance.now() - start, cpu: (user + system) / 1e6 })
})
process.once('disconnect', () => process.exit(0))
process.send({ ready: true })
