/**
 * Unended tasks that one agent is given at a time; more wait in the store, and what waits is claimed by a write of its own.
 * Below the agent's own limit of 256, and their kept outputs fit into its largest message.
 */
const window = 128

/** What was sent to one agent, or is about to be, and has not ended. */
export class OpenTasks {
  /** Tasks of the host wait in the store, or may as long as nobody has looked: new ones must not overtake them. */
  queued = true
  /** What was sent over an earlier connection is among these; before, what is settled cannot be told. */
  complete = false
  /** What waits in the store is being claimed: of that it is known neither there nor here. */
  claiming = false
  /**
   * The agent has not taken all of these: it had no room, or they could not be sent. They are sent again when another one has
   * ended, or at the next beat.
   */
  unsent = false
  #reserved = 0
  #highest = 0
  // Lists, as they are short: a Map makes its table anew when its last entry goes, and ten thousand agents have one each.
  readonly #sequences: number[] = []
  /** Of the sequences, place by place. */
  readonly #invocations: number[] = []
  /** Of these, the tasks that stay: once their host holds them they take no room. */
  readonly #standing: number[] = []

  get room(): number {
    return Math.max(0, window - this.#sequences.length - this.#reserved)
  }

  /**
   * The sequence up to which every task has ended, but for those that wait in the store; null while that is not known. An
   * agent refuses what is at or below it.
   */
  get settled(): number | null {
    if (!this.complete || this.claiming) return null
    return this.#sequences.length === 0 ? this.#highest : Math.min(...this.#sequences) - 1
  }

  reserve(): void {
    this.#reserved += 1
  }

  release(): void {
    this.#reserved -= 1
  }

  add(sequence: number, invocationId: number): void {
    if (this.has(sequence)) return
    this.#sequences.push(sequence)
    this.#invocations.push(invocationId)
    this.#highest = Math.max(this.#highest, sequence)
  }

  has(sequence: number): boolean {
    return this.#sequences.includes(sequence)
  }

  /** Undefined for what has ended, and before an agent that came back was sent what is open. */
  invocationOf(sequence: number): number | undefined {
    return this.#invocations[this.#sequences.indexOf(sequence)]
  }

  stand(sequence: number): void {
    if (!this.stands(sequence)) this.#standing.push(sequence)
  }

  stands(sequence: number): boolean {
    return this.#standing.includes(sequence)
  }

  end(sequence: number): void {
    const at = this.#sequences.indexOf(sequence)
    takeOut(this.#sequences, at)
    takeOut(this.#invocations, at)
    takeOut(this.#standing, this.#standing.indexOf(sequence))
    this.#highest = Math.max(this.#highest, sequence)
  }
}

/** The last one takes its place. */
function takeOut(list: number[], at: number): void {
  if (at < 0) return
  const last = list.pop()
  if (last !== undefined && at < list.length) list[at] = last
}
