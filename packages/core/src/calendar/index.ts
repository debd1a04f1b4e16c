export * from './rule.ts'
export { isZone } from './zone.ts'
