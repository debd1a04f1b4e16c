// `node scripts/bundle.js agent` makes dist/muster-agent.cjs, which runs on a host with Node 20 or later and nothing else;
// `programs` makes dist/muster.mjs, the other programs for Node 24, and beside it a file for each of the server's threads.
import { chmodSync, renameSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))

/** One file of a program and all that it imports. Made aside: many may start at once, and none may read half a file. */
async function write(input, file, output, plugins = []) {
  const bundle = await rolldown({ input: root + input, platform: 'node', plugins })
  const aside = `${root}dist/${file}.${process.pid}`
  try {
    await bundle.write({ file: aside, codeSplitting: false, ...output })
    chmodSync(aside, 0o755)
    renameSync(aside, `${root}dist/${file}`)
  } finally {
    rmSync(aside, { force: true })
    await bundle.close()
  }
  process.stdout.write(`${root}dist/${file}\n`)
}

const bundleAgent = () =>
  write('packages/agent/src/bin.ts', 'muster-agent.cjs', {
    // As a module it would read all getters of the parts of Node that it imports, and so load 20 more of them: 1 MB.
    format: 'cjs',
    dynamicImportInCjs: false,
    // One letter beyond Latin-1, and V8 keeps two bytes for each.
    minify: { compress: true, mangle: true, codegen: { asciiOnly: true } },
    banner: '#!/usr/bin/env node',
  })

const engine = 'packages/store/src/engines/sqlite/'
const threads = ['worker', 'checkpointer']
const thread = new RegExp(`new URL\\('\\./(${threads.join('|')})\\.ts', import\\.meta\\.url\\)`, 'g')

/** A thread is beside the bundle; else what a module finds by its own place it still finds there. */
function place(code, file) {
  if (file.startsWith(engine)) return code.replace(thread, "new URL('./muster-$1.mjs', import.meta.url)")
  return code.replaceAll('import.meta.url', `new URL('../${file}', import.meta.url).href`)
}

const asOneFile = {
  name: 'as-one-file',
  transform(code, id) {
    const file = relative(root, id)
    if (file.startsWith('packages/')) return place(code, file)
    // The import reads all that it could be asked for, and so opens the standard streams of programs that use none.
    if (file.startsWith('node_modules/commander/')) return code.replace("import process from 'node:process';", '')
    return null
  },
}

async function bundlePrograms() {
  const output = { format: 'esm' }
  for (const name of threads) await write(`${engine}${name}.ts`, `muster-${name}.mjs`, output, [asOneFile])
  await write('packages/cli/bin/programs.mjs', 'muster.mjs', output, [asOneFile])
}

const makers = { agent: bundleAgent, programs: bundlePrograms }
const make = makers[process.argv[2]]
if (make) await make()
else {
  console.error('usage: node scripts/bundle.js agent|programs')
  process.exitCode = 2
}
