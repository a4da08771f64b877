/** The schema in which scratch databases hold what every tenant has. People's names leave it out, as they do `public`. */
export const tenantSchema = "varve_tenant";
