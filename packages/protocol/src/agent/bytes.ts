/** Builds one frame. Numbers are big-endian; a length goes before what varies. */
export class ByteWriter {
  #bytes: Buffer
  #at = 0

  /** `size` is a guess; what is longer makes room for itself. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  byte(value: number): this {
    this.#at = this.#room(1).writeUInt8(value, this.#at)
    return this
  }

  short(value: number): this {
    this.#at = this.#room(2).writeUInt16BE(value, this.#at)
    return this
  }

  int(value: number): this {
    this.#at = this.#room(4).writeUInt32BE(value, this.#at)
    return this
  }

  /** Any number, times and sequences above 2³² among them. */
  number(value: number): this {
    this.#at = this.#room(8).writeDoubleBE(value, this.#at)
    return this
  }

  bytes(value: Uint8Array): this {
    this.#at = this.#room(4 + value.length).writeUInt32BE(value.length, this.#at)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  text(value: string): this {
    const most = 3 * value.length
    const start = this.#at + 4
    const length = this.#room(4 + most).write(value, start)
    this.#bytes.writeUInt32BE(length, this.#at)
    this.#at = start + length
    return this
  }

  /** A text with a character for each byte. */
  octets(value: string): this {
    const at = this.#room(4 + value.length).writeUInt32BE(value.length, this.#at)
    this.#at = at + this.#bytes.write(value, at, 'latin1')
    return this
  }

  end(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  #room(more: number): Buffer {
    const wanted = this.#at + more
    if (wanted > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.#bytes.length))
      larger.set(this.#bytes.subarray(0, this.#at))
      this.#bytes = larger
    }
    return this.#bytes
  }
}

/** Reads one frame. Throws a RangeError when it ends too soon or goes on after its end. */
export class ByteReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1))
  }

  short(): number {
    return this.#bytes.readUInt16BE(this.#take(2))
  }

  int(): number {
    return this.#bytes.readUInt32BE(this.#take(4))
  }

  /** A whole number, as every number of the protocol is. */
  number(): number {
    const value = this.#bytes.readDoubleBE(this.#take(8))
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is not whole')
    return value
  }

  /** A view: it holds the whole frame in memory for as long as it lives. */
  bytes(): Buffer {
    const length = this.#bytes.readUInt32BE(this.#take(4))
    const from = this.#take(length)
    return this.#bytes.subarray(from, from + length)
  }

  octets(): string {
    const length = this.#bytes.readUInt32BE(this.#take(4))
    const from = this.#take(length)
    return this.#bytes.toString('latin1', from, from + length)
  }

  text(longest: number): string {
    const length = this.#bytes.readUInt32BE(this.#take(4))
    const from = this.#take(length)
    if (length > longest) throw new RangeError('a text is too long')
    return length === 0 ? '' : this.#bytes.toString('utf8', from, from + length)
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError('the frame goes on after its end')
  }

  #take(length: number): number {
    const from = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('the frame ends too soon')
    return from
  }
}
