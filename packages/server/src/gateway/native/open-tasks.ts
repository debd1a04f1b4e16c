/**
 * Unended tasks that one agent is given at a time; more wait in the store, and what waits is claimed by a write of its own.
 * Below the agent's own limit of 256, and their kept outputs fit into its largest message.
 */
const window = 128

/** What was sent to one agent, or is about to be, and has not ended. */
export class OpenTasks {
  /** Tasks of the host wait in the store for room: new ones must not overtake them. */
  queued = false
  /** The agent had no room for a task: all are sent again when another one has ended, or at the next beat. */
  refusedAsBusy = false
  #reserved = 0
  #highest = 0
  /** With their invocations. */
  readonly #sequences = new Map<number, number>()
  /** Of these, the tasks that stay: once their host holds them they take no room. */
  readonly #standing = new Set<number>()

  get room(): number {
    return Math.max(0, window - this.#sequences.size - this.#reserved)
  }

  /** The sequence up to which every task has ended. */
  get settled(): number {
    return this.#sequences.size === 0 ? this.#highest : Math.min(...this.#sequences.keys()) - 1
  }

  reserve(): void {
    this.#reserved += 1
  }

  release(): void {
    this.#reserved -= 1
  }

  add(sequence: number, invocationId: number): void {
    this.#sequences.set(sequence, invocationId)
    this.#highest = Math.max(this.#highest, sequence)
  }

  /** Undefined for what has ended, and before an agent that came back was sent what is open. */
  invocationOf(sequence: number): number | undefined {
    return this.#sequences.get(sequence)
  }

  stand(sequence: number): void {
    this.#standing.add(sequence)
  }

  stands(sequence: number): boolean {
    return this.#standing.has(sequence)
  }

  end(sequence: number): void {
    this.#sequences.delete(sequence)
    this.#standing.delete(sequence)
    this.#highest = Math.max(this.#highest, sequence)
  }
}
