export * from './handshake.ts'
export * from './merkle.ts'
export * from './messages.ts'
export * from './plan.ts'
