/** The whole lines that a growing file has gained since it was last looked at. */
import { open } from 'node:fs/promises';

const PIECE = 1 << 18;

export class NewLines {
  readonly path: string;
  #offset = 0;
  #held = '';
  #decoder = new TextDecoder();

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Gives each new line to `take`, with turns of the event loop between pieces of the file. Before, calls
   * `restart` if the file is shorter than what was read: it was cut back. An absent file is an empty one.
   */
  async read(take: (line: string) => void, restart: () => void): Promise<void> {
    const file = await open(this.path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) return;
    try {
      const { size } = await file.stat();
      if (size < this.#offset) {
        this.#offset = 0;
        this.#held = '';
        this.#decoder = new TextDecoder();
        restart();
      }
      const buffer = new Uint8Array(PIECE);
      while (this.#offset < size) {
        const { bytesRead } = await file.read(buffer, 0, PIECE, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        const text = this.#decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
        const lines = (this.#held + text).split('\n');
        this.#held = lines.pop() ?? '';
        for (const line of lines) take(line);
      }
    } finally {
      await file.close();
    }
  }
}
