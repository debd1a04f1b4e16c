import type { Action } from '../action.ts'
import { CancelInvocation } from './actions/CancelInvocation.ts'
import { CreateCommand } from './actions/CreateCommand.ts'
import { CreateRegisterCode } from './actions/CreateRegisterCode.ts'
import { DescribeAutomationAgentStatus } from './actions/DescribeAutomationAgentStatus.ts'
import { DescribeCommands } from './actions/DescribeCommands.ts'
import { DescribeInvocations } from './actions/DescribeInvocations.ts'
import { DescribeInvocationTasks } from './actions/DescribeInvocationTasks.ts'
import { DescribeRegisterCodes } from './actions/DescribeRegisterCodes.ts'
import { DescribeRegisterInstances } from './actions/DescribeRegisterInstances.ts'
import { InvokeCommand } from './actions/InvokeCommand.ts'
import { RunCommand } from './actions/RunCommand.ts'

/** The actions of TAT that are built. */
export const tatBuilt: readonly Action[] = [
  CancelInvocation,
  CreateCommand,
  CreateRegisterCode,
  DescribeAutomationAgentStatus,
  DescribeCommands,
  DescribeInvocations,
  DescribeInvocationTasks,
  DescribeRegisterCodes,
  DescribeRegisterInstances,
  InvokeCommand,
  RunCommand,
]
