import net from "node:net";

export interface CuttingProxy {
  /** The database's URL through the proxy. */
  url: string;
  /** Cuts the connection that sends `text`: before the server gets it, or instead of passing the answer on. */
  cutAt(text: string, when: "before" | "after"): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a server, for connections that break at a given moment. */
export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  let cut: { text: string; when: "before" | "after" } | undefined;
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(target.port), target.hostname);
    let isMute = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        server.destroy();
      });
    }
    client.on("data", (data) => {
      if (cut !== undefined && data.includes(cut.text)) {
        if (cut.when === "before") return client.destroy();
        isMute = true;
        cut = undefined;
      }
      server.write(data);
    });
    server.on("data", (data) => {
      if (isMute) client.destroy();
      else client.write(data);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((proxy.address() as net.AddressInfo).port);
  return {
    url: through.href,
    cutAt(text, when) {
      cut = { text, when };
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}
