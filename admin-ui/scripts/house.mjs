// Called by Maven: installs the packages and makes the bundle, but only when something has changed,
// so that a build of the whole reactor does not pay for an untouched browser application.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const mode = process.argv[2] ?? 'build';
const sources = ['src', 'public', 'scripts', 'index.html', 'package-lock.json', 'package.json', 'openapi.json',
  'vite.config.ts', 'tsconfig.json', 'eslint.config.js'];

checkNode();
installPackages();
switch (mode) {
  case 'build':
  case 'bundle':
    bundle(mode);
    break;
  case 'test':
    if (fingerprint(['src', 'dev', 'openapi.json', 'package-lock.json']) !== stamp('tested')) {
      npm('run', 'test');
      write('tested', fingerprint(['src', 'dev', 'openapi.json', 'package-lock.json']));
    }
    break;
  default:
    fail(`Unknown mode "${mode}": use build, bundle or test.`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`The admin UI needs Node 20.19 or newer; this is ${process.version}. ` +
      'Install a newer Node, or name one with -Dnode.executable=/path/to/node.');
  }
}

function installPackages() {
  const wanted = fingerprint(['package.json', 'package-lock.json']);
  const marker = join(home, 'node_modules', '.evenreach-lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) {
    return;
  }
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(marker, wanted);
}

function bundle(kind) {
  const wanted = fingerprint(sources);
  const made = stamp('bundled');
  const present = existsSync(join(home, 'target', 'classes', 'static', 'index.html'));
  if (present && (made === `build ${wanted}` || (kind === 'bundle' && made === `bundle ${wanted}`))) {
    return;
  }
  npm('run', kind);
  write('bundled', `${kind} ${wanted}`);
}

function npm(...parts) {
  // The npm that belongs to this very Node, where it can be found; otherwise the one on the path.
  const own = process.env.npm_execpath;
  const [command, prefix] = own ? [process.execPath, [own]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const result = spawnSync(command, [...prefix, ...parts], {
    cwd: home,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    fail(`npm ${parts.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}.`);
  }
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => files(join(home, path)))) {
    hash.update(path.slice(home.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function files(path) {
  if (!existsSync(path)) {
    return [];
  }
  return statSync(path).isDirectory()
    ? readdirSync(path).sort().flatMap((name) => files(join(path, name)))
    : [path];
}

function stamp(name) {
  const path = join(home, 'target', `.${name}`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function write(name, content) {
  mkdirSync(join(home, 'target'), { recursive: true });
  writeFileSync(join(home, 'target', `.${name}`), content);
}

function fail(message) {
  console.error(`admin-ui: ${message}`);
  process.exit(1);
}
