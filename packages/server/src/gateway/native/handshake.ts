import { createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { type Deps, MusterError } from '@muster/core'
import {
  type AgentMessage,
  challengeText,
  connectText,
  type Nonces,
  protocolVersion,
  registerProof,
  registerText,
  type ServerMessage,
} from '@muster/protocol/agent'
import type { ServerKey } from '../../keys/server-key.ts'

type Message<Type extends AgentMessage['type']> = Extract<AgentMessage, { type: Type }>

/** The peer is not who it says, or may not come in. `final`: coming again is no use. */
export class Refusal extends Error {
  readonly final: boolean

  constructor(message: string, again: 'never' | 'later' = 'never') {
    super(message)
    this.final = again === 'never'
  }
}

export function challenge(
  serverKey: ServerKey,
  hello: Message<'hello'>,
  serverNonce: string,
): { readonly nonces: Nonces; readonly answer: ServerMessage } {
  if (hello.protocol !== protocolVersion)
    throw new Refusal(`This server speaks agent protocol ${protocolVersion}, not ${hello.protocol}: update the agent.`)
  const nonces = { agent: hello.nonce, server: serverNonce }
  return {
    nonces,
    answer: {
      type: 'challenge',
      protocol: protocolVersion,
      nonce: serverNonce,
      serverKey: serverKey.publicKey,
      signature: serverKey.sign(challengeText(nonces)).toString('base64'),
    },
  }
}

// One text for every reason that the code or secret is wrong: the answer must not help to guess codes.
const wrongCode = 'The register code or its secret is wrong. Copy the whole line again.'

/** Enrols a host with a register code and gives its public id. */
export async function register(
  deps: Deps,
  message: Message<'register'>,
  nonces: Nonces,
  address: string,
): Promise<string> {
  const { store, vault, nativeIds, clock } = deps
  const codeId = nativeIds.parseCode(message.code)
  const code = codeId === undefined ? undefined : await store.findRegisterCode(codeId)
  const transcript = registerText(nonces, message.code, message.publicKey, message.name)
  if (!code || !sameProof(registerProof(vault.open(code.sealedProofKey), transcript), message.proof))
    throw new Refusal(wrongCode)
  if (!signed(message.publicKey, transcript, message.signature))
    throw new Refusal('The agent did not show that it holds its own key. Delete its data folder and enrol again.')
  const audit = {
    accountId: code.accountId,
    userId: undefined,
    accessKeyId: undefined,
    action: 'agent:register',
    requestId: message.code,
    source: address,
    at: clock.now(),
  }
  try {
    const instance = await store.audited(audit).registerInstance({
      codeId: code.id,
      address,
      name: message.name,
      tags: message.tags,
      publicKey: message.publicKey,
      facts: message.facts,
      at: clock.now(),
    })
    return nativeIds.formatInstance(instance.kind, instance.id)
  } catch (error) {
    if (error instanceof MusterError && error.name === 'RegistrationRefused') throw new Refusal(error.message)
    throw error
  }
}

/** Checks who connects; gives the instance and the epoch that its agent must store before tasks come. */
export async function authenticate(
  { store, nativeIds }: Deps,
  message: Message<'connect'>,
  nonces: Nonces,
): Promise<{ readonly instanceId: number; readonly accountId: number; readonly epoch: number }> {
  const parsed = nativeIds.parseInstance(message.instance)
  const instance = parsed && (await store.findInstance(parsed.id))
  const text = connectText(nonces, message.instance, message.epoch)
  if (!instance || instance.kind !== parsed?.kind || !signed(instance.publicKey, text, message.signature))
    throw new Refusal('This server does not know the agent. Delete its data folder and enrol again.')
  // The agent may have stored the epoch of a welcome whose `ready` was lost: one ahead is its own, one behind is a copy.
  // It is welcomed with that epoch again, so that it is never two ahead however often its `ready` is lost.
  if (message.epoch !== instance.epoch && message.epoch !== instance.epoch + 1)
    throw new Refusal('The data folder is a copy or was restored from a backup. Delete it and enrol again.')
  return { instanceId: instance.id, accountId: instance.accountId, epoch: instance.epoch + 1 }
}

function sameProof(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function signed(publicKey: string, text: Uint8Array, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, text, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
