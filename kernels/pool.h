/* A pool of threads that run one operation together. Waiting threads spin briefly, so that the tens of
   operations of a training step follow each other without a system call, then block, so that an idle
   or busy machine is not held up. */
#ifndef UNROLL_POOL_H
#define UNROLL_POOL_H

#include "kernels.h"

struct pool;

/* `args` must stay valid until the pool is closed. Fewer threads than asked for if the system refuses. */
struct pool *pool_open(unroll_run *run, double *args, int threads);
int pool_threads(const struct pool *pool);
/* Runs `op` on `threads` threads, the caller being one of them; returns when all are done. */
void pool_run(struct pool *pool, int op, int threads);
void pool_close(struct pool *pool);

#endif
