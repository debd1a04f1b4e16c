import { readFileSync } from 'node:fs'

export const dataFile = (name: string): string => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')
