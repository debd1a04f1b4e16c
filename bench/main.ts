import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { cleanUp } from './lib/children.ts'
import { benches } from './lib/registry.ts'
import { skipped } from './lib/rows.ts'
import type { Row } from './lib/types.ts'
import { table } from './report.ts'

const usage = `npm run bench -- [name] [--json] [--rounds N]

names: ${Object.keys(benches).join(', ')}; without one, all of them but soak`

interface Options {
  readonly json: boolean
  readonly rounds: number | undefined
}

const say = (text: string) => process.stderr.write(`${text}\n`)

function failed(name: string, reason: unknown): Row {
  const why = reason instanceof Error ? reason.message : String(reason)
  return skipped({ name, metric: 'the bench ran to its end', unit: '', referenceName: '' }, '', why)
}

/** Runs one bench here, within its time. */
async function runOne(name: string, options: Options): Promise<readonly Row[]> {
  const entry = benches[name]
  if (!entry) throw new Error(`there is no bench ${JSON.stringify(name)}`)
  const rows: Row[] = []
  const timer = new AbortController()
  const late = new Promise<never>((_, reject) => {
    const end = setTimeout(() => reject(new Error(`not done after ${entry.minutes} min`)), entry.minutes * 60_000)
    timer.signal.addEventListener('abort', () => clearTimeout(end))
  })
  try {
    const measured = entry.bench(
      { rounds: options.rounds, say: (text) => say(`${name}: ${text}`) },
      (...more) => void rows.push(...more),
    )
    await Promise.race([measured, late])
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
    rows.push(failed(name, error))
  }
  timer.abort()
  return rows
}

/** Each bench in a process of its own: what one leaves on its heap is not the next one's. */
async function runAll({ rounds }: Options): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [name, { apart }] of Object.entries(benches)) {
    if (apart) continue
    const flags = rounds === undefined ? [] : ['--rounds', String(rounds)]
    const argv = [...process.execArgv, import.meta.filename, name, '--json', ...flags]
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => child.kill(signal))
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    await new Promise((resolve) => child.once('close', resolve))
    try {
      rows.push(...(JSON.parse(out) as Row[]))
    } catch {
      rows.push(failed(name, 'it wrote no result'))
    }
  }
  return rows
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' }, help: { type: 'boolean' } },
  })
  const [name] = positionals
  if (values.help || (name !== undefined && !benches[name])) {
    say(usage)
    process.exit(values.help ? 0 : 2)
  }
  const options = { json: values.json, rounds: values.rounds === undefined ? undefined : Number(values.rounds) }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void cleanUp().then(() => process.exit(130)))
  process.once('uncaughtException', (error) => {
    say(String(error.stack))
    void cleanUp().then(() => process.exit(1))
  })
  const rows = name === undefined ? await runAll(options) : await runOne(name, options)
  await cleanUp()
  process.stdout.write(`${options.json ? JSON.stringify(rows, null, 2) : table(rows)}\n`, () => process.exit(0))
}

await main()
