/**
 * For the process that holds core, where its memory is glibc's: it keeps what is freed, for each thread apart; images of half a megabyte left
 * 120 MB of it behind (measured). Larger buffers come straight from the system and go back to it, the rest goes back sooner. Other systems do
 * not know these names.
 */
export const CORE_MEMORY_ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: "262144", MALLOC_TRIM_THRESHOLD_: "1048576" } as const;
