import assert from 'node:assert/strict'

export type Names = Map<string, string>

/** Fills `$name` texts and `{"$repeat": [text, count]}` in a fixture's value. */
export function substitute(value: unknown, names: Names): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{?([A-Za-z]\w*)\}?/g, (whole, name) => names.get(name) ?? whole)
  if (Array.isArray(value)) return value.map((item) => substitute(item, names))
  if (typeof value !== 'object' || value === null) return value
  if ('$repeat' in value) return repeat(value.$repeat, names)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, substitute(member, names)]))
}

function repeat(rule: unknown, names: Names): unknown {
  assert.ok(Array.isArray(rule))
  const [item, count] = rule
  const one = substitute(item, names)
  return typeof one === 'string' ? one.repeat(count) : Array.from({ length: count }, () => one).flat()
}

/** Whether an answer has all that the fixture names; `{"$match": "…"}` is a regular expression. */
export function assertHas(actual: unknown, expected: unknown, at: string): void {
  if (typeof expected !== 'object' || expected === null) {
    assert.deepEqual(actual, expected, at)
    return
  }
  if ('$match' in expected) {
    assert.match(String(actual), new RegExp(String(expected.$match)), at)
    return
  }
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${at} is a list`)
    assert.equal(actual.length, expected.length, `${at} has ${expected.length} items`)
    for (const [index, item] of expected.entries()) assertHas(actual[index], item, `${at}.${index}`)
    return
  }
  assert.ok(typeof actual === 'object' && actual !== null, `${at} is an object`)
  for (const [name, member] of Object.entries(expected))
    assertHas((actual as Record<string, unknown>)[name], member, `${at}.${name}`)
}
