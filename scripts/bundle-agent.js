import { chmodSync } from 'node:fs'
import { rolldown } from 'rolldown'

/** Makes dist/muster-agent.mjs: the agent in one file that runs on a host with Node 20 or later and nothing else. */
const file = new URL('../dist/muster-agent.mjs', import.meta.url).pathname
const bundle = await rolldown({
  input: new URL('../packages/agent/src/bin.ts', import.meta.url).pathname,
  platform: 'node',
  // Optional speed-ups of ws, which it does without.
  external: ['bufferutil', 'utf-8-validate'],
})
await bundle.write({ file, format: 'esm', minify: false, banner: '#!/usr/bin/env node', codeSplitting: false })
await bundle.close()
chmodSync(file, 0o755)
process.stdout.write(`${file}\n`)
