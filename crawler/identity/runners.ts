/** Commands that fetch what they run, and from where. Longer ones first. */
export const runners: { words: string[]; kind: 'npm' | 'pypi' | 'oci' }[] = [
  { words: ['pnpm', 'dlx'], kind: 'npm' },
  { words: ['yarn', 'dlx'], kind: 'npm' },
  { words: ['npm', 'exec'], kind: 'npm' },
  { words: ['npm', 'x'], kind: 'npm' },
  { words: ['bun', 'x'], kind: 'npm' },
  { words: ['npx'], kind: 'npm' },
  { words: ['pnpx'], kind: 'npm' },
  { words: ['bunx'], kind: 'npm' },
  { words: ['uv', 'tool', 'run'], kind: 'pypi' },
  { words: ['pipx', 'run'], kind: 'pypi' },
  { words: ['uvx'], kind: 'pypi' },
  { words: ['docker', 'container', 'run'], kind: 'oci' },
  { words: ['docker', 'run'], kind: 'oci' },
  { words: ['podman', 'run'], kind: 'oci' },
  { words: ['nerdctl', 'run'], kind: 'oci' },
]

/** Options of these commands that take the next word with them. */
export const optionsWithValue: { [kind in 'npm' | 'pypi' | 'oci']: ReadonlySet<string> } = {
  npm: set('-p --package -c --call --registry --prefix -w --workspace --userconfig --node-options'),
  pypi: set(
    '-p --python --from --with --with-editable --with-requirements --index-url --extra-index-url --index',
    '--default-index -i --find-links -f --constraints -c --directory --project --cache-dir --config-file',
    '--spec --pip-args --refresh-package --env-file --link-mode --prerelease --resolution --exclude-newer',
  ),
  oci: set(
    '-e --env --env-file -v --volume --mount --name --network --net -p --publish -w --workdir -u --user',
    '--entrypoint --platform -l --label --add-host --pull -m --memory --cpus --gpus --tmpfs --hostname -h',
    '--cap-add --cap-drop --security-opt --device --dns --ulimit --shm-size --log-driver --log-opt --restart',
    '--ipc --pid --userns --cgroupns --runtime --stop-signal --stop-timeout --volumes-from --ip --link --expose',
    '--cidfile --label-file --secret --annotation -a --attach --group-add --memory-swap --pids-limit --init-path',
  ),
}

/** Packages that connect a client to a server elsewhere: their first address is that server. */
export const bridges: ReadonlySet<string> = set(
  'mcp-remote supergateway mcp-proxy @pyroprompts/mcp-stdio-to-streamable-http-adapter mcp-remote-client',
  'mcp-superassistant-proxy @agentdesk/mcp-remote mcp-client-bridge fastmcp-proxy mcp-streamablehttp-proxy',
)

function set(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '))
}
