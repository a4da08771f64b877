/** The objects by which models use an extension without declaring it: types, functions, operator classes, access methods. */
const objects: Readonly<Record<string, RegExp>> = {
  citext: /^citext$/,
  hstore: /^hstore$/,
  ltree: /^l(tree|query|txtquery)$/,
  pg_trgm: /^(gin_trgm_ops|gist_trgm_ops|(strict_word_|word_)?similarity)$/,
  pgcrypto: /^(gen_random_bytes|gen_salt|crypt|digest|hmac)$/,
  postgis: /^(geometry|geography|st_\w+)$/,
  unaccent: /^unaccent$/,
  "uuid-ossp": /^uuid_generate_v\w+$/,
  vector: /^(vector|halfvec|sparsevec|hnsw|ivfflat|(vector|halfvec|sparsevec)_\w+_ops)$/,
};

/** The extension that brings what is missing, of those that are used most. */
export function extensionOf(missing: string): string | undefined {
  const name = missing.toLowerCase();
  return Object.keys(objects).find((extension) => objects[extension]?.test(name));
}
