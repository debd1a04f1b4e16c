import { ecs } from './alibaba/products.ts'
import { products } from './tencent/products.ts'

interface Chapter {
  readonly title: string
  readonly version: string
  readonly catalogue: readonly string[]
  readonly built: readonly string[]
}

const chapters: readonly Chapter[] = [
  ...[...products, ecs].map(({ built, ...product }) => ({ ...product, built: built.map(({ name }) => name) })),
]

/** The page docs/coverage.md: every action of the four dialects, from the very tables that answer them. */
export function renderCoverage(): string {
  return `# API coverage

Made by \`node scripts/coverage.ts\` from the action tables; do not edit. An action that is not built yet answers
\`UnsupportedOperation.ActionNotBuilt\`.
${chapters.map(renderChapter).join('')}`
}

function renderChapter({ title, version, catalogue, built }: Chapter): string {
  const rows = catalogue.map((name) => `| ${name} | ${built.includes(name) ? 'built' : 'not yet'} |\n`).join('')
  return `
## ${title}, ${version}

${built.length} of ${catalogue.length} actions are built.

| action | state |
| --- | --- |
${rows}`
}
