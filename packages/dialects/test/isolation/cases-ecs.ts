import type { Cases } from './walk.ts'

const script = { Type: 'RunShellScript', CommandContent: Buffer.from('true').toString('base64') }

const file = { Name: 'a', TargetDir: '/opt', Content: 'a' }

/** As for TAT, in the words of ECS. */
export const ecsCases: Cases = {
  CreateActivation: () => [{}],
  CreateCommand: () => [{ ...script, Name: 'a' }],
  DeleteActivation: (theirs) => [{ ActivationId: theirs.code }],
  DeleteCommand: (theirs) => [{ CommandId: theirs.command }],
  DeregisterManagedInstance: (theirs) => [{ InstanceId: theirs.managed }],
  DescribeActivations: (theirs) => [{}, { ActivationId: theirs.code }],
  DescribeCloudAssistantStatus: (theirs, mine) => [
    {},
    { InstanceId: [theirs.cvm] },
    { InstanceId: [mine.cvm, theirs.managed] },
  ],
  DescribeCommands: (theirs) => [{}, { CommandId: theirs.command }, { Name: theirs.commandName }],
  DescribeInstances: (theirs) => [{}, { InstanceIds: JSON.stringify([theirs.cvm]) }, { InstanceName: theirs.cvmName }],
  DescribeInvocationResults: (theirs, mine) => [
    {},
    { InvokeId: theirs.invocation },
    { CommandId: theirs.command },
    { InstanceId: theirs.cvm },
    { InvokeId: mine.invocation, InstanceId: theirs.cvm },
  ],
  DescribeInvocations: (theirs) => [
    {},
    { InvokeId: theirs.invocation },
    { CommandId: theirs.command },
    { InstanceId: theirs.cvm },
  ],
  DescribeManagedInstances: (theirs) => [
    {},
    { InstanceId: [theirs.managed] },
    { InstanceName: theirs.managedName },
    { ActivationId: theirs.code },
  ],
  DescribeRegions: () => [{}],
  DisableActivation: (theirs) => [{ ActivationId: theirs.code }],
  InstallCloudAssistant: (theirs, mine) => [{ InstanceId: [theirs.cvm] }, { InstanceId: [mine.cvm, theirs.cvm] }],
  DescribeSendFileResults: (theirs, mine) => [
    {},
    { InvokeId: theirs.file },
    { Name: theirs.fileName },
    { InstanceId: theirs.cvm },
    { InvokeId: mine.file, InstanceId: theirs.cvm },
  ],
  InvokeCommand: (theirs, mine) => [
    { CommandId: theirs.command, InstanceId: [mine.cvm] },
    { CommandId: mine.command, InstanceId: [theirs.cvm] },
    { CommandId: mine.command, InstanceId: [mine.cvm, theirs.cvm] },
    { CommandId: mine.command, InstanceId: [mine.cvm], OssOutputDelivery: theirs.oss },
  ],
  ModifyCommand: (theirs, mine) => [
    { CommandId: theirs.command, Description: 'b' },
    { CommandId: mine.command, Name: theirs.commandName },
  ],
  ModifyInvocationAttribute: (theirs) => [{ InvokeId: theirs.invocation }],
  ModifyManagedInstance: (theirs) => [{ InstanceId: theirs.managed, InstanceName: 'renamed' }],
  RunCommand: (theirs, mine) => [
    { ...script, InstanceId: [theirs.cvm] },
    { ...script, InstanceId: [mine.cvm, theirs.cvm] },
    { ...script, InstanceId: [mine.cvm], OssOutputDelivery: theirs.oss },
  ],
  SendFile: (theirs, mine) => [
    { ...file, InstanceId: [theirs.cvm] },
    { ...file, InstanceId: [mine.cvm, theirs.cvm] },
  ],
  StopInvocation: (theirs, mine) => [
    { InvokeId: theirs.invocation },
    { InvokeId: theirs.file },
    { InvokeId: mine.invocation, InstanceId: [theirs.cvm] },
  ],
}
