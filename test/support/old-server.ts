import net from "node:net";

/** A proxy in front of a server that makes it look like PostgreSQL 13. */
export async function startOldServer(url: string, version: number): Promise<{ url: string; close(): void }> {
  const target = new URL(url);
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      socket.on("error", () => {});
      socket.on("close", () => (socket === client ? server : client).destroy());
    }
    client.pipe(server);
    // As long as what it replaces: messages of the protocol begin with their length.
    server.on("data", (data) => {
      client.write(Buffer.from(data.toString("latin1").replaceAll(`${version}.`, "13."), "latin1"));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.host = `127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
  return { url: through.href, close: () => proxy.close() };
}
