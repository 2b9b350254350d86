import fc from 'fast-check';

/** Every run tries the same cases, so that failures are reproducible. Another seed tries other cases. */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 2026) });
