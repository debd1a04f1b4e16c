import type { Cases } from './walk.ts'

const Content = Buffer.from('true').toString('base64')
const ScheduleSettings = { Policy: 'RECURRENCE', Recurrence: '0 2 * * *' }
const invoker = { Name: 'n', Type: 'SCHEDULE', ScheduleSettings }
const filter = (Name: string, value: string) => ({ Filters: [{ Name, Values: [value] }] })

/** Calls of every action that name what belongs to another account, alone and beside what is the caller's own. */
export const tatCases: Cases = {
  CancelInvocation: (theirs, mine) => [
    { InvocationId: theirs.invocation },
    { InvocationId: mine.invocation, InstanceIds: [theirs.cvm] },
  ],
  CreateCommand: (theirs) => [
    { CommandName: theirs.commandName, Content },
    { CommandName: 'a', Content, OutputCOSBucketUrl: theirs.bucket },
  ],
  CreateInvoker: (theirs, mine) => [
    { ...invoker, CommandId: theirs.command, InstanceIds: [mine.cvm] },
    { ...invoker, CommandId: mine.command, InstanceIds: [theirs.cvm] },
    { ...invoker, CommandId: mine.command, InstanceIds: [mine.cvm, theirs.cvm] },
  ],
  CreateRegisterCode: () => [{}],
  DeleteCommand: (theirs) => [{ CommandId: theirs.command }],
  DeleteCommands: (theirs, mine) => [{ CommandIds: [theirs.command] }, { CommandIds: [mine.command, theirs.command] }],
  DeleteInvoker: (theirs) => [{ InvokerId: theirs.schedule }],
  DeleteRegisterCodes: (theirs, mine) => [
    { RegisterCodeIds: [theirs.code] },
    { RegisterCodeIds: [mine.code, theirs.code] },
  ],
  DeleteRegisterInstance: (theirs) => [{ InstanceId: theirs.managed }],
  DescribeAutomationAgentStatus: (theirs) => [{}, { InstanceIds: [theirs.cvm] }, filter('instance-id', theirs.managed)],
  DescribeCommands: (theirs) => [
    {},
    { CommandIds: [theirs.command] },
    filter('command-id', theirs.command),
    filter('command-name', theirs.commandName),
    filter('tag:of', 'owner'),
  ],
  DescribeInvocations: (theirs) => [
    {},
    { InvocationIds: [theirs.invocation] },
    filter('invocation-id', theirs.invocation),
    filter('command-id', theirs.command),
  ],
  DescribeInvocationTasks: (theirs, mine) => [
    { HideOutput: false },
    { InvocationTaskIds: [theirs.task], HideOutput: false },
    filter('invocation-id', theirs.invocation),
    filter('instance-id', theirs.cvm),
    filter('command-id', theirs.command),
    {
      Filters: [
        { Name: 'invocation-id', Values: [mine.invocation] },
        { Name: 'instance-id', Values: [theirs.cvm] },
      ],
    },
  ],
  DescribeInvokerRecords: (theirs) => [{}, { InvokerIds: [theirs.schedule] }],
  DescribeInvokers: (theirs) => [
    {},
    { InvokerIds: [theirs.schedule] },
    filter('invoker-id', theirs.schedule),
    filter('command-id', theirs.command),
  ],
  DescribeQuotas: () => [{ ResourceNames: ['COMMAND', 'REGISTER_CODE'] }],
  DescribeRegions: () => [{}],
  DescribeRegisterCodes: (theirs) => [{}, { RegisterCodeIds: [theirs.code] }],
  DescribeRegisterInstances: (theirs) => [
    {},
    { InstanceIds: [theirs.managed] },
    filter('instance-id', theirs.managed),
    filter('instance-name', theirs.managedName),
    filter('register-code-id', theirs.code),
  ],
  DescribeScenes: () => [{}],
  DisableInvoker: (theirs) => [{ InvokerId: theirs.schedule }],
  DisableRegisterCodes: (theirs, mine) => [
    { RegisterCodeIds: [theirs.code] },
    { RegisterCodeIds: [mine.code, theirs.code] },
  ],
  EnableInvoker: (theirs) => [{ InvokerId: theirs.schedule }],
  InvokeCommand: (theirs, mine) => [
    { CommandId: theirs.command, InstanceIds: [mine.cvm] },
    { CommandId: mine.command, InstanceIds: [theirs.cvm] },
    { CommandId: mine.command, InstanceIds: [mine.cvm, theirs.cvm] },
    { CommandId: mine.command, InstanceIds: [mine.cvm], OutputCOSBucketUrl: theirs.bucket },
  ],
  ModifyCommand: (theirs, mine) => [
    { CommandId: theirs.command, Description: 'b' },
    { CommandId: mine.command, CommandName: theirs.commandName },
    { CommandId: mine.command, OutputCOSBucketUrl: theirs.bucket },
  ],
  ModifyInvoker: (theirs, mine) => [
    { InvokerId: theirs.schedule, Name: 'b' },
    { InvokerId: mine.schedule, CommandId: theirs.command },
    { InvokerId: mine.schedule, InstanceIds: [theirs.cvm] },
  ],
  ModifyRegisterInstance: (theirs) => [{ InstanceId: theirs.managed, InstanceName: 'b' }],
  PreviewReplacedCommandContent: (theirs) => [{ CommandId: theirs.command }],
  RunCommand: (theirs, mine) => [
    { Content, InstanceIds: [theirs.cvm] },
    { Content, InstanceIds: [mine.cvm, theirs.cvm] },
    { Content, InstanceIds: [mine.cvm], CommandName: theirs.commandName, SaveCommand: true },
    { Content, InstanceIds: [mine.cvm], OutputCOSBucketUrl: theirs.bucket },
  ],
}
