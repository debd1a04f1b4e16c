export * from './client.ts'
export * from './connection.ts'
export { answerUpgrade } from './handshake.ts'
