import { chmodSync, renameSync } from 'node:fs'
import { rolldown } from 'rolldown'

/** Makes one file of the agent that runs on a host with Node 20 or later and nothing else. */
export async function bundleAgent(file) {
  const bundle = await rolldown({
    input: new URL('../packages/agent/src/bin.ts', import.meta.url).pathname,
    platform: 'node',
  })
  // Made aside: many agents may start at once, and none may read half a file.
  const aside = `${file}.${process.pid}`
  await bundle.write({
    file: aside,
    // As a module it would read all getters of the parts of Node that it imports, and so load 20 more of them: 1 MB.
    format: 'cjs',
    dynamicImportInCjs: false,
    // One letter beyond Latin-1, and V8 keeps two bytes for each.
    minify: { compress: true, mangle: true, codegen: { asciiOnly: true } },
    banner: '#!/usr/bin/env node',
    codeSplitting: false,
  })
  await bundle.close()
  chmodSync(aside, 0o755)
  renameSync(aside, file)
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const file = new URL('../dist/muster-agent.cjs', import.meta.url).pathname
  await bundleAgent(file)
  process.stdout.write(`${file}\n`)
}
