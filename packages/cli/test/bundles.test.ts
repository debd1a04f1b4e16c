import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const packages = ['agent', 'cli', 'core', 'dialects', 'protocol', 'server', 'store']
const files = ['muster.mjs', 'muster-worker.mjs', 'muster-checkpointer.mjs']

/** A repository with a bundler that counts how often it ran; `ends`: what it does then. */
function makeRoot(t: TestContext, ends = '') {
  const root = mkdtempSync(join(tmpdir(), 'muster-bundles-'))
  t.after(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string, seconds = 1) => {
    const file = join(root, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
    utimesSync(file, seconds, seconds)
  }
  for (const name of packages) write(`packages/${name}/src/deep/one.ts`, 'one')
  write(
    'scripts/bundle.js',
    `const { appendFileSync, writeFileSync } = require('node:fs')
     appendFileSync('${root}/runs', process.argv[2] + ' ')
     ${ends}
     for (const file of ${JSON.stringify(files)}) writeFileSync('${root}/dist/' + file, '')`,
  )
  cpSync(new URL('../bin', import.meta.url), join(root, 'packages/cli/bin'), { recursive: true })
  mkdirSync(join(root, 'node_modules/rolldown'), { recursive: true })
  const { bundleOf } = createRequire(import.meta.url)(join(root, 'packages/cli/bin/bundles.js'))
  const runs = () => (existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').trim().split(' ') : [])
  return { root, write, made: join(root, 'dist/muster.mjs'), look: (): unknown => bundleOf('programs'), runs }
}

test('a bundle is made once, and again when its sources are others, be they older, or a file of it is gone', (t) => {
  const { root, write, made, look, runs } = makeRoot(t)
  assert.deepEqual([look(), look(), runs()], [made, made, ['programs']])
  write('packages/core/src/deep/one.ts', 'two', 0)
  assert.deepEqual([look(), look(), runs().length], [made, made, 2])
  write('node_modules/.package-lock.json', 'others are installed')
  assert.deepEqual([look(), look(), runs().length], [made, made, 3])
  rmSync(join(root, 'dist/muster-worker.mjs'))
  assert.deepEqual([look(), look(), runs().length], [made, made, 4])
})

test('a bundle that cannot be made is tried once, and the sources run', (t) => {
  const { write, made, look, runs } = makeRoot(t, "if (!process.env.MUSTER_TEST_FIXED) throw new Error('no room')")
  assert.deepEqual([look(), look(), runs().length], [undefined, undefined, 1])
  process.env.MUSTER_TEST_FIXED = 'yes'
  t.after(() => delete process.env.MUSTER_TEST_FIXED)
  write('packages/core/src/deep/one.ts', 'mended')
  assert.deepEqual([look(), runs().length], [made, 2])
})

test('where the bundler is not installed, or the sources are not there, nothing is tried', (t) => {
  const { root, look, runs } = makeRoot(t)
  rmSync(join(root, 'packages/store/src'), { recursive: true })
  assert.deepEqual([look(), runs()], [undefined, []])
  const other = makeRoot(t)
  rmSync(join(other.root, 'node_modules'), { recursive: true })
  assert.deepEqual([other.look(), other.runs()], [undefined, []])
})

test("what a process left that was killed while it made a bundle is in nobody's way", (t) => {
  const { write, made, look } = makeRoot(t)
  const gone = execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim()
  write('dist/.making', gone)
  assert.equal(look(), made)
})

test('the programs start their threads from beside the bundle', () => {
  const { bundleOf } = createRequire(import.meta.url)('../bin/bundles.js')
  const file: string = bundleOf('programs')
  const text = (name: string) => readFileSync(join(file, '..', name), 'utf8')
  assert.match(text('muster.mjs'), /new URL\("\.\/muster-worker\.mjs", import\.meta\.url\)/)
  assert.match(text('muster-worker.mjs'), /new URL\("\.\/muster-checkpointer\.mjs", import\.meta\.url\)/)
})

test('the programs start from their sources as well', async () => {
  const programs = new URL('../bin/programs.mjs', import.meta.url).href
  const shown = execFileSync(
    process.execPath,
    ['-e', `import('${programs}').then(({ run }) => run(['server', '--help']))`],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  assert.match(shown, /^muster server/)
})
