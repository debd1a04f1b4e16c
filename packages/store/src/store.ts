import type { Store } from '@muster/core'
import type { Engine, Unit } from './engine.ts'
import type { Connection } from './engines/sqlite/connection.ts'
import { holdKeys } from './held-keys.ts'
import { holdTargets } from './held-targets.ts'
import { findAct } from './operations/acts.ts'
import { cancellingTasks } from './operations/cancelling-tasks.ts'
import { countHoldings } from './operations/count-holdings.ts'
import { countInvocations } from './operations/count-invocations.ts'
import { dueDeliveries, oldDeliveries } from './operations/due-deliveries.ts'
import { dueSchedules } from './operations/due-schedules.ts'
import { findLimitedRuns } from './operations/find-limited-runs.ts'
import { findPeers } from './operations/find-peers.ts'
import { findRegisterCode } from './operations/find-register-code.ts'
import { findRepeating } from './operations/find-repeating.ts'
import { findRuns } from './operations/find-runs.ts'
import { instanceKinds } from './operations/instance-kinds.ts'
import { readKeyring } from './operations/keyring.ts'
import { listAccessKeys } from './operations/list-access-keys.ts'
import { listActivity } from './operations/list-activity.ts'
import { listAudit } from './operations/list-audit.ts'
import { findBucket, listBuckets } from './operations/list-buckets.ts'
import { listCommands } from './operations/list-commands.ts'
import { listDeliveries } from './operations/list-deliveries.ts'
import { listFires } from './operations/list-fires.ts'
import { lastFirings, listFirings, readFiringOutputs } from './operations/list-firings.ts'
import { listInstances } from './operations/list-instances.ts'
import { listInvocations } from './operations/list-invocations.ts'
import { listRegisterCodes } from './operations/list-register-codes.ts'
import { listSchedules } from './operations/list-schedules.ts'
import { listTasks } from './operations/list-tasks.ts'
import { listTerminals } from './operations/list-terminals.ts'
import { listAccounts, listUsers } from './operations/list-users.ts'
import { nextFireTime } from './operations/next-fire-time.ts'
import { oldestWaiting } from './operations/oldest-waiting.ts'
import { openAssignments } from './operations/open-assignments.ts'
import { openDeliveries } from './operations/open-deliveries.ts'
import { readHead, readOutputs } from './operations/read-outputs.ts'
import { listSealed } from './operations/sealed-values.ts'
import { findSettings } from './operations/settings.ts'
import { listParameters, listParameterVersions } from './operations/stored-parameters.ts'
import type { InputOf, ResultOf, WriteName } from './operations/writes.ts'
import { createPacker, unpackOutcomes } from './tasks/packed-reports.ts'

/**
 * What goes with each write of a store. A store of one call has it and inherits the rest: with a hundred functions of its
 * own it was a sixth of what a call leaves to the collector.
 */
type Beside = Pick<Unit, 'audit' | 'act'>

export function createStore(engine: Engine): Store {
  const keys = holdKeys(engine)
  const targets = holdTargets(engine)
  const write = <Name extends WriteName>(operation: Name) =>
    function (this: Beside, input: InputOf<Name>): Promise<ResultOf<Name>> {
      const unit = { operation, input, audit: this.audit, act: this.act }
      return engine.write(unit) as Promise<ResultOf<Name>>
    }

  const thenForget =
    (forget: () => void) =>
    <Name extends WriteName>(operation: Name) => {
      const change = write(operation)
      return function (this: Beside, input: InputOf<Name>) {
        return change.call(this, input).finally(forget)
      }
    }
  const changeKeys = thenForget(keys.forget)
  const changeTargets = thenForget(targets.forget)
  const recordReports = write('recordReports')
  const pack = createPacker()

  const read =
    <Arguments extends readonly unknown[], Result>(
      operation: (connection: Connection, ...rest: Arguments) => Result,
    ): ((...rest: Arguments) => Promise<Result>) =>
    async (...rest) =>
      engine.read((connection) => operation(connection, ...rest))

  const store: Store & Beside = {
    audit: undefined,
    act: undefined,
    audited(audit) {
      return Object.assign(Object.create(this), { audit })
    },
    once(act) {
      return Object.assign(Object.create(this), { act })
    },
    findAct: read(findAct),

    ensureAdministrator: changeKeys('ensureAdministrator'),
    createAccount: changeKeys('createAccount'),
    listAccounts: read(listAccounts),
    createUser: write('createUser'),
    changeUser: changeKeys('changeUser'),
    listUsers: read(listUsers),
    findRepeating: read(findRepeating),
    createAccessKey: changeKeys('createAccessKey'),
    disableAccessKey: changeKeys('disableAccessKey'),
    findAccessKey: keys.find,
    listAccessKeys: read(listAccessKeys),
    listAudit: read(listAudit),

    findSettings: read(findSettings),
    saveSettings: write('saveSettings'),
    changeTags: write('changeTags'),

    readKeyring: read(readKeyring),
    saveKeyring: write('saveKeyring'),
    listSealed: read(listSealed),
    replaceSealed: changeKeys('replaceSealed'),

    countHoldings: read(countHoldings),

    createCommand: write('createCommand'),
    modifyCommand: write('modifyCommand'),
    deleteCommands: write('deleteCommands'),
    ensurePublicCommands: write('ensurePublicCommands'),
    listCommands: read(listCommands),

    setParameter: write('setParameter'),
    listParameters: read(listParameters),
    listParameterVersions: read(listParameterVersions),
    revealParameter: write('revealParameter'),
    deleteParameter: write('deleteParameter'),

    createRegisterCode: write('createRegisterCode'),
    disableRegisterCodes: write('disableRegisterCodes'),
    deleteRegisterCodes: write('deleteRegisterCodes'),
    listRegisterCodes: read(listRegisterCodes),
    findRegisterCode: read(findRegisterCode),

    registerInstance: changeTargets('registerInstance'),
    renameInstance: changeTargets('renameInstance'),
    removeInstance: changeTargets('removeInstance'),
    listInstances: read(listInstances),
    instanceKinds: read(instanceKinds),
    listTargets: targets.list,
    listActivity: read(listActivity),
    findPeers: read(findPeers),
    connectInstances: changeTargets('connectInstances'),
    disconnectInstances: changeTargets('disconnectInstances'),
    recordHeartbeats: write('recordHeartbeats'),

    createInvocation: write('createInvocation'),
    cancelInvocation: write('cancelInvocation'),
    countInvocations: read(countInvocations),
    listInvocations: read(listInvocations),
    findRuns: read(findRuns),
    listTasks: read(listTasks),
    readOutputs: read(readOutputs),

    saveBucket: write('saveBucket'),
    deleteBucket: write('deleteBucket'),
    listBuckets: read(listBuckets),
    findBucket: read(findBucket),
    openDeliveries: read(openDeliveries),
    dueDeliveries: read(dueDeliveries),
    oldDeliveries: read(oldDeliveries),
    listDeliveries: read(listDeliveries),
    recordDelivery: write('recordDelivery'),
    readHead: read(readHead),

    claimTasks: write('claimTasks'),
    openAssignments: read(openAssignments),
    findLimitedRuns: read(findLimitedRuns),
    cancellingTasks: read(cancellingTasks),
    async recordReports({ reports, at }) {
      return unpackOutcomes(await pack(reports, (packed) => recordReports.call(store, { packed, at })))
    },
    recordFirings: write('recordFirings'),
    changeStanding: write('changeStanding'),
    lastFirings: read(lastFirings),
    listFirings: read(listFirings),
    readFiringOutputs: read(readFiringOutputs),
    expireFirings: write('expireFirings'),
    expireTasks: write('expireTasks'),
    moveDeadlines: write('moveDeadlines'),
    oldestWaiting: read(oldestWaiting),

    createSchedule: write('createSchedule'),
    changeSchedule: write('changeSchedule'),
    deleteSchedule: write('deleteSchedule'),
    listSchedules: read(listSchedules),
    dueSchedules: read(dueSchedules),
    nextFireTime: read(nextFireTime),
    recordFires: write('recordFires'),
    listFires: read(listFires),

    createTerminal: write('createTerminal'),
    takeTerminal: write('takeTerminal'),
    moveTerminal: write('moveTerminal'),
    listTerminals: read(listTerminals),
    endTerminals: write('endTerminals'),
    pruneTerminals: write('pruneTerminals'),

    pruneInvocations: write('pruneInvocations'),
    pruneFires: write('pruneFires'),
    pruneFirings: write('pruneFirings'),
    pruneAudit: write('pruneAudit'),

    close: engine.close,
  }
  return store
}
