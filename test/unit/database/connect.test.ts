import { expect, test } from "vitest";
import { assertSupportedVersion } from "../../../src/database/connect.ts";

test.each(["14.0", "15.18", "17.10 (Debian 17.10-1.pgdg12+1)", "19beta1"])(
  "takes PostgreSQL %s",
  (version) => {
    expect(() => assertSupportedVersion(version)).not.toThrow();
  },
);

test.each(["13.22", "9.6.24", "8.0.2"])("refuses PostgreSQL %s", (version) => {
  expect(() => assertSupportedVersion(version)).toThrow(
    expect.objectContaining({ code: "SERVER_TOO_OLD", message: expect.stringContaining(version) }),
  );
});
