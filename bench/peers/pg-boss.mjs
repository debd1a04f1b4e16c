// 10,000 jobs that do nothing: put in at once, then fetched and completed without a pause. Its own loop, `work`, sleeps
// half a second between batches and takes 4.7 s; larger batches would end jobs of many hosts only with the last of them.
import { PgBoss } from 'pg-boss'

const [url, count] = [process.argv[2], Number(process.argv[3])]
const batchSize = 100
const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false, max: 10 })
boss.on('error', (error) => console.error(error))
await boss.start()

let number = 0
process.on('message', async () => {
  const queue = `bench-${number++}`
  await boss.createQueue(queue)
  const cpu = process.cpuUsage()
  const start = performance.now()
  await boss.insert(
    queue,
    Array.from({ length: count }, (_, index) => ({ data: { index } })),
  )
  let done = 0
  while (done < count) {
    const jobs = await boss.fetch(queue, { batchSize })
    await boss.complete(
      queue,
      jobs.map(({ id }) => id),
    )
    done += jobs.length
  }
  const { user, system } = process.cpuUsage(cpu)
  process.send({ ms: performance.now() - start, cpu: (user + system) / 1e6 })
})
process.once('disconnect', () => process.exit(0))
process.send({ ready: true })
