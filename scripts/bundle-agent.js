import { chmodSync, renameSync } from 'node:fs'
import { rolldown } from 'rolldown'

/**
 * What ws loads for uses that the agent seldom or never has. Loaded when first used, they cost an idle agent nothing:
 * 59.1 MB resident and 14.4 MB of its own in place of 61.8 and 16.1.
 */
const seldom = ['https', 'tls', 'zlib', 'querystring']

const lazyBuiltins = {
  name: 'lazy-builtins',
  resolveId: (id, importer) => (importer?.includes('/ws/') && seldom.includes(id) ? `\0lazy:${id}` : null),
  load: (id) => (id.startsWith('\0lazy:') ? { code: lazyModule(id.slice(6)), moduleType: 'js' } : null),
}

const lazyModule = (name) => `module.exports = new Proxy({}, { get: (_, member) => require('node:${name}')[member] })`

/** Makes one file of the agent that runs on a host with Node 20 or later and nothing else. */
export async function bundleAgent(file) {
  const bundle = await rolldown({
    input: new URL('../packages/agent/src/bin.ts', import.meta.url).pathname,
    platform: 'node',
    // Optional speed-ups of ws, which it does without.
    external: ['bufferutil', 'utf-8-validate'],
    plugins: [lazyBuiltins],
  })
  // Made aside: many agents may start at once, and none may read half a file.
  const aside = `${file}.${process.pid}`
  await bundle.write({ file: aside, format: 'esm', minify: true, banner: '#!/usr/bin/env node', codeSplitting: false })
  await bundle.close()
  chmodSync(aside, 0o755)
  renameSync(aside, file)
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const file = new URL('../dist/muster-agent.mjs', import.meta.url).pathname
  await bundleAgent(file)
  process.stdout.write(`${file}\n`)
}
