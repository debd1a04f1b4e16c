import type { Action } from '../../action.ts'
import { CreateCommand } from './actions/CreateCommand.ts'
import { DeleteCommand } from './actions/DeleteCommand.ts'
import { DescribeCommands } from './actions/DescribeCommands.ts'
import { DescribeInvocationResults } from './actions/DescribeInvocationResults.ts'
import { DescribeInvocations } from './actions/DescribeInvocations.ts'
import { InvokeCommand } from './actions/InvokeCommand.ts'
import { ModifyCommand } from './actions/ModifyCommand.ts'
import { ModifyInvocationAttribute } from './actions/ModifyInvocationAttribute.ts'
import { RunCommand } from './actions/RunCommand.ts'
import { StopInvocation } from './actions/StopInvocation.ts'

/** The actions of ECS that are built. */
export const ecsBuilt: readonly Action[] = [
  CreateCommand,
  DeleteCommand,
  DescribeCommands,
  DescribeInvocationResults,
  DescribeInvocations,
  InvokeCommand,
  ModifyCommand,
  ModifyInvocationAttribute,
  RunCommand,
  StopInvocation,
]
