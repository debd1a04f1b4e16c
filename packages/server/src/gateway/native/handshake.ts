import { type Deps, MusterError, sealedPlaces } from '@muster/core'
import type { Sources } from '@muster/dialects'
import {
  type AgentMessage,
  challengeText,
  type Nonces,
  protocolVersion,
  registerProof,
  registerText,
  type ServerMessage,
  sameProof,
} from '@muster/protocol/agent'
import { isSigned } from '../../keys/is-signed.ts'
import type { ServerKey } from '../../keys/server-key.ts'
import { admitFrom, Refusal } from './refusal.ts'

type Message<Type extends AgentMessage['type']> = Extract<AgentMessage, { type: Type }>

export function checkVersion({ protocol }: Message<'hello'>): void {
  if (protocol !== protocolVersion)
    throw new Refusal(`This server speaks agent protocol ${protocolVersion}, not ${protocol}: update the agent.`)
}

export const challenge = (serverKey: ServerKey, nonces: Nonces): ServerMessage => ({
  type: 'challenge',
  protocol: protocolVersion,
  nonce: nonces.server,
  serverKey: serverKey.publicKey,
  signature: serverKey.sign(challengeText(nonces)).toString('base64'),
})

// One text for every reason that the code or secret is wrong: the answer must not help to guess codes.
const wrongCode = 'The register code or its secret is wrong. Copy the whole line again.'

/** Enrols a host with a register code and gives its public id. */
export async function register(
  deps: Deps,
  message: Message<'register'>,
  nonces: Nonces,
  { address, sources }: { readonly address: string; readonly sources: Sources },
): Promise<string> {
  const { store, vault, nativeIds, clock } = deps
  admitFrom(sources, address, message.code)
  const codeId = nativeIds.parseCode(message.code)
  const code = codeId === undefined ? undefined : await store.findRegisterCode(codeId)
  const transcript = registerText(nonces, message.code, message.publicKey, message.name)
  const proofKey = code && vault.open(code.sealedProofKey, sealedPlaces.registerCode(code.accountId))
  if (!proofKey || !sameProof(registerProof(proofKey, transcript), message.proof)) {
    sources.wrong(address)
    throw new Refusal(wrongCode)
  }
  sources.right(message.code)
  if (!isSigned(message.publicKey, transcript, message.signature))
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
