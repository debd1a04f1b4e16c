import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

/** A repository whose bundler adds a line to what it makes. */
function makeRoot(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'muster-bundles-'))
  t.after(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string, seconds: number) => {
    const file = join(root, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
    utimesSync(file, seconds, seconds)
  }
  write('package-lock.json', '{}', 1)
  for (const name of ['agent', 'cli', 'core', 'dialects', 'protocol', 'server', 'store'])
    write(`packages/${name}/src/deep/one.ts`, '', 1)
  cpSync(new URL('../bin', import.meta.url), join(root, 'packages/cli/bin'), { recursive: true })
  mkdirSync(join(root, 'node_modules/rolldown'), { recursive: true })
  const made = join(root, 'dist/muster.mjs')
  const bundler = `const { appendFileSync, mkdirSync } = require('node:fs')
    mkdirSync('${join(root, 'dist')}', { recursive: true })
    appendFileSync('${made}', process.argv[2] + ' ')`
  write('scripts/bundle.js', bundler, 1)
  const { bundleOf } = createRequire(import.meta.url)(join(root, 'packages/cli/bin/bundles.js'))
  return { root, write, made, look: (): unknown => bundleOf('programs'), text: () => readFileSync(made, 'utf8') }
}

test('a bundle is made once, and again when a source is younger or gone', (t) => {
  const { root, write, made, look, text } = makeRoot(t)
  assert.deepEqual([look(), look(), text()], [made, made, 'programs '])
  const later = Date.now() / 1000 + 100
  write('packages/core/src/deep/one.ts', 'changed', later)
  assert.deepEqual([look(), text()], [made, 'programs programs '])
  utimesSync(made, later, later)
  assert.deepEqual([look(), text()], [made, 'programs programs '])
  rmSync(join(root, 'packages/core/src/deep/one.ts'))
  utimesSync(join(root, 'packages/core/src/deep'), later + 1, later + 1)
  assert.deepEqual([look(), text()], [made, 'programs programs programs '])
})

test('where the bundler is not installed, or fails, the sources run', (t) => {
  const { root, write, look } = makeRoot(t)
  write('scripts/bundle.js', 'process.exit(1)', 1)
  assert.equal(look(), undefined)
  rmSync(join(root, 'node_modules'), { recursive: true })
  write('scripts/bundle.js', 'throw new Error("must not run")', 1)
  assert.equal(look(), undefined)
})
