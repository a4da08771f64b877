import { defineConfig } from "varve";

export default defineConfig({
  models: ["./models/*.ts"],
  migrations: "./migrations",
  database: { url: process.env.DATABASE_URL }, // absent: the embedded server under .varve/
});
