import { parseArgs } from 'node:util'
import { createUndo } from '../harness/undo.ts'
import { kinds, quickKinds } from './kinds.ts'
import { runFaults } from './run.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    from: { type: 'string', default: '0' },
    kind: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    logs: { type: 'string', default: '' },
  },
})
const chosen = (values.quick ? quickKinds : kinds).filter(({ name }) => name.includes(values.kind))
const seed = Number(values.seed)
const count = Number(values.count ?? chosen.length)
const undo = createUndo()
// A run that is broken off leaves nothing behind either: neither processes nor mounts.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void undo.all().finally(() => process.exit(1)))
let failures: readonly string[] = []
console.log(`seed ${seed}`)
try {
  const order = { seed, count, from: Number(values.from), kinds: chosen, logs: values.logs }
  const report = await runFaults(undo, order, console.log)
  failures = report.failures()
  console.log([`\n${report.table()}`, ...failures].join('\n'))
} finally {
  await undo.all()
}
process.exit(failures.length > 0 ? 1 : 0)
