#!/usr/bin/env node
const [, , command] = process.argv

// An agent goes on in this process. It wakes none of V8's compilers (`agent/src/memory.ts`), and to load one ES module, or
// a second file, would have done so before it: so this is CommonJS.
if (command === 'agent') {
  const { setFlagsFromString } = require('node:v8')
  for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag)
}

async function run() {
  // A server hands the bundle to new hosts.
  if (command === 'agent' || command === 'server' || command === 'up') {
    const { bundleOf, runAgentBundle } = require('./bundles.js')
    const bundle = bundleOf('agent')
    if (bundle && command === 'agent') return runAgentBundle(bundle)
  }
  const { launch } = await import('./launch.mjs')
  await launch()
}

run()
