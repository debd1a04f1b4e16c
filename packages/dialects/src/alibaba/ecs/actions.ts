import type { Action } from '../../action.ts'
import { CreateActivation } from './actions/CreateActivation.ts'
import { CreateCommand } from './actions/CreateCommand.ts'
import { DeleteActivation } from './actions/DeleteActivation.ts'
import { DeleteCommand } from './actions/DeleteCommand.ts'
import { DeregisterManagedInstance } from './actions/DeregisterManagedInstance.ts'
import { DescribeActivations } from './actions/DescribeActivations.ts'
import { DescribeCloudAssistantSettings } from './actions/DescribeCloudAssistantSettings.ts'
import { DescribeCloudAssistantStatus } from './actions/DescribeCloudAssistantStatus.ts'
import { DescribeCommands } from './actions/DescribeCommands.ts'
import { DescribeInstances } from './actions/DescribeInstances.ts'
import { DescribeInvocationResults } from './actions/DescribeInvocationResults.ts'
import { DescribeInvocations } from './actions/DescribeInvocations.ts'
import { DescribeManagedInstances } from './actions/DescribeManagedInstances.ts'
import { DescribeRegions } from './actions/DescribeRegions.ts'
import { DescribeSendFileResults } from './actions/DescribeSendFileResults.ts'
import { DescribeTerminalSessions } from './actions/DescribeTerminalSessions.ts'
import { DisableActivation } from './actions/DisableActivation.ts'
import { EndTerminalSession } from './actions/EndTerminalSession.ts'
import { InstallCloudAssistant } from './actions/InstallCloudAssistant.ts'
import { InvokeCommand } from './actions/InvokeCommand.ts'
import { ListPluginStatus } from './actions/ListPluginStatus.ts'
import { ListTagResources } from './actions/ListTagResources.ts'
import { ModifyCloudAssistantSettings } from './actions/ModifyCloudAssistantSettings.ts'
import { ModifyCommand } from './actions/ModifyCommand.ts'
import { ModifyInvocationAttribute } from './actions/ModifyInvocationAttribute.ts'
import { ModifyManagedInstance } from './actions/ModifyManagedInstance.ts'
import { RunCommand } from './actions/RunCommand.ts'
import { SendFile } from './actions/SendFile.ts'
import { StartTerminalSession } from './actions/StartTerminalSession.ts'
import { StopInvocation } from './actions/StopInvocation.ts'
import { TagResources } from './actions/TagResources.ts'
import { UntagResources } from './actions/UntagResources.ts'

/** The actions of ECS that are built. */
export const ecsBuilt: readonly Action[] = [
  CreateActivation,
  CreateCommand,
  DeleteActivation,
  DeleteCommand,
  DeregisterManagedInstance,
  DescribeActivations,
  DescribeCloudAssistantSettings,
  DescribeCloudAssistantStatus,
  DescribeCommands,
  DescribeInstances,
  DescribeInvocationResults,
  DescribeInvocations,
  DescribeManagedInstances,
  DescribeRegions,
  DisableActivation,
  InstallCloudAssistant,
  DescribeSendFileResults,
  DescribeTerminalSessions,
  EndTerminalSession,
  InvokeCommand,
  ListPluginStatus,
  ListTagResources,
  ModifyCloudAssistantSettings,
  ModifyCommand,
  ModifyInvocationAttribute,
  ModifyManagedInstance,
  RunCommand,
  SendFile,
  StartTerminalSession,
  StopInvocation,
  TagResources,
  UntagResources,
]
