import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { test } from 'node:test'

/** What each package may import. Node's own modules are open to all but the domain, which may only hash. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['croner', 'node:crypto'],
  protocol: ['zod', 'node:*'],
  store: ['@muster/core', 'node:*'],
  dialects: ['@muster/core', 'node:*'],
  server: ['@muster/core', '@muster/protocol', '@muster/store', '@muster/dialects', 'pino', 'zod', 'node:*'],
  // Both ends must agree when a schedule fires.
  agent: ['@muster/protocol', '@muster/core/calendar', 'zod', 'node:*'],
  cli: ['@muster/protocol', 'commander', 'zod', 'node:*'],
}
const importPattern = /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '')
}

for (const [name, list] of Object.entries(allowed))
  test(`${name} imports only what the house allows`, () => {
    const files = globSync(`packages/${name}/src/**/*.ts`)
    assert.ok(files.length > 0)
    for (const file of files)
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('./') || specifier.startsWith('../')) continue
        assert.ok(
          specifier.startsWith('node:') || !builtinModules.includes(specifier),
          `${file}: write node:${specifier}`,
        )
        const fits = list.some((entry) =>
          entry.endsWith(':*')
            ? specifier.startsWith(entry.slice(0, -1))
            : specifier === entry || specifier.startsWith(`${entry}/`),
        )
        assert.ok(fits, `${file} imports ${specifier}`)
      }
  })

test('a relative import stays inside its package', () => {
  for (const file of globSync('packages/*/src/**/*.ts'))
    for (const specifier of importsOf(file).filter((text) => text.startsWith('../'))) {
      const depth = file.split('/').length - 3
      const ups = specifier.split('/').filter((part) => part === '..').length
      assert.ok(ups < depth || specifier.endsWith('/package.json'), `${file} imports ${specifier}`)
    }
})

test('the conformance suite imports nothing of ours but the harness', () => {
  for (const file of globSync('test/conformance/{support,tat,ecs}/**/*.ts'))
    for (const specifier of importsOf(file))
      assert.match(
        specifier,
        /^(node:|tencentcloud-sdk-nodejs\/|@alicloud\/|\.\/|\.\.\/support\/|\.\.\/\.\.\/e2e\/harness\/)/,
        file,
      )
})
