import { compareNames } from './natural.ts'

// Numbers of up to 15 digits are exact as doubles; longer runs of digits stay text.
const digits = /(?<!\d)\d{1,15}(?!\d)/g

/** The number after one, written as the first of its range is: `009` → `010`, `9` → `10`. */
const nextOf = (current: string, first: string): string =>
  String(Number(current) + 1).padStart(/^0\d/.test(first) ? first.length : 1, '0')

function ranges(numbers: readonly string[]): string {
  const found: { first: string; last: string }[] = []
  for (const number of numbers) {
    const run = found.at(-1)
    if (run && nextOf(run.last, run.first) === number) run.last = number
    else found.push({ first: number, last: number })
  }
  return found.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')
}

interface Place {
  readonly before: string
  readonly number: string
  readonly after: string
}

// Where names with the same text around their numbers differ, from the last number on: racks stay apart, hosts fold.
function places(name: string): Place[] {
  if (/[[\],\s]/.test(name)) return []
  return [...name.matchAll(digits)]
    .map((match) => ({
      before: name.slice(0, match.index),
      number: match[0],
      after: name.slice(match.index + match[0].length),
    }))
    .reverse()
}

/** Names as node sets, in order: `web-001`, `web-002`, `db` → `db`, `web-[001-002]`. */
export function fold(names: Iterable<string>): string[] {
  const left = new Set(names)
  const members = new Map<string, string[]>()
  const keyOf = (place: Place) => `${place.before}\0${place.after}`
  for (const name of left)
    for (const place of places(name)) {
      const key = keyOf(place)
      const group = members.get(key)
      if (group) group.push(name)
      else members.set(key, [name])
    }
  const folded: { readonly order: string; readonly text: string }[] = []
  for (const name of [...left].sort(compareNames)) {
    if (!left.has(name)) continue
    const place = places(name).find((p) => (members.get(keyOf(p)) ?? []).filter((n) => left.has(n)).length > 1)
    if (!place) {
      left.delete(name)
      folded.push({ order: name, text: name })
      continue
    }
    const numbers = (members.get(keyOf(place)) ?? [])
      .filter((member) => left.delete(member))
      .map((member) => member.slice(place.before.length, member.length - place.after.length))
      .sort(byNumber)
    folded.push({ order: name, text: `${place.before}[${ranges(numbers)}]${place.after}` })
  }
  return folded.map(({ text }) => text)
}

const byNumber = (a: string, b: string) => Number(a) - Number(b) || a.length - b.length

/** More names than one run may have; a typing error such as [1-99999999] must not fill the memory. */
const expandLimit = 10_000

export class NodeSetError extends Error {}

function numbersOf(list: string, text: string): string[] {
  const found: string[] = []
  for (const range of list.split(',')) {
    const [, first, last] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(range) ?? []
    if (first === undefined) throw new NodeSetError(`"${text}" is no node set: write it as web-[001-003,7].`)
    const count = Number(last ?? first) - Number(first) + 1
    if (count < 1) throw new NodeSetError(`"${text}" has a range that ends before it begins.`)
    if (count + found.length > expandLimit) throw new NodeSetError(`"${text}" is more than ${expandLimit} names.`)
    let number = first
    for (let i = 0; i < count; i++) {
      found.push(number)
      number = nextOf(number, first)
    }
  }
  return found
}

/** The names that one node set stands for; a plain name stands for itself. */
export function expand(text: string): string[] {
  const pieces = text.split(/\[([^[\]]*)\]/)
  let names = ['']
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0 && /[[\]]/.test(piece))
      throw new NodeSetError(`"${text}" is no node set: a bracket has no partner.`)
    const tails = index % 2 === 0 ? [piece] : numbersOf(piece, text)
    if (names.length * tails.length > expandLimit)
      throw new NodeSetError(`"${text}" is more than ${expandLimit} names.`)
    names = names.flatMap((name) => tails.map((tail) => name + tail))
  }
  return names
}

/** A list such as `web-[1-3,7],db` at the commas outside brackets. */
export const splitList = (text: string): string[] =>
  (text.match(/(?:[^,[\]]|\[[^\]]*\]?|\])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '')
