#!/usr/bin/env node
// All that CI runs, in one command. Plain JavaScript: it starts under any Node ≥ 20 and does the work under Node 24.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodeOf, findNode24, quietFlags, thisSystem } from '../packages/cli/bin/node24.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { node, problem } = findNode24(thisSystem())
if (problem) {
  console.error(problem)
  process.exit(1)
}
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}` }
const reports = mkdtempSync(join(tmpdir(), 'muster-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

const quietly = join(root, 'scripts/with-empty-login-files.sh')

/** In the order of node's own summary. */
const totals = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0, duration_ms: 0 }

function addSummary(report) {
  if (!existsSync(report)) return
  for (const name of Object.keys(totals)) {
    const found = readFileSync(report, 'utf8').match(new RegExp(`^# ${name} ([\\d.]+)$`, 'm'))
    if (found) totals[name] += Number(found[1])
  }
}

function finish(code) {
  totals.duration_ms = Math.round(totals.duration_ms)
  console.log(
    Object.entries(totals)
      .map(([name, value]) => `# ${name} ${value}`)
      .join('\n'),
  )
  process.exit(code)
}

function run(stage, file, args) {
  console.log(`\n== ${stage}`)
  const { status, signal, error } = spawnSync('sh', [quietly, file, ...args], { cwd: root, env, stdio: 'inherit' })
  if (error) console.error(`error: ${file} does not start: ${error.message}`)
  return error ? 1 : exitCodeOf(status, signal)
}

/** A stage without tests of its own counts as one. */
function check(stage, file, args) {
  const code = run(stage, file, args)
  totals.tests += 1
  totals[code === 0 ? 'pass' : 'fail'] += 1
  if (code === 0) return
  console.error(`\nerror: "${stage}" failed. What comes after it was not run.`)
  finish(code)
}

function testFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && !name.split('/').includes('node_modules'))
    .sort()
    .map((name) => join(folder, name))
}

function test(stage, files, flags) {
  if (files.length === 0) return
  const report = join(reports, `${stage.replaceAll('/', '-')}.tap`)
  const reporters = [
    ...['--test-reporter=dot', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
  ]
  // A run that dies before it reports has failed all the same.
  const failedBefore = totals.fail
  // A test that hangs, or a process that one has left behind, must not hold the whole run.
  const bounds = ['--test-force-exit', '--test-timeout=600000']
  const code = run(stage, node, [...quietFlags, '--test', ...bounds, ...flags, ...reporters, ...files])
  addSummary(report)
  if (code === 0) return
  if (totals.fail === failedBefore) totals.fail += 1
  console.error(`\nerror: "${stage}" failed. What comes after it was not run.`)
  finish(code)
}

const tool = (path) => join(root, 'node_modules', path)

check('format and lint', node, [tool('@biomejs/biome/bin/biome'), 'check', '.'])
check('types', node, [tool('typescript/bin/tsc'), '-p', 'tsconfig.json'])

for (const name of readdirSync(join(root, 'packages')).sort())
  test(`packages/${name}`, testFiles(join(root, 'packages', name, 'test')), ['--test-isolation=none'])

test('test/house', testFiles(join(root, 'test/house')), ['--test-isolation=none'])
test('test/life', testFiles(join(root, 'test/life')), ['--test-isolation=none'])
test('test/fuzz', testFiles(join(root, 'test/fuzz')), ['--test-isolation=none'])

// It uses all cores by itself.
test('test/simulation', testFiles(join(root, 'test/simulation')), ['--test-isolation=none'])

// These start real servers and agents: one file at a time, or they would measure each other.
test('test/e2e', testFiles(join(root, 'test/e2e')), ['--test-concurrency=1'])

const conformance = join(root, 'test/conformance')
const conformanceTests = testFiles(conformance)
if (conformanceTests.length > 0 && existsSync(join(conformance, 'package.json'))) {
  const install = ['ci', '--prefix', 'test/conformance', '--ignore-scripts', '--no-audit', '--no-fund']
  if (!existsSync(join(conformance, 'node_modules'))) check('the official clients', 'npm', install)
  check('types of the conformance suite', node, [tool('typescript/bin/tsc'), '-p', 'test/conformance'])
  // One process: its files share one server and its hosts.
  test('test/conformance', conformanceTests, ['--test-isolation=none'])
}
finish(0)
