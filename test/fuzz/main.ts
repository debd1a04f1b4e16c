import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { corpusPath, readCorpus } from './corpus.ts'
import { countLines, startCoverage } from './coverage.ts'
import { fuzz } from './fuzz.ts'
import { createChance } from './mutate.ts'
import { reportPauses } from './pauses.ts'
import { targets } from './targets/index.ts'

const help = `npm run fuzz -- [--target NAME] [--seconds N] [--seed N] [--keep] [--replay FILE]

Changes inputs and keeps those that reach new code. Without a target, all take a turn.
--keep writes what was kept into the corpus, which npm test replays. --replay runs one input. --pauses tells instead which requests hold the loop of events longest.
Targets: ${Object.keys(targets).join(', ')}
`

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    replay: { type: 'string' },
    pauses: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

async function runTarget(name: string): Promise<boolean> {
  const open = targets[name]
  if (!open) throw new Error(`there is no target ${name}. Name one of: ${Object.keys(targets).join(', ')}`)
  // Before the files are known: what they cover says the target, which loads them.
  const coverage = await startCoverage((path) => measured.test(path))
  let measured = /(?!)/
  const target = await open()
  measured = target.covers
  if (values.replay) {
    await target.run(readFileSync(values.replay))
    await coverage.stop()
    return true
  }
  const until = performance.now() + Number(values.seconds) * 1000
  const found = await fuzz({
    target,
    coverage,
    corpus: readCorpus(name),
    chance: createChance(Number(values.seed)),
    isTime: () => performance.now() < until,
  })
  await coverage.stop()
  const { reached, total } = countLines(found.reached)
  process.stdout.write(
    `${name.padEnd(14)} ${String(found.inputs).padStart(8)} inputs  ${String(found.corpus.length).padStart(4)} kept  ${reached} of ${total} lines (${((100 * reached) / total).toFixed(1)} %)  slowest ${found.slowest.ms.toFixed(1)} ms  failures ${found.failures.length}\n`,
  )
  for (const [index, { input, error }] of found.failures.entries()) {
    mkdirSync('fuzz-failures', { recursive: true })
    const file = join('fuzz-failures', `${name}-${index}`)
    writeFileSync(file, input)
    process.stdout.write(`\n${file}\n${error}\n`)
  }
  if (values.keep)
    writeFileSync(
      corpusPath(name),
      `${JSON.stringify(
        found.corpus.map((input) => input.toString('latin1')),
        null,
        1,
      )}\n`,
    )
  return found.failures.length === 0
}

if (values.help) process.stdout.write(help)
else if (values.pauses) await reportPauses()
else if (values.target !== undefined) process.exitCode = (await runTarget(values.target)) ? 0 : 1
else
  for (const name of Object.keys(targets)) {
    // A process each: what one target has loaded and run must not count for the next.
    const argv = [...process.execArgv, import.meta.filename, '--target', name, ...process.argv.slice(2)]
    if (spawnSync(process.execPath, argv, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
  }
