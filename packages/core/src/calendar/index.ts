export * from './rule.ts'
export { instantOf, isZone } from './zone.ts'
