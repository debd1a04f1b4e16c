/** A script that is run without being saved is found by its run: an entry of an index for each such call is spared. */
export const name = '0062-saved-runs'

export const sql = `
DROP INDEX invocations_command;
CREATE INDEX invocations_command ON invocations (command_id, account_id) WHERE command_id < 1099511627776;
`
