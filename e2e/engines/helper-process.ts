import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** Starts a program that ends with this process at the latest; rejects when there is no such program. */
export async function startHelper(
  command: string,
  args: string[],
  options: SpawnOptions,
): Promise<{ child: ChildProcess; end(): Promise<void> }> {
  const child = spawn(command, args, options);
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    child,
    async end() {
      process.off('exit', kill);
      child.kill();
      await exited;
    },
  };
}
