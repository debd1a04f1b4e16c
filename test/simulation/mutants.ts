import type { Change } from './time/hooks.ts'

export interface Mutant {
  readonly name: string
  readonly changes: readonly Change[]
}

/** Bugs that systems like this one have had, each made by changing one place of the product. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a task is accepted before it is synced',
    changes: [
      {
        file: 'packages/agent/src/tasks/take-in.ts',
        from: 'await journal.create(specs)',
        to: 'void journal.create(specs).catch(() => {})\n    await new Promise((resolve) => setTimeout(resolve, 1))',
      },
    ],
  },
  {
    name: 'a copy of a data folder is let in',
    changes: [
      {
        file: 'packages/server/src/gateway/native/admission.ts',
        from: 'if (epoch < peer.epoch)',
        to: 'if (epoch < 0)',
      },
      {
        file: 'packages/store/src/operations/connect-instances.ts',
        from: 'AND epoch < given.value ->> 1',
        to: '',
      },
    ],
  },
  {
    name: 'an agent takes a task twice that it was sent twice',
    changes: [
      {
        file: 'packages/agent/src/tasks/admission.ts',
        from: 'if (now.isKnown(name)) {',
        to: 'if (now.isKnown(name) && name.length === 0) {',
      },
    ],
  },
  {
    name: 'a report is acknowledged before it is stored',
    changes: [
      {
        file: 'packages/server/src/gateway/native/intake.ts',
        from: 'const lacking = await holdInOrder(batch)',
        to: `for (const { session, report, attempt } of batch)
        session.send({
          type: 'acknowledge',
          settled: null,
          tasks: [
            {
              sequence: report.taskId,
              attempt,
              offset: report.kind === 'output' ? report.offset + report.data.length : 0,
              done: report.kind === 'finished',
            },
          ],
        })
      const lacking = await holdInOrder(batch)`,
      },
    ],
  },
  {
    name: 'what was sent is not sent again after a reconnect',
    changes: [
      {
        file: 'packages/server/src/gateway/native/dispatch.ts',
        from: "state === 'delivering' || (state === 'running'",
        to: "(state === 'running'",
      },
    ],
  },
  {
    name: 'a cancel is lost when its agent reconnects',
    changes: [
      {
        file: 'packages/server/src/gateway/native/dispatch.ts',
        from: "sendCancels(assignments.filter(({ state }) => state === 'cancelling'))",
        to: 'sendCancels([])',
      },
    ],
  },
  {
    name: 'the settled watermark runs ahead of open tasks',
    changes: [
      {
        file: 'packages/server/src/gateway/native/open-tasks.ts',
        from: 'Math.min(...this.#sequences) - 1',
        to: 'this.#highest + 8',
      },
    ],
  },
  {
    name: 'the offset of output is not checked',
    changes: [
      {
        file: 'packages/store/src/tasks/output.ts',
        from: 'return overlap === 0 ? report.data : report.data.subarray(overlap)',
        to: 'return report.data',
      },
    ],
  },
  {
    name: 'an end is taken before all of its output',
    changes: [
      {
        file: 'packages/store/src/tasks/reported.ts',
        from: "outcome === 'lost' ? size <= outputSize : size === outputSize",
        to: 'size >= 0 || outputSize >= 0 || outcome.length > 0',
      },
    ],
  },
  {
    name: 'a new connection goes on where the old one broke',
    changes: [
      {
        file: 'packages/agent/src/tasks/desk.ts',
        from: 'entry.progress = rewind(entry.progress)\n      if (!entry',
        to: 'if (!entry',
      },
    ],
  },
  {
    name: 'a restart of the host is not noticed',
    changes: [
      {
        file: 'packages/agent/src/execute/judge.ts',
        from: "if (boot === 'other') return { state: 'abandoned' }",
        to: '',
      },
    ],
  },
  {
    name: 'a running task expires before the grace of its agent',
    changes: [
      {
        file: 'packages/core/src/invocations/deadlines.ts',
        from: 'timeoutSeconds * 1000 + limits.killGraceMs + limits.lostGraceMs',
        to: 'timeoutSeconds * 1000 + limits.killGraceMs',
      },
    ],
  },
  {
    name: 'a cancel ends what was sent without asking its host',
    changes: [
      {
        file: 'packages/core/src/invocations/cancel.ts',
        from: "    case 'delayed':\n      return",
        to: "    case 'delayed':\n    case 'delivering':\n      return",
      },
    ],
  },
  {
    name: 'a late report moves a task that has ended',
    changes: [
      {
        file: 'packages/core/src/invocations/reports.ts',
        from: 'if (isTerminal(task.state)) return undefined',
        to: '',
      },
    ],
  },
  {
    name: 'the counters forget where a task came from',
    changes: [
      {
        file: 'packages/store/src/tasks/count-moves.ts',
        from: 'delta.states.set(from, (delta.states.get(from) ?? 0) - 1)',
        to: '',
      },
    ],
  },
  {
    name: 'the audit line is written only for some acts',
    changes: [
      {
        file: 'packages/store/src/engines/sqlite/group.ts',
        from: 'if (unit.audit) writeAudit',
        to: "if (unit.audit && unit.operation !== 'cancelInvocation') writeAudit",
      },
    ],
  },
  {
    name: 'what could not be sent is not sent at the next beat',
    changes: [
      {
        file: 'packages/server/src/gateway/native/dispatch.ts',
        from: 'for (const tasks of tasksOf(instanceIds)) tasks.unsent = true',
        to: 'void instanceIds',
      },
    ],
  },
  {
    name: 'what a busy host refused is not sent again',
    changes: [
      {
        file: 'packages/server/src/gateway/native/intake.ts',
        from: "if (event.event === 'refused' && event.code === 'busy') session.tasks.unsent = true",
        to: '',
      },
    ],
  },
]
