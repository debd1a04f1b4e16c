import type { Instance, Listing } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { flag, integer, text } from '../../../spec/fields.ts'
import { AlibabaError } from '../../errors.ts'
import { formatInstance } from '../../ids.ts'
import { tagCodes } from '../code-groups.ts'
import { pageFields, RegionId, tagList } from '../fields.ts'
import { namesInJson, wantedInstances } from '../instances.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { patternIn } from '../patterns.ts'
import { platformName } from '../platforms.ts'
import { shownGroup, shownTags, tagConditions } from '../tags.ts'
import { time } from '../times.ts'

/** What a cloud says of its machines and no agent knows: each host shows this, and a filter by another value finds none. */
const unknown = {
  ImageId: '',
  InstanceChargeType: 'PostPaid',
  InstanceNetworkType: 'vpc',
  InstanceType: '',
  KeyPairName: '',
  ZoneId: '',
} as const
const unknownFields = {
  ImageId: text({}),
  InstanceChargeType: text({}),
  InstanceNetworkType: text({}),
  InstanceType: text({}),
  KeyPairName: text({}),
  ZoneId: text({}),
} as const

const statuses = { Running: [true], Stopped: [false], Pending: [], Starting: [], Stopping: [] } as const

/** Source: what is beyond these counts as the nearest of them. */
const pageSize = { min: 10, max: 100 } as const

export const DescribeInstances = defineAction({
  name: 'DescribeInstances',
  access: 'read',
  input: {
    RegionId,
    ...unknownFields,
    InstanceIds: text({}),
    InstanceName: text({}),
    PrivateIpAddresses: text({}),
    SecurityGroupId: text({}),
    VpcId: text({}),
    VSwitchId: text({}),
    Status: text({ oneOf: ['Pending', 'Running', 'Starting', 'Stopping', 'Stopped'] }),
    DryRun: flag({ default: false }),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
    MaxResults: integer({}),
    PageSize: integer({ min: 1, max: pageSize.max }),
  },
  errors: [...tagCodes, 'DryRunOperation', 'InvalidParam.PageNumber', 'InvalidParameter.NextToken'],
  run: async (context, input) => {
    const { deps, caller } = context
    const MaxResults = input.MaxResults && Math.min(pageSize.max, Math.max(pageSize.min, input.MaxResults))
    const page = pageOf(deps, 'instance', { ...input, MaxResults })
    const filter = {
      ids: await wantedInstances(context, namesInJson('InstanceIds', input.InstanceIds)),
      kinds: ['cvm', 'lighthouse'] as const,
      name: patternIn(input.InstanceName),
      localIps: namesInJson('PrivateIpAddresses', input.PrivateIpAddresses),
      online: input.Status && statuses[input.Status],
      tags: tagConditions(input.Tag, input.ResourceGroupId),
      upTo: page.upTo,
    }
    if (input.DryRun) throw new AlibabaError('DryRunOperation', 'Leave DryRun out to be given the instances.')
    const strange = input.SecurityGroupId || input.VpcId || input.VSwitchId
    const { total, items } =
      strange || isElsewhere(input) ? nothing : await deps.store.listInstances(caller.accountId, filter, page)
    return {
      ...pageOutput(deps, 'instance', page, { total, items: items.length, newest: items[0]?.id }),
      Instances: { Instance: items.map((instance) => instanceRecord(context, instance)) },
    }
  },
})

const nothing: Listing<Instance> = { total: 0, items: [] }

const isElsewhere = (input: { readonly [Name in keyof typeof unknown]?: string | undefined }): boolean =>
  (Object.keys(unknown) as (keyof typeof unknown)[]).some((name) => input[name] && input[name] !== unknown[name])

function instanceRecord({ deps, region }: Context, instance: Instance): Output {
  const none = { IpAddress: [] }
  return {
    ...unknown,
    InstanceId: formatInstance(deps, instance.kind, instance.id),
    InstanceName: instance.name,
    HostName: instance.hostName,
    Description: '',
    RegionId: region,
    Status: instance.online ? 'Running' : 'Stopped',
    OSType: platformName[instance.platform].toLowerCase(),
    OSName: platformName[instance.platform],
    OSNameEn: platformName[instance.platform],
    Cpu: 0,
    Memory: 0,
    SerialNumber: instance.machineId,
    CreationTime: time(instance.createdAt),
    ExpiredTime: '',
    ResourceGroupId: shownGroup(instance.tags),
    InnerIpAddress: none,
    PublicIpAddress: none,
    EipAddress: { AllocationId: '', IpAddress: '', Bandwidth: 0, InternetChargeType: '', IsSupportUnassociate: false },
    VpcAttributes: { VpcId: '', VSwitchId: '', NatIpAddress: '', PrivateIpAddress: { IpAddress: [instance.localIp] } },
    SecurityGroupIds: { SecurityGroupId: [] },
    Tags: shownTags(instance.tags),
  }
}
