// `node scripts/bundle.js agent` or `programs`: makes dist/muster-agent.cjs, which runs on a host with Node 20 or later and
// nothing else; or dist/muster.mjs, which is all that the launcher starts under Node 24, with a file for each thread.
import { chmodSync, renameSync, utimesSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const began = new Date()

/** One file of a program and all that it imports. Made aside: many may start at once, and none may read half a file. */
async function write(input, file, output, plugins = []) {
  const bundle = await rolldown({ input: root + input, platform: 'node', plugins })
  const aside = `${root}dist/${file}.${process.pid}`
  await bundle.write({ file: aside, codeSplitting: false, ...output })
  await bundle.close()
  chmodSync(aside, 0o755)
  // As old as what was read: a source that has changed meanwhile is younger.
  utimesSync(aside, began, began)
  renameSync(aside, `${root}dist/${file}`)
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

const threads = ['worker', 'checkpointer']
const ownPlace = new RegExp(
  `new URL\\('\\./(${threads.join('|')})\\.ts', import\\.meta\\.url\\)|import\\.meta\\.url`,
  'g',
)

/** What a module finds by its own place it still finds there; a thread is beside the bundle. */
const places = {
  name: 'places',
  transform: (code, id) =>
    id.startsWith(`${root}packages/`)
      ? code.replace(ownPlace, (_, thread) =>
          thread
            ? `new URL('./muster-${thread}.mjs', import.meta.url)`
            : `new URL('../${relative(root, id)}', import.meta.url).href`,
        )
      : null,
}

async function bundlePrograms() {
  for (const name of threads)
    await write(`packages/store/src/engines/sqlite/${name}.ts`, `muster-${name}.mjs`, { format: 'esm' }, [places])
  await write('packages/cli/bin/programs.mjs', 'muster.mjs', { format: 'esm' }, [places])
}

const makers = { agent: bundleAgent, programs: bundlePrograms }
await makers[process.argv[2]]()
