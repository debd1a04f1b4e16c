import type { Deps, InstancePeer } from '@muster/core'
import type { Sources } from '@muster/dialects'
import {
  type AgentMessage,
  connectText,
  type Nonces,
  type ResumeRequest,
  sameProof,
  ticketProof,
  ticketSecret,
} from '@muster/protocol/agent'
import { isSigned } from '../../keys/is-signed.ts'
import { createBatch } from './batch.ts'
import { admitFrom, Refusal, unknownAgent } from './refusal.ts'

/** What a handshake is held against. */
export interface Doorkeeper {
  /** The instance of a public id. */
  readonly find: (name: string) => Promise<InstancePeer | undefined>
  /** Made from the root of the keyring, so that tickets outlive the process. */
  readonly ticketKey: string
  readonly sources: Sources
}

/** Look-ups of one turn of the loop are one query. */
export function createDoorkeeper(deps: () => Deps, ticketKey: string, sources: Sources): Doorkeeper {
  const findPeer = createBatch(async (ids: readonly number[]) => {
    const peers = await deps().store.findPeers(ids)
    const byId = new Map(peers.map((peer) => [peer.id, peer]))
    return ids.map((id) => byId.get(id))
  })
  const find = async (name: string) => {
    const parsed = deps().nativeIds.parseInstance(name)
    const peer = parsed && (await findPeer(parsed.id))
    return peer?.kind === parsed?.kind ? peer : undefined
  }
  return { find, ticketKey, sources }
}

/** Who was let in, and the epoch that its agent must have stored before tasks come. */
export interface Admission {
  readonly instance: string
  readonly instanceId: number
  readonly epoch: number
}

/** Who came back on a ticket, and the proof for it that the server took the ticket. */
export interface Resumption {
  readonly admission: Admission
  readonly proof: string
}

/** Checks who connects by its signature; with the secret of a ticket when it asks for one. */
export async function authenticate(
  { find, ticketKey, sources }: Doorkeeper,
  { instance, epoch, signature, ticket }: Extract<AgentMessage, { type: 'connect' }>,
  nonces: Nonces,
  address: string,
): Promise<{ readonly admission: Admission; readonly ticket: string | undefined }> {
  admitFrom(sources, address, instance)
  const peer = await find(instance)
  if (!peer || !isSigned(peer.publicKey, connectText(nonces, instance, epoch), signature)) {
    sources.wrong(address)
    throw unknownAgent()
  }
  sources.right(instance)
  // It may have come with a ticket of a record that was restored since.
  sources.forgive(address)
  // Ahead is the agent itself: it has stored epochs whose `ready`, or whose ticket, never came here. Behind is a copy. The
  // next epoch is beyond both, so that of a folder and its copy only the first to come gets in.
  if (epoch < peer.epoch)
    throw new Refusal('The data folder is a copy or was restored from a backup. Delete it and enrol again.')
  const admission = admit(peer, instance, epoch + 1)
  return { admission, ticket: ticket && ticketSecret(ticketKey, instance, peer.publicKey, admission.epoch) }
}

/** Checks a ticket; undefined where the agent must take the long way, which tells it what is wrong. */
export async function checkTicket(
  { find, ticketKey, sources }: Doorkeeper,
  ticket: ResumeRequest,
  address: string,
): Promise<Resumption | undefined> {
  const { instance, epoch, issued } = ticket
  admitFrom(sources, address, instance)
  const peer = await find(instance)
  const secret = peer && ticketSecret(ticketKey, instance, peer.publicKey, issued)
  if (!peer || secret === undefined || !sameProof(ticketProof(secret, 'agent', ticket), ticket.proof)) {
    sources.wrong(address)
    return undefined
  }
  sources.right(instance)
  // One that is spent is no guess: the agent's response was lost.
  if (epoch !== peer.epoch + 1) return undefined
  return { admission: admit(peer, instance, epoch), proof: ticketProof(secret, 'server', ticket) }
}

const admit = ({ id }: InstancePeer, instance: string, epoch: number): Admission => ({
  instance,
  instanceId: id,
  epoch,
})
