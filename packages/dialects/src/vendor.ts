import type { AccessKey } from '@muster/core'
import type { Action, Output } from './action.ts'
import type { FindKey } from './keys.ts'
import type { RawAnswer, RawRequest } from './raw.ts'
import type { FieldData } from './spec/fields.ts'

/** A request whose body was read whole. */
export interface WholeRequest extends RawRequest {
  readonly body: Uint8Array
}

/** Which action a request is for. */
export interface Route {
  /** As the audit log names it, for instance `tat`. */
  readonly product: string
  readonly name: string
  /** Undefined: known, but not built yet. */
  readonly action: Action | undefined
}

/** What a request says beside the parameters of its action, each step to be taken in this order. */
export interface Call {
  readonly route: Route
  /** Gives the enabled key that signed the request, or throws. */
  readonly authenticate: (find: FindKey<AccessKey>) => Promise<AccessKey>
  /** Empty when the request names none. */
  readonly region: () => string
  /** The parameters as JSON would hold them, still unchecked. */
  readonly parameters: (fields: Readonly<Record<string, FieldData>>) => Readonly<Record<string, unknown>>
}

/** How this one request is answered, also when it could not be read. */
export interface Envelope {
  readonly answer: (output: Output) => RawAnswer
  /** `documented` are the codes of the action; undefined for an error that nobody foresaw. */
  readonly refuse: (error: unknown, documented: readonly string[]) => RawAnswer | undefined
  readonly fail: (message: string) => RawAnswer
}

/** Refusals of the pipeline, in the codes of a vendor. */
export type PipelineRefusal = 'TooLarge' | 'UnknownRegion' | 'TooFast' | 'NotBuilt'

/** All that one vendor's wire does its own way; the pipeline is the same for all. */
export interface Vendor {
  /** Of a query, at most. */
  readonly queryBytes: number
  readonly envelope: (request: RawRequest, requestId: string) => Envelope
  readonly readCall: (request: WholeRequest) => Call
  readonly refusal: (name: PipelineRefusal, message: string) => Error
}
