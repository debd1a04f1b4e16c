import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepareResumption } from '../../src/connect/resume.ts'
import { memoryIdentity } from '../../src/identity/identity.ts'
import { generateKeys } from '../../src/identity/keys.ts'

test('an agent whose disk is full goes the long way rather than to its end', async () => {
  const identity = memoryIdentity(generateKeys())
  await identity.enrol('ins-1', 'key')
  identity.keep({ issued: 1, secret: 'secret', used: 1 })
  const advance = () => Promise.reject(new Error('ENOSPC'))
  assert.equal(await prepareResumption({ ...identity, advance }, 'a nonce'), undefined)
  assert.notEqual(await prepareResumption(identity, 'a nonce'), undefined)
})
