import type { Action } from '../action.ts'
import { bhActions } from '../catalog/bh.ts'
import { cvmActions } from '../catalog/cvm.ts'
import { tatActions } from '../catalog/tat.ts'
import type { Route } from '../vendor.ts'
import { TencentError } from './errors.ts'
import { tatBuilt } from './tat/actions.ts'

export interface Product {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly catalogue: readonly string[]
  readonly built: readonly Action[]
}

/** The version alone tells the products apart: a client's host and its credential's service say nothing reliable. */
export const products: readonly Product[] = [
  { name: 'tat', title: 'Tencent Cloud TAT', version: '2020-10-28', catalogue: tatActions, built: tatBuilt },
  { name: 'bh', title: 'Tencent Cloud BH', version: '2023-04-18', catalogue: bhActions, built: [] },
  { name: 'cvm', title: 'Tencent Cloud CVM repair tasks', version: '2017-03-12', catalogue: cvmActions, built: [] },
]

const byVersion = new Map(products.map((product) => [product.version, product]))
const built = new Map(
  products.flatMap((product) => product.built.map((action) => [`${product.version} ${action.name}`, action])),
)

/** Undefined: not known, or not built yet. */
export const findAction = (name: string, version: string): Action | undefined => built.get(`${version} ${name}`)

export function findRoute(name: string, version: string): Route {
  if (name === '') throw new TencentError('MissingParameter', 'The header X-TC-Action is required.')
  if (version === '') throw new TencentError('MissingParameter', 'The header X-TC-Version is required.')
  const product = byVersion.get(version)
  if (!product)
    throw new TencentError(
      'NoSuchVersion',
      `There is no such version. Use one of: ${[...byVersion.keys()].join(', ')}.`,
    )
  if (!product.catalogue.includes(name))
    throw new TencentError('InvalidAction', `${product.title} ${version} has no such action on this server.`)
  return { product: product.name, name, action: findAction(name, version) }
}
