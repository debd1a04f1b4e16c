import type { Action } from '../../action.ts'
import { CancelInvocation } from './actions/CancelInvocation.ts'
import { CreateCommand } from './actions/CreateCommand.ts'
import { CreateInvoker } from './actions/CreateInvoker.ts'
import { CreateRegisterCode } from './actions/CreateRegisterCode.ts'
import { DeleteCommand } from './actions/DeleteCommand.ts'
import { DeleteCommands } from './actions/DeleteCommands.ts'
import { DeleteInvoker } from './actions/DeleteInvoker.ts'
import { DeleteRegisterCodes } from './actions/DeleteRegisterCodes.ts'
import { DeleteRegisterInstance } from './actions/DeleteRegisterInstance.ts'
import { DescribeAutomationAgentStatus } from './actions/DescribeAutomationAgentStatus.ts'
import { DescribeCommands } from './actions/DescribeCommands.ts'
import { DescribeInvocations } from './actions/DescribeInvocations.ts'
import { DescribeInvocationTasks } from './actions/DescribeInvocationTasks.ts'
import { DescribeInvokerRecords } from './actions/DescribeInvokerRecords.ts'
import { DescribeInvokers } from './actions/DescribeInvokers.ts'
import { DescribeQuotas } from './actions/DescribeQuotas.ts'
import { DescribeRegions } from './actions/DescribeRegions.ts'
import { DescribeRegisterCodes } from './actions/DescribeRegisterCodes.ts'
import { DescribeRegisterInstances } from './actions/DescribeRegisterInstances.ts'
import { DescribeScenes } from './actions/DescribeScenes.ts'
import { DisableInvoker } from './actions/DisableInvoker.ts'
import { DisableRegisterCodes } from './actions/DisableRegisterCodes.ts'
import { EnableInvoker } from './actions/EnableInvoker.ts'
import { InvokeCommand } from './actions/InvokeCommand.ts'
import { ModifyCommand } from './actions/ModifyCommand.ts'
import { ModifyInvoker } from './actions/ModifyInvoker.ts'
import { ModifyRegisterInstance } from './actions/ModifyRegisterInstance.ts'
import { PreviewReplacedCommandContent } from './actions/PreviewReplacedCommandContent.ts'
import { RunCommand } from './actions/RunCommand.ts'

/** The actions of TAT that are built. */
export const tatBuilt: readonly Action[] = [
  CancelInvocation,
  CreateCommand,
  CreateInvoker,
  CreateRegisterCode,
  DeleteCommand,
  DeleteCommands,
  DeleteInvoker,
  DeleteRegisterCodes,
  DeleteRegisterInstance,
  DescribeAutomationAgentStatus,
  DescribeCommands,
  DescribeInvocations,
  DescribeInvocationTasks,
  DescribeInvokerRecords,
  DescribeInvokers,
  DescribeQuotas,
  DescribeRegions,
  DescribeRegisterCodes,
  DescribeRegisterInstances,
  DescribeScenes,
  DisableInvoker,
  DisableRegisterCodes,
  EnableInvoker,
  InvokeCommand,
  ModifyCommand,
  ModifyInvoker,
  ModifyRegisterInstance,
  PreviewReplacedCommandContent,
  RunCommand,
]
