import { createHash } from 'node:crypto'
import {
  type AgentMessage,
  challengeText,
  connectText,
  type Facts,
  fingerprint,
  protocolVersion,
  registerProof,
  registerText,
  type ServerMessage,
} from '@muster/protocol/agent'
import { exitCodes, Failure } from '../failure.ts'
import type { Enrolled, Identity } from '../identity/identity.ts'
import { isSigned, signText } from '../identity/keys.ts'

/** What a first start brings. */
export interface Enrolment {
  readonly code: string
  readonly secret: string
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  /** The server's fingerprint; undefined: trust the first one, allowed on this machine only. */
  readonly serverKey: string | undefined
}

export interface Conversation {
  readonly send: (message: AgentMessage) => void
  /** The next message; one of another type ends the conversation. */
  readonly receive: <T extends ServerMessage['type']>(type: T) => Promise<Extract<ServerMessage, { type: T }>>
}

export interface HandshakeParts {
  readonly identity: Identity
  readonly enrolment: Enrolment | undefined
  readonly facts: Facts
  readonly nonce: string
  readonly privacy: 'private' | 'readable'
}

/** Proves each side to the other; when it returns, tasks may come. */
export async function shakeHands(
  { send, receive }: Conversation,
  { identity, enrolment, facts, nonce, privacy }: HandshakeParts,
): Promise<Enrolled> {
  send({ type: 'hello', protocol: protocolVersion, nonce })
  const challenge = await receive('challenge')
  const nonces = { agent: nonce, server: challenge.nonce }
  const { serverKey } = challenge
  checkServer(challenge, challengeText(nonces), identity, enrolment)

  if (!identity.enrolled()) {
    if (!enrolment) throw notEnrolled()
    const { code, name, tags } = enrolment
    const { publicKey } = identity.keys
    const transcript = registerText(nonces, code, publicKey, name)
    const proof = registerProof(createHash('sha256').update(enrolment.secret).digest(), transcript)
    const signature = signText(identity.keys, transcript)
    send({ type: 'register', code, proof, publicKey, signature, name, tags: { ...tags }, facts })
    await identity.enrol((await receive('registered')).instance, serverKey)
  }

  const instance = identity.enrolled()?.instance ?? ''
  const epoch = identity.epoch()
  const signature = signText(identity.keys, connectText(nonces, instance, epoch))
  const wish = privacy === 'private' ? ({ ticket: 'wanted' } as const) : {}
  send({ type: 'connect', instance, epoch, signature, facts, ...wish })
  const welcome = await receive('welcome')
  await identity.advance(welcome.epoch)
  if (welcome.ticket !== undefined)
    identity.keep({ issued: welcome.epoch, secret: welcome.ticket, used: welcome.epoch })
  send({ type: 'ready', epoch: welcome.epoch })
  return { instance, serverKey }
}

export const notEnrolled = (): Failure =>
  new Failure('this host is not enrolled. Give --code and --secret of a register code.', exitCodes.usage)

function checkServer(
  { serverKey, signature }: Extract<ServerMessage, { type: 'challenge' }>,
  text: Uint8Array,
  identity: Identity,
  enrolment: Enrolment | undefined,
): void {
  const pinned = identity.enrolled()?.serverKey
  const given = enrolment?.serverKey
  const known = pinned === undefined ? given === undefined || fingerprint(serverKey) === given : serverKey === pinned
  if (!known) {
    const expected = pinned === undefined ? given : fingerprint(pinned)
    throw new Failure(
      `the server's key is ${fingerprint(serverKey)}, not ${expected}. This is another server, or someone in between.`,
      exitCodes.refused,
    )
  }
  if (!isSigned(serverKey, text, signature))
    throw new Failure('the server cannot prove that it holds its key.', exitCodes.refused)
}
