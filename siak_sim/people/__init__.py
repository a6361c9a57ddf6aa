"""Who lives in the simulated regency: named cases, generated people, the identities published."""
