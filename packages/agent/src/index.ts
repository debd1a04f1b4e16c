export { agent } from './main.ts'
export { swarm } from './swarm.ts'
