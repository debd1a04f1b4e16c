/** `muster` and `muster help`: one screen of 80×24. */
export const overview = `Muster runs commands on fleets of hosts and keeps an exact record.

Run
  run           run a script on hosts and show what happened, grouped
  invocations   what has run: list, show, output, cancel
  commands      stored scripts: list, show, create, modify, preview, delete
  schedules     stored scripts that run by themselves: create, show, why, …
  files         send: write files on hosts    parameters  values for scripts
Hosts
  hosts         list, add, remove, codes  terminal  a shell on a host
Server
  up            a server and this machine as its first host (npm start)
  server        the server alone          agent   the agent of a host
  swarm         many simulated agents     doctor  is this installation well?
  login         keep the key of a server  backup  copy the record to a file
  keys, users, accounts  who may do what  buckets where whole outputs go

Examples
  muster run --all -- uptime
  muster run --on tag:role=web,db-[01-03] --timeout 30 -- 'nginx -t'

"muster <command> --help" tells the rest. The server is the one of this folder
(./data), of --server or MUSTER_SERVER, or of the last "muster login".
`
