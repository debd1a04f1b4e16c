import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { RunningServer } from '../../e2e/harness/programs.ts'

const text = (parts: readonly string[]) => Buffer.from(['muster agent 1 register', ...parts].join('\n'))

/** Enrols a host whose agent never connects, which no real agent would do; gives its instance id. */
export async function enrolOnly(
  server: RunningServer,
  code: { readonly id: string; readonly secret: string },
  name: string,
): Promise<string> {
  const nonce = 'f'.repeat(32)
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519')
  const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64')
  const facts = { hostName: name, platform: 'linux', architecture: 'x64', localIp: '127.0.0.1' }
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/agent/v1`)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  socket.onerror = () => reject(new Error('no connection for an enrolment'))
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 2, nonce }))
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Record<string, string>
    if (answer.type === 'registered') return resolve(answer.instance ?? '')
    if (answer.type !== 'challenge') return reject(new Error(`not enrolled: ${String(data)}`))
    const transcript = text([nonce, answer.nonce ?? '', code.id, publicKey, JSON.stringify(name)])
    const proofKey = createHash('sha256').update(code.secret).digest()
    socket.send(
      JSON.stringify({
        type: 'register',
        code: code.id,
        proof: createHmac('sha256', proofKey).update(transcript).digest('base64'),
        publicKey,
        signature: sign(null, transcript, privateKey).toString('base64'),
        name,
        tags: {},
        facts: { ...facts, machineId: name, agentVersion: '0', agentUser: 'root', timeZone: 'UTC' },
      }),
    )
  }
  return promise.finally(() => socket.close())
}
