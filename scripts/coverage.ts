import { writeFileSync } from 'node:fs'
import { renderCoverage } from '../packages/dialects/src/index.ts'

writeFileSync(new URL('../docs/coverage.md', import.meta.url), renderCoverage())
