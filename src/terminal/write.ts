/**
 * Writes all of a text, waiting for a slow reader; done when it has left the process. A reader that went away
 * (`varve history | head`) is no error: there is nobody left to tell.
 */
export function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
      else resolve();
    });
  });
}
