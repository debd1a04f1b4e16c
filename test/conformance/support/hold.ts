import assert from 'node:assert/strict'

/** Asserts that a value holds at least what is wanted: objects may have more members, lists may not. */
export function assertHolds(value: unknown, wanted: unknown, at: string): void {
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(value), `${at} is no list`)
    assert.equal(value.length, wanted.length, `length of ${at}`)
    for (const [index, item] of wanted.entries()) assertHolds(value[index], item, `${at}.${index}`)
  } else if (typeof wanted === 'object' && wanted !== null) {
    assert.ok(typeof value === 'object' && value !== null, `${at} is no object`)
    for (const [name, member] of Object.entries(wanted))
      assertHolds((value as Record<string, unknown>)[name], member, `${at}.${name}`)
  } else assert.equal(value, wanted, at)
}
