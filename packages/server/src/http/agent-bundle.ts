import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'

/** The agent in one file, as new hosts fetch it. */
export interface AgentBundle {
  readonly bytes: Uint8Array
  readonly sha256: string
}

export const agentBundlePath = '/agent/v1/muster-agent.cjs'

/** Made by the launcher before it starts a server; undefined in an installation without the bundler. */
export function loadAgentBundle(): AgentBundle | undefined {
  try {
    const bytes = readFileSync(new URL('../../../../dist/muster-agent.cjs', import.meta.url))
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch {
    return undefined
  }
}

export function answerAgentBundle(response: ServerResponse, bundle: AgentBundle | undefined): void {
  if (!bundle) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
    response.end('There is no bundle of the agent here: make it with "node scripts/bundle.js agent", then restart.\n')
    return
  }
  response
    .writeHead(200, { 'content-type': 'text/javascript', 'content-length': bundle.bytes.length })
    .end(bundle.bytes)
}
