import type { Cases } from './walk.ts'

const script = { Type: 'RunShellScript', CommandContent: Buffer.from('true').toString('base64') }

/** As for TAT, in the words of ECS. */
export const ecsCases: Cases = {
  CreateCommand: () => [{ ...script, Name: 'a' }],
  DeleteCommand: (theirs) => [{ CommandId: theirs.command }],
  DescribeCommands: (theirs) => [{}, { CommandId: theirs.command }, { Name: theirs.commandName }],
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
  InvokeCommand: (theirs, mine) => [
    { CommandId: theirs.command, InstanceId: [mine.cvm] },
    { CommandId: mine.command, InstanceId: [theirs.cvm] },
    { CommandId: mine.command, InstanceId: [mine.cvm, theirs.cvm] },
  ],
  ModifyCommand: (theirs, mine) => [
    { CommandId: theirs.command, Description: 'b' },
    { CommandId: mine.command, Name: theirs.commandName },
  ],
  ModifyInvocationAttribute: (theirs) => [{ InvokeId: theirs.invocation }],
  RunCommand: (theirs, mine) => [
    { ...script, InstanceId: [theirs.cvm] },
    { ...script, InstanceId: [mine.cvm, theirs.cvm] },
  ],
  StopInvocation: (theirs, mine) => [
    { InvokeId: theirs.invocation },
    { InvokeId: mine.invocation, InstanceId: [theirs.cvm] },
  ],
}
