import type { Things } from './two-accounts.ts'
import type { Cases } from './walk.ts'

const script = { Type: 'RunShellScript', CommandContent: Buffer.from('true').toString('base64') }

const file = { Name: 'a', TargetDir: '/opt', Content: 'a' }

const tagged = ({ cvm, managed, command, invocation, code }: Things) => [
  { ResourceType: 'instance', ResourceId: cvm },
  { ResourceType: 'managedinstance', ResourceId: managed },
  { ResourceType: 'command', ResourceId: command },
  { ResourceType: 'invocation', ResourceId: invocation },
  { ResourceType: 'activation', ResourceId: code },
]

/** By type what is another's, alone and beside the caller's own. */
const beside = (theirs: Things, mine: Things) =>
  tagged(theirs).flatMap(({ ResourceType, ResourceId }, index) => [
    { ResourceType, ResourceId: [ResourceId] },
    { ResourceType, ResourceId: [tagged(mine)[index]?.ResourceId, ResourceId] },
  ])

/** As for TAT, in the words of ECS. */
export const ecsCases: Cases = {
  CreateActivation: () => [{}],
  CreateCommand: () => [{ ...script, Name: 'a' }],
  DeleteActivation: (theirs) => [{ ActivationId: theirs.code }],
  DeleteCommand: (theirs) => [{ CommandId: theirs.command }],
  DeregisterManagedInstance: (theirs) => [{ InstanceId: theirs.managed }],
  DescribeActivations: (theirs) => [{}, { ActivationId: theirs.code }],
  DescribeCloudAssistantSettings: () => [{ SettingType: ['InvocationDelivery', 'SessionManagerConfig'] }],
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
  ListPluginStatus: (theirs) => [
    { Name: 'a' },
    { InstanceId: [theirs.cvm] },
    { InstanceId: [theirs.managed], Name: 'a' },
  ],
  ListTagResources: (theirs) => [
    { ResourceType: 'instance', Tag: [{ Key: 'of' }] },
    ...tagged(theirs).map(({ ResourceType, ResourceId }) => ({ ResourceType, ResourceId: [ResourceId] })),
  ],
  ModifyCloudAssistantSettings: (theirs) => [
    {
      SettingType: 'InvocationDelivery',
      OssDeliveryConfig: JSON.stringify({ Enabled: true, BucketName: theirs.oss.slice(6), Prefix: theirs.oss }),
    },
    { SettingType: 'SessionManagerConfig', SessionManagerConfig: '{"SessionManagerEnabled":false}' },
  ],
  DescribeTerminalSessions: (theirs) => [{}, { SessionId: theirs.terminal }, { InstanceId: theirs.cvm }],
  EndTerminalSession: (theirs) => [{ SessionId: theirs.terminal }],
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
    { ...script, InstanceId: [mine.cvm], CommandContent: `{{oos-secret:${theirs.parameter}}}`, EnableParameter: true },
    { ...script, InstanceId: [mine.cvm], Username: 'a', WindowsPasswordName: theirs.parameter },
  ],
  SendFile: (theirs, mine) => [
    { ...file, InstanceId: [theirs.cvm] },
    { ...file, InstanceId: [mine.cvm, theirs.cvm] },
  ],
  StartTerminalSession: (theirs) => [{ InstanceId: [theirs.cvm] }],
  StopInvocation: (theirs, mine) => [
    { InvokeId: theirs.invocation },
    { InvokeId: theirs.file },
    { InvokeId: mine.invocation, InstanceId: [theirs.cvm] },
  ],
  TagResources: (theirs, mine) =>
    beside(theirs, mine).map((named) => ({ ...named, Tag: [{ Key: 'of', Value: 'me' }] })),
  UntagResources: (theirs, mine) => beside(theirs, mine).map((named) => ({ ...named, TagKey: ['of'] })),
}
