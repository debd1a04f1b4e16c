/** How many ended tasks each instance has, 256 instances a row: `tasks/ended-counts.ts`. */
export const name = '0061-ended-counts'

export const sql = `
CREATE TABLE ended_counts (block INTEGER PRIMARY KEY, counts BLOB NOT NULL) STRICT;

WITH RECURSIVE
  places (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place < 255),
  ended AS MATERIALIZED (SELECT instance_id, count(*) AS tasks FROM tasks WHERE state > 4 GROUP BY instance_id),
  blocks AS (SELECT DISTINCT instance_id / 256 AS block FROM ended)
INSERT INTO ended_counts
  SELECT block, unhex(group_concat(printf('%08x', coalesce(tasks, 0)), '' ORDER BY place))
  FROM blocks CROSS JOIN places LEFT JOIN ended ON instance_id = 256 * block + place GROUP BY block;
`
