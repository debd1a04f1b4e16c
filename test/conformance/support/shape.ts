import assert from 'node:assert/strict'
import { readTable } from './fill.ts'

/** Forms by name, as `tat/fixtures/shapes.json` writes the documented objects: `[x]` is a list of x, `x?` may be null. */
type Shape = Readonly<Record<string, string>>
const { outputs, objects } = readTable<{
  readonly outputs: Readonly<Record<string, Shape>>
  readonly objects: Readonly<Record<string, Shape>>
}>('shapes')

const id = (prefix: string) => new RegExp(`^${prefix}-[a-z0-9]{8,10}$`)
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const texts: Readonly<Record<string, RegExp>> = {
  text: /^/,
  base64: /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==|[A-Za-z0-9+/]=))?$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
  uuid,
  command: id('cmd'),
  invocation: id('inv'),
  task: id('invt'),
  instance: id('(ins|lhins|rins)'),
  invoker: id('ivk'),
  invokerType: /^SCHEDULE$/,
  policy: /^(ONCE|RECURRENCE)$/,
  scene: id('sc'),
  secret: /^[0-9a-f]{64}$/,
  online: /^(Online|Offline)$/,
  platform: /^(Linux|Windows)$/,
  commandType: /^(SHELL|POWERSHELL|BAT)$/,
  kind: /^(CVM|LIGHTHOUSE)$/,
  source: /^(USER|INVOKER)$/,
  creator: /^(TAT|USER)$/,
  taskStatus:
    /^(PENDING|DELIVERING|DELIVER_DELAYED|DELIVER_FAILED|START_FAILED|RUNNING|SUCCESS|FAILED|TIMEOUT|TASK_TIMEOUT|CANCELLING|CANCELLED|TERMINATED)$/,
  invocationStatus: /^(PENDING|RUNNING|CANCELLING|SUCCESS|TIMEOUT|FAILED|CANCELLED|PARTIAL_FAILED|PARTIAL_CANCELLED)$/,
}

/** Every documented member is there, in its form, and no other. */
export function checkOutput(action: string, answer: unknown): void {
  const shape = outputs[action]
  assert.ok(shape, `shapes.json does not describe ${action}`)
  checkObject(shape, answer, action)
}

function checkObject(shape: Shape, value: unknown, at: string): void {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${at} is no object`)
  assert.deepEqual(Object.keys(value).sort(), Object.keys(shape).sort(), `members of ${at}`)
  for (const [name, member] of Object.entries(value)) checkValue(shape[name] ?? '', member, `${at}.${name}`)
}

function checkValue(form: string, value: unknown, at: string): void {
  const object = objects[form]
  const pattern = texts[form]
  if (form.endsWith('?')) {
    if (value !== null) checkValue(form.slice(0, -1), value, at)
  } else if (form.startsWith('[')) {
    assert.ok(Array.isArray(value), `${at} is no list`)
    for (const [index, item] of value.entries()) checkValue(form.slice(1, -1), item, `${at}.${index}`)
  } else if (object) checkObject(object, value, at)
  else if (form === 'integer') assert.ok(Number.isSafeInteger(value), `${at} is ${String(value)}, no integer`)
  else if (form === 'count') assert.ok(Number.isSafeInteger(value) && Number(value) >= 0, `${at} is ${String(value)}`)
  else if (form === 'flag') assert.equal(typeof value, 'boolean', at)
  else {
    assert.ok(pattern, `shapes.json has the unknown form ${form}`)
    assert.equal(typeof value, 'string', at)
    assert.match(String(value), pattern, at)
  }
}
