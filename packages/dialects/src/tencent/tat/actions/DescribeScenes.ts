import { type Scene, scenes, scenesSince } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { id, list, text } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { ids, page, sceneId, sceneName, word } from '../fields.ts'
import { combine } from '../filters.ts'
import { time } from '../times.ts'

export const DescribeScenes = defineAction({
  name: 'DescribeScenes',
  access: 'read',
  input: {
    SceneIds: list(id('scene', sceneId), { maxItems: ids }),
    Filters: filters(
      { 'scene-id': id('scene', sceneId), 'scene-name': text(sceneName), 'created-by': word(['TAT']) },
      'noTags',
    ),
    ...page,
  },
  conflicts: [['SceneIds', 'Filters']],
  errors: [
    'InternalError',
    'InvalidFilter',
    'InvalidParameter',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidSceneId',
    'InvalidParameterValue.InvalidSceneName',
    'LimitExceeded.FilterValueExceeded',
    'UnauthorizedOperation.CamAuthFailed',
    'UnauthorizedOperation.MFAExpired',
    'UnauthorizedOperation.MFANotFound',
  ],
  run: async (context, { SceneIds, Filters, Limit, Offset }) => {
    const wanted = combine(SceneIds, Filters['scene-id'])
    const names: readonly string[] | undefined = Filters['scene-name']
    const found = scenes.filter(
      (scene) => (wanted?.includes(scene.id) ?? true) && (names?.includes(scene.name) ?? true),
    )
    return {
      TotalCount: found.length,
      SceneSet: found.slice(Offset, Offset + Limit).map((scene) => sceneRecord(context, scene)),
    }
  },
})

const sceneRecord = ({ deps }: Context, { id, name }: Scene): Output => ({
  SceneId: deps.nativeIds.format('scene', id),
  SceneName: name,
  CreatedBy: 'TAT',
  CreatedTime: time(scenesSince),
  UpdatedTime: time(scenesSince),
})
